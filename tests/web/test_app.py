import re

import pytest
from starlette.testclient import TestClient

from microneedling_faq import Chatbot
from microneedling_faq.web.app import create_app
from microneedling_faq.web.visitor.page import STATIC


def test_the_page_is_gradios_with_our_title(client: TestClient) -> None:
    response = client.get("/")
    assert response.headers["content-type"].startswith("text/html")
    assert '"title":"Ask about microneedling"' in response.text


def test_the_page_names_no_outside_address_that_it_would_load(client: TestClient) -> None:
    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', client.get("/").text)
    assert [address for address in loaded if address.startswith(("http", "//"))] == []


def test_gradio_sends_and_keeps_nothing(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["run_history"] is False
    assert config["footer_links"] == []
    assert config["show_error"] is False
    assert config["dependencies"] == []  # no event of Gradio's own queue: all goes through ours


def test_the_clinic_is_named(client: TestClient) -> None:
    assert '<p class="clinic">Riverside Skin Clinic</p>' in client.get("/").text


def test_the_process_says_that_it_lives_and_with_what_it_is_ready(
    client: TestClient, chatbot: Chatbot, clinic_chatbot: Chatbot
) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    ready = client.get("/readyz").json()
    assert ready.pop("status") == "ready"
    assert ready == {
        "index": chatbot.index.manifest.generation,
        "model": chatbot.index.manifest.model_sha256[:12],
        "content": clinic_chatbot.content.version,
    }


def test_feedback_is_only_counted(client: TestClient) -> None:
    before = client.get("/healthz").json()["feedback"]
    component = next(part["id"] for part in client.get("/config").json()["components"] if part["type"] == "html")
    body = {"session_hash": "abc", "component_id": component, "fn_name": "rate"}
    client.post("/gradio_api/component_server/", json=body | {"data": {"verdict": "not_helpful"}})
    client.post("/gradio_api/component_server/", json=body | {"data": {"verdict": "not_helpful", "reason": "seems_wrong"}})
    after = client.get("/healthz").json()["feedback"]
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "not_helpful": 1,
        "seems_wrong": 1,
    }


@pytest.mark.parametrize("function", ["reply", "rate"])
@pytest.mark.parametrize("data", [None, 5, "x", [], {}, {"message": 5}, {"verdict": "x"}, {"message": "a", "history": [1]}])
def test_what_the_page_would_not_send_is_refused(client: TestClient, function: str, data: object) -> None:
    component = next(part["id"] for part in client.get("/config").json()["components"] if part["type"] == "html")
    body = {"session_hash": "abc", "component_id": component, "fn_name": function, "data": data}
    assert client.post("/gradio_api/component_server/", json=body).status_code == 422


def test_the_widget_is_small_and_may_be_loaded_by_any_page(client: TestClient) -> None:
    response = client.get("/embed.js")
    assert len(response.content) < 10_000
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert response.headers["content-type"].startswith("text/javascript")


def test_the_sample_page_is_only_there_when_asked_for(client: TestClient, chatbot: Chatbot) -> None:
    assert client.get("/demo").status_code == 200
    with TestClient(create_app(chatbot)) as without:
        assert without.get("/demo").status_code == 404


@pytest.mark.parametrize("path", sorted(STATIC.iterdir()), ids=lambda path: path.name)
def test_no_file_of_ours_loads_anything_from_elsewhere(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert re.findall(r"""(?:src|href|url\(|import|fetch\()\s*=?\s*['"(]?(?:https?:)?//(?!chat\.)""", text) == []

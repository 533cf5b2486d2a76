"""The tools for assistants over HTTP, called by the official client on a real server."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import anyio
import pytest
from fastapi import FastAPI
from serving import running
from starlette.testclient import TestClient

from microneedling_faq import Chatbot, SettingsError
from microneedling_faq.web import assistants
from microneedling_faq.web.app import create_app

mcp = pytest.importorskip("mcp")
SCARS = "Can it remove surgical scars?"
Asked = list[tuple[str, dict[str, Any]]]
HANDSHAKE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "a test", "version": "1"}},
}
ACCEPTED = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


def app_with(chatbot: Chatbot, **settings: Any) -> FastAPI:
    return create_app(replace(chatbot, settings=replace(chatbot.settings, assistants=True, **settings)))


@pytest.fixture(scope="module")
def door(clinic_chatbot: Chatbot) -> Iterator[str]:
    with running(app_with(clinic_chatbot)) as address:
        yield f"{address}/mcp"


def plain(record: object) -> Any:
    return json.loads(json.dumps(asdict(record)))  # type: ignore[call-overload]


def called(door: str, calls: Asked) -> list[Any]:
    async def call() -> list[Any]:
        async with mcp.Client(door, read_timeout_seconds=60) as client:
            assert [tool.name for tool in (await client.list_tools()).tools] == ["ask", "search"]
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(call)


def test_the_results_are_those_of_the_chatbot_cautions_and_advice_with_them(door: str, clinic_chatbot: Chatbot) -> None:
    calls: Asked = [
        ("ask", {"message": SCARS}),
        ("ask", {"message": "and for stretch marks?", "history": [SCARS]}),
        ("ask", {"message": "i want to end my life"}),
        ("search", {"query": "stretch marks", "limit": 3}),
    ]
    expected = [
        clinic_chatbot.reply(SCARS),
        clinic_chatbot.reply("and for stretch marks?", [SCARS]),
        clinic_chatbot.reply("i want to end my life"),
        clinic_chatbot.search("stretch marks", limit=3),
    ]
    results = called(door, calls)
    assert [result.structured_content for result in results] == [plain(each) for each in expected]
    assert all(result.structured_content["recommendation"] for result in results)
    assert any(passage["cautions"] for result in results for passage in result.structured_content["passages"])


def test_who_asks_too_much_is_told_to_wait(clinic_chatbot: Chatbot) -> None:
    with running(app_with(clinic_chatbot, questions_per_minute=1, visitors_at_an_address=1)) as address:
        first, second = called(f"{address}/mcp", [("ask", {"message": SCARS}), ("ask", {"message": SCARS})])
    assert (first.is_error, second.is_error) == (False, True)
    assert clinic_chatbot.notices.text("general.too_many") in second.content[0].text


def test_without_the_setting_there_is_nothing(client: TestClient) -> None:
    answer = client.post("/mcp", json=HANDSHAKE, headers=ACCEPTED)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/mcp", "/faq/mcp"])
def test_it_is_found_under_the_public_path_too(clinic_chatbot: Chatbot, path: str) -> None:
    with TestClient(app_with(clinic_chatbot, path=path.removesuffix("/mcp"))) as client:
        answer = client.post(path, json=HANDSHAKE, headers=ACCEPTED)
    assert answer.json()["result"]["serverInfo"]["name"] == "microneedling-faq"
    assert "mcp-session-id" not in answer.headers  # nothing is kept of who asked


def test_pages_of_other_websites_may_not_ask(clinic_chatbot: Chatbot) -> None:
    with TestClient(app_with(clinic_chatbot)) as client:
        known = client.post("/mcp", json=HANDSHAKE, headers=ACCEPTED | {"Origin": "https://clinic.example"})
        unknown = client.post("/mcp", json=HANDSHAKE, headers=ACCEPTED | {"Origin": "https://evil.example"})
    assert (known.status_code, unknown.status_code) == (200, 403)


@pytest.mark.parametrize(
    "body", ["zebrafish", '{"jsonrpc": "2.0", "zebrafish": 1}', '[{"zebrafish": 1}]', '{"method": "zebrafish", "id": 1}', ""]
)
def test_what_is_no_request_is_refused_and_no_word_of_it_is_logged(
    clinic_chatbot: Chatbot, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with TestClient(app_with(clinic_chatbot)) as client:
        answer = client.post("/mcp", content=body, headers=ACCEPTED)
        call = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": {"message": ["zebrafish"]}},
        }
        client.post("/mcp", json=call, headers=ACCEPTED)
    assert 400 <= answer.status_code < 500
    assert "zebrafish" not in caplog.text


def test_without_the_package_the_start_is_refused_with_what_to_do(
    clinic_chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistants, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match="pip install"):
        app_with(clinic_chatbot)

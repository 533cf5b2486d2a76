from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from microneedling_faq.errors import SettingsError
from microneedling_faq.web.operating.security import MAX_BODY_BYTES, BodyLimit, checked_origins

CLOSED_IN_GRADIO = [
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/proxy=https://huggingface.co"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"),
    ("POST", "/gradio_api/run/reply"),
    ("POST", "/gradio_api/call/reply"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/gradio_api/heartbeat/abc"),
    ("GET", "/gradio_api/deep_link"),
    ("POST", "/gradio_api/vibe-edit"),
    ("POST", "/gradio_api/process_recording"),
    ("POST", "/gradio_api/stream/abc"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("POST", "/login"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/pwa_icon"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED_IN_GRADIO)
def test_what_the_page_does_not_need_of_gradio_is_closed(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/api/ask", "/article/microneedling", "/embed.js", "/healthz", "/nothing", "/config"])
def test_only_the_own_site_and_the_listed_origins_may_frame_a_page(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    assert policy.endswith("; frame-ancestors 'self' https://clinic.example")


@pytest.mark.parametrize("path", ["/", "/article/microneedling", "/demo", "/web/base.css"])
def test_no_page_may_load_anything_from_elsewhere(client: TestClient, path: str) -> None:
    policy = client.get(path).headers["content-security-policy"]
    loading = [part for part in policy.split("; ") if not part.startswith("frame-ancestors")]
    assert "default-src" in policy
    assert not any(source in " ".join(loading) for source in ("http:", "https:", "*"))


def test_our_own_pages_run_no_inline_script_and_no_inline_style(client: TestClient) -> None:
    assert "unsafe" not in client.get("/article/microneedling").headers["content-security-policy"]
    assert "unsafe" not in client.get("/demo").headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/api/ask", "/article/microneedling"])
def test_types_are_not_guessed_and_the_address_of_a_page_is_not_passed_on(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/", "/api/ask", "/article/microneedling", "/healthz"])
def test_nothing_that_may_hold_a_reply_is_kept_by_the_browser(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


def test_what_never_changes_is_kept(client: TestClient) -> None:
    page = client.get("/").text
    asset = page[page.index("assets/index-") :].split('"')[0]
    assert "immutable" in client.get(f"/{asset}").headers["cache-control"]


@pytest.mark.parametrize("path", ["/", "/api/ask", "/gradio_api/component_server"])
def test_no_cookie_is_set(client: TestClient, path: str) -> None:
    assert "set-cookie" not in client.get(path).headers


@pytest.mark.parametrize("path", ["/", "/api/ask", "/config", "/gradio_api/component_server"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost", "https://clinic.example.evil.example"])
def test_an_unknown_origin_is_never_reflected(client: TestClient, path: str, origin: str) -> None:
    plain = client.post(path, headers={"Origin": origin})
    asking = client.options(path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    for response in (plain, asking):
        assert "access-control-allow-origin" not in response.headers
        assert "access-control-allow-credentials" not in response.headers


def test_a_listed_origin_may_ask_without_credentials(client: TestClient) -> None:
    headers = {"Origin": "https://clinic.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/api/ask", headers=headers | {"Access-Control-Request-Headers": "content-type"})
    assert response.headers["access-control-allow-origin"] == "https://clinic.example"
    assert "access-control-allow-credentials" not in response.headers


def test_origins_are_written_as_browsers_write_them() -> None:
    assert checked_origins([" https://Clinic.Example/ ", "http://localhost:8000"]) == [
        "https://clinic.example",
        "http://localhost:8000",
    ]


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.example", "clinic.example", "https://a.example/page", "https://a.example; script-src *", "null", ""],
)
def test_a_setting_that_is_no_origin_is_refused_by_name(origin: str) -> None:
    with pytest.raises(SettingsError, match=r"web\.origins"):
        checked_origins([origin])


def test_a_body_of_announced_length_above_the_limit_is_refused(client: TestClient) -> None:
    response = client.post("/api/ask", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_of_unknown_length_above_the_limit_is_refused(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(MAX_BODY_BYTES // 1024 + 1):
            yield b"x" * 1024

    for path in ("/api/ask", "/gradio_api/component_server"):
        assert client.post(path, content=parts(), headers={"Content-Type": "application/json"}).status_code == 413


def test_a_body_within_the_limit_arrives_whole() -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        message: Message = await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": message["body"]})

    assert TestClient(BodyLimit(echo, max_bytes=9)).post("/", content=iter([b"one ", b"two ", b"3"])).text == "one two 3"

"""No address answers that the page on security does not list, whatever Gradio brings along; and what is listed is there."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from walking import METHODS, addresses, documented

from microneedling_faq import Chatbot
from microneedling_faq.web.app import create_app

NOT_THERE = (404, 405)


@pytest.fixture(scope="module")
def everything_on(chatbot: Chatbot) -> Iterator[TestClient]:
    """All doors open that a setting or an option opens."""
    settings = replace(chatbot.settings, assistants=True)
    with TestClient(create_app(replace(chatbot, settings=settings), demo=True), raise_server_exceptions=False) as client:
        yield client


def example_of(address: str, client: TestClient) -> str:
    """An address with something that is there in the place of its parameter."""
    page = client.get("/").text
    passage = client.get("/api/search?q=scars").json()["passages"][0]
    there = {
        "/web/{file}": "/web/base.css",
        "/assets/{file}": "/" + page[page.index("assets/index-") :].split('"')[0],
        "/static/{file}": "/static/img/logo_nosize.svg",
        "/article/{document}": f"/article/{passage['document']}",
        "/api/passages/{sha256}": f"/api/passages/{passage['sha256']}",
        "/api/search": "/api/search?q=scars",
    }
    return there.get(address, address)


def filled(path: str) -> str:
    """A path with anything in the place of each parameter."""
    return re.sub(r"\{.*?\}", "x", path)


def pattern_of(address: str) -> "re.Pattern[str]":
    return re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(address)))


def is_documented(path: str) -> bool:
    return any(pattern_of(address).fullmatch(path) for address in documented())


def test_the_walk_sees_ours_and_gradios(everything_on: TestClient) -> None:
    paths = {path for path, _ in addresses(everything_on.app.routes)}
    assert {"/api/ask", "/mcp", "/web/{file}", "/config", "/gradio_api/upload", "/gradio_api/component_server"} <= paths
    assert len(paths) > 80


def test_nothing_answers_that_is_not_listed(everything_on: TestClient) -> None:
    open_doors = [
        (method, path, status)
        for path, methods in addresses(everything_on.app.routes)
        if not is_documented(filled(path))
        for method in methods
        if (status := everything_on.request(method, filled(path)).status_code) not in NOT_THERE
    ]
    assert open_doors == []


@pytest.mark.parametrize("address", documented())
def test_what_is_listed_answers_by_the_listed_methods_and_no_other(everything_on: TestClient, address: str) -> None:
    there = example_of(address, everything_on)
    answered = {method for method in METHODS if everything_on.request(method, there).status_code not in NOT_THERE}
    assert answered == documented()[address]


def test_what_a_setting_or_an_option_opens_is_closed_without_it(chatbot: Chatbot) -> None:
    settings = replace(chatbot.settings, suggest=False)
    with TestClient(create_app(replace(chatbot, settings=settings))) as client:
        for method, path in (("POST", "/mcp"), ("GET", "/demo"), ("GET", "/metrics"), ("POST", "/api/suggest")):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_page_opens_no_websocket(everything_on: TestClient) -> None:
    for path in ("/", "/gradio_api/queue/join", "/api/ask"):
        with pytest.raises(WebSocketDisconnect), everything_on.websocket_connect(path):
            pass


def test_every_answer_has_the_headers_that_browsers_heed(everything_on: TestClient) -> None:
    for path in {filled(path) for path, _ in addresses(everything_on.app.routes)} | {"/nothing", "/web/../x"}:
        headers = everything_on.get(path).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin", path
        assert "set-cookie" not in headers, path

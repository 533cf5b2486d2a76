import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from serving import ScriptedChatbot
from starlette.testclient import TestClient

from microneedling_faq import Chatbot, Settings
from microneedling_faq.web.app import create_app
from microneedling_faq.web.operating.logs import JsonLines, door_of, log_as_json

ASKED = {"message": "zebrafish on my cheek", "history": ["quagga"]}


@pytest.fixture
def json_log() -> Iterator[Callable[[], None]]:
    """Turns the log into JSON lines; afterwards all is as it was."""
    root, ours = logging.getLogger(), logging.getLogger("microneedling_faq")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    yield log_as_json  # in the test itself: pytest gives each phase a stderr of its own
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """Gives what was logged, as JSON."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_with_the_id_that_the_visitor_gets_back(json_log, lines, client: TestClient) -> None:
    json_log()
    response = client.post("/api/ask", json=ASKED)
    (line,) = lines()
    assert line.pop("request_id") == response.headers["x-request-id"]
    assert line.pop("time").endswith("+00:00")
    assert line.pop("milliseconds") > 0
    assert line == {"level": "info", "event": "request", "method": "POST", "door": "/api/ask", "status": 200}


def test_no_word_of_a_visitor_and_no_address_is_in_the_log(json_log, app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    json_log()
    client = TestClient(app, client=("192.0.2.77", 5000), raise_server_exceptions=False)
    client.post("/api/ask", json=ASKED, headers={"X-Request-ID": "zebrafish", "User-Agent": "quagga"})
    client.post("/api/ask", json={"message": 5, "zebrafish": "quagga"})
    for path in ("/zebrafish", "/article/zebrafish", "/api/zebrafish?q=quagga", "/api/ask/zebrafish", "/?q=zebrafish"):
        client.get(path)
    client.request("QUAGGA", "/")
    written = capsys.readouterr().err
    assert written.count("\n") == 8
    assert [word for word in ("zebrafish", "quagga", "QUAGGA", "192.0.2.77") if word in written] == []


def test_of_an_error_the_places_are_told_and_not_what_it_says(json_log, lines, clinic_chatbot: Chatbot) -> None:
    def fail() -> None:
        raise ValueError("zebrafish")

    app = create_app(ScriptedChatbot(clinic_chatbot, {"x": fail}))  # type: ignore[arg-type, dict-item]

    async def as_uvicorn_does(scope, receive, send) -> None:
        try:
            await app(scope, receive, send)
        except ValueError:
            logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=True)

    json_log()
    TestClient(as_uvicorn_does).post("/api/ask", json={"message": "x"})
    logged = lines()
    request, error = logged
    assert request["request_id"] == error["request_id"]
    assert error["error"] == "ValueError"
    assert any("test_logs.py" in place and place.endswith(" fail") for place in error["places"])
    assert "zebrafish" not in json.dumps(logged)


@pytest.mark.parametrize(("proxies", "kept"), [((), False), (("192.0.2.0/24",), True)])
@pytest.mark.parametrize("told", ["0123-abcd", "x" * 65, 'a"b\\c d e', "short"])
def test_the_id_of_a_trusted_proxy_is_kept_if_it_is_one(
    clinic_chatbot: Chatbot, proxies: tuple[str, ...], kept: bool, told: str
) -> None:
    settings = Settings(proxies=proxies)
    client = TestClient(create_app(replace(clinic_chatbot, settings=settings)), client=("192.0.2.1", 5000))
    given = client.get("/healthz", headers={"X-Request-ID": told}).headers["x-request-id"]
    assert (given == told) == (kept and told == "0123-abcd")
    assert given == told or len(given) == 32


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "/"),
        ("/api/ask", "/api/ask"),
        ("/api/passages/abc", "/api/passages"),
        ("/api/askme", "other"),
        ("/article/x", "/article/"),
        ("/healthz", "/healthz"),
        ("/healthz2", "other"),
        ("/me", "other"),
        ("", "other"),
    ],
)
def test_a_path_is_logged_as_the_door_that_it_leads_to(path: str, door: str) -> None:
    assert door_of(path) == door


def test_a_line_stays_one_whatever_is_said() -> None:
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "two\nlines “quoted” \ud800", (), None)
    assert json.loads(JsonLines().format(record))["event"] == "two\nlines “quoted” \ud800"
    assert "\n" not in JsonLines().format(record)


def test_without_json_requests_are_not_logged(client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    client.post("/api/ask", json=ASKED)
    assert capsys.readouterr().err == ""

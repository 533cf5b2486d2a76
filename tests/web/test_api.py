from dataclasses import asdict, replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from microneedling_faq import Chatbot, Settings
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS
from microneedling_faq.web.api import MAX_HISTORY, create_api
from microneedling_faq.web.operating.limits import VISITORS_AT_AN_ADDRESS
from microneedling_faq.web.operating.queue import ReplyQueue


def ask(client: TestClient, **body: Any) -> Any:
    return client.post("/api/ask", json=body)


def jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    return [jsonable(item) for item in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(
    ("message", "history"),
    [
        ("Can it help old acne scars?", []),
        ("why?", ["Do stretch marks fade?"]),
        ("how much does a session cost", []),
        ("my face is swollen and i cannot breathe", ["hello"]),
        ("hello", []),
        ("", []),
        ("\u200b\ufffd\ud800", []),
        ("x" * (MAX_MESSAGE_CHARACTERS + 1), []),
        ("¿Se borran las estrías?", []),
    ],
)
def test_the_answer_is_the_reply_of_the_chatbot(client: TestClient, chatbot: Chatbot, message: str, history: list[str]) -> None:
    sent = message.encode("utf-8", "replace").decode()
    response = ask(client, message=sent, history=history)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.json() == jsonable(asdict(chatbot.reply(sent, history)))


def test_the_history_may_be_left_out(client: TestClient) -> None:
    assert ask(client, message="Do stretch marks fade?").json()["kind"] == "answer"


def test_just_the_words_can_be_searched(client: TestClient) -> None:
    assert ask(client, message="what is rosaca").json()["understood_as"]
    assert ask(client, message="what is rosaca", as_typed=True).json()["understood_as"] is None


def test_notices_are_in_the_language_asked_for_where_the_message_does_not_tell(client: TestClient, chatbot: Chatbot) -> None:
    notice = ask(client, message="", language="es").json()["notice"]
    assert notice == chatbot.notices.text("general.invalid_empty", "es")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("not json", 400),
        ('{"message": "a"', 400),
        ("[]", 422),
        ("null", 422),
        ("{}", 422),
        ('{"message": 5}', 422),
        ('{"message": null}', 422),
        ('{"message": ["a"]}', 422),
        ('{"message": "a", "history": "b"}', 422),
        ('{"message": "a", "history": [1]}', 422),
        ('{"message": "a", "history": null}', 422),
        ('{"message": "a", "model": "b"}', 422),
        ('{"message": "a", "as_typed": 1}', 422),
        ('{"message": "a", "language": "../x"}', 422),
        ("[" * 100_000, 400),
        (f'{{"message": "a", "history": [{", ".join(["1"] * 5)}]}}', 422),
    ],
)
def test_bad_input_gets_a_problem(client: TestClient, body: str, status: int) -> None:
    response = client.post("/api/ask", content=body, headers={"Content-Type": "application/json"})
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, problem["status"]) == (status, status)
    assert problem["title"]
    assert '{"message"' in problem["detail"]


def test_a_problem_points_to_each_place_that_is_wrong(client: TestClient) -> None:
    problem = ask(client, message=5, history=["a", None]).json()
    assert [error["pointer"] for error in problem["errors"]] == ["#/message", "#/history/1"]


def test_too_many_earlier_messages_are_refused(client: TestClient) -> None:
    assert ask(client, message="a", history=["b"] * MAX_HISTORY).status_code == 200
    assert ask(client, message="a", history=["b"] * (MAX_HISTORY + 1)).status_code == 422


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_a_foreign_page_can_send_unasked_is_refused(client: TestClient, content_type: str) -> None:
    """A browser sends these without asking us first, from any page."""
    response = client.post("/api/ask", content='{"message": "a"}', headers={"Content-Type": content_type})
    assert response.status_code == 422


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_the_one_that_works(client: TestClient, method: str) -> None:
    response = client.request(method, "/api/ask")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["status"] == 405


def test_other_addresses_are_not_found(client: TestClient) -> None:
    response = client.post("/api/other")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_a_full_queue_answers_busy_at_once(chatbot: Chatbot) -> None:
    app = FastAPI()
    app.mount("/api", create_api(ReplyQueue(chatbot, places=0), chatbot.notices))
    response = ask(TestClient(app), message="Do stretch marks fade?")
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["detail"] == chatbot.notices.text("general.busy")


def test_an_address_that_asks_too_much_gets_a_problem_with_the_time_to_wait(chatbot: Chatbot) -> None:
    limited = replace(chatbot, settings=Settings(questions_per_minute=1))
    app = FastAPI()
    app.mount("/api", create_api(ReplyQueue(limited), chatbot.notices))
    client = TestClient(app, client=("192.0.2.1", 5000))
    for _ in range(VISITORS_AT_AN_ADDRESS):
        assert ask(client, message="hello").status_code == 200
    response = ask(client, message="hello", language="es")
    assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.json()["detail"] == chatbot.notices.text("general.too_many", "es")
    assert ask(TestClient(app, client=("192.0.2.2", 5000)), message="hello").status_code == 200

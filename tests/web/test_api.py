import re
from dataclasses import asdict, replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from microneedling_faq import Chatbot, Settings
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS
from microneedling_faq.replying.suggesting import Suggester
from microneedling_faq.web.api import MAX_FOUND, MAX_HISTORY, create_api
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
    app.mount("/api", create_api(ReplyQueue(chatbot, places=0), chatbot))
    response = ask(TestClient(app), message="Do stretch marks fade?")
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert response.json()["detail"] == chatbot.notices.text("general.busy")


def test_an_address_that_asks_too_much_gets_a_problem_with_the_time_to_wait(chatbot: Chatbot) -> None:
    limited = replace(chatbot, settings=Settings(questions_per_minute=1))
    app = FastAPI()
    app.mount("/api", create_api(ReplyQueue(limited), chatbot))
    client = TestClient(app, client=("192.0.2.1", 5000))
    for _ in range(Settings().visitors_at_an_address):
        assert ask(client, message="hello").status_code == 200
    response = ask(client, message="hello", language="es")
    assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.json()["detail"] == chatbot.notices.text("general.too_many", "es")
    assert ask(TestClient(app, client=("192.0.2.2", 5000)), message="hello").status_code == 200


# Search


def test_a_search_gives_passages_with_their_cautions_and_the_advice(client: TestClient, chatbot: Chatbot) -> None:
    response = client.get("/api/search", params={"q": "stretch marks", "limit": 3})
    found = response.json()
    assert response.status_code == 200
    assert found == jsonable(asdict(chatbot.search("stretch marks", limit=3)))
    assert 1 <= len(found["passages"]) <= 3
    assert found["recommendation"]
    for quotation in found["passages"]:
        passage = next(each for each in chatbot.index.passages if each.sha256 == quotation["sha256"])
        assert quotation["cautions"] == jsonable([asdict(caution) for caution in chatbot.cautions_of(passage)])


@pytest.mark.parametrize(
    ("query", "kind"),
    [("i want to end my life", "urgent"), ("", "invalid"), ("Tut das weh, wenn man es macht?", "not_covered")],
)
def test_a_search_gives_no_passage_where_a_reply_may_not(client: TestClient, chatbot: Chatbot, query: str, kind: str) -> None:
    found = client.get("/api/search", params={"q": query}).json()
    reply = chatbot.reply(query)
    assert (found["kind"], found["passages"]) == (kind, [])
    assert (found["notice"], found["recommendation"]) == (reply.notice, reply.recommendation)


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({}, ["q"]),
        ({"q": "a", "limit": "0"}, ["limit"]),
        ({"q": "a", "limit": str(MAX_FOUND + 1)}, ["limit"]),
        ({"q": "a", "limit": "many", "language": "english"}, ["limit", "language"]),
    ],
)
def test_a_search_that_is_wrong_gets_a_problem_that_names_each_parameter(
    client: TestClient, parameters: dict[str, str], wrong: list[str]
) -> None:
    response = client.get("/api/search", params=parameters)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert [error["parameter"] for error in response.json()["errors"]] == wrong
    assert "/api/search?q=" in response.json()["detail"]


def test_searches_count_as_questions(chatbot: Chatbot) -> None:
    limited = replace(chatbot, settings=Settings(questions_per_minute=1))
    app = FastAPI()
    app.mount("/api", create_api(ReplyQueue(limited), limited))
    client = TestClient(app, client=("192.0.2.1", 5000))
    for _ in range(Settings().visitors_at_an_address):
        assert client.get("/api/search", params={"q": "hello"}).status_code == 200
    response = client.get("/api/search", params={"q": "hello", "language": "es"})
    assert response.status_code == 429
    assert response.json()["detail"] == chatbot.notices.text("general.too_many", "es")


# Suggestions


@pytest.mark.parametrize(
    ("typed", "language"), [("stretch m", "en"), ("cicatri", "es"), ("i cannot breathe", "en"), ("", "en")]
)
def test_who_types_is_offered_what_the_chatbot_would_answer(
    client: TestClient, chatbot: Chatbot, typed: str, language: str
) -> None:
    response = client.post("/api/suggest", json={"typed": typed, "language": language})
    assert response.status_code == 200
    assert response.json() == jsonable(asdict(Suggester(chatbot).suggest(typed, language=language)))


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["#/typed"]),
        ({"typed": 5}, ["#/typed"]),
        ({"typed": "x" * (MAX_MESSAGE_CHARACTERS + 1)}, ["#/typed"]),
        ({"typed": "scars", "language": "../x", "more": 1}, ["#/language", "#/more"]),
    ],
)
def test_wrong_typing_gets_a_problem_that_shows_how(client: TestClient, body: dict[str, Any], wrong: list[str]) -> None:
    response = client.post("/api/suggest", json=body)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert [error["pointer"] for error in response.json()["errors"]] == wrong
    assert '{"typed"' in response.json()["detail"]


def test_switched_off_nothing_is_offered_and_nothing_described(chatbot: Chatbot) -> None:
    off = replace(chatbot, settings=Settings(suggest=False))
    app = FastAPI()
    app.mount("/api", create_api(ReplyQueue(off), off))
    client = TestClient(app)
    assert client.post("/api/suggest", json={"typed": "scars"}).status_code == 404
    assert "/suggest" not in client.get("/api/openapi.json").json()["paths"]


# Passages


def test_every_passage_of_a_reply_can_be_had_again_by_its_hash(client: TestClient, chatbot: Chatbot) -> None:
    for quotation in chatbot.reply("Can it remove surgical scars?").passages:
        found = client.get(f"/api/passages/{quotation.sha256}").json()
        assert [each["text"] for each in found["passages"]] == [quotation.text]
        assert found["passages"][0]["cautions"] == jsonable([asdict(caution) for caution in quotation.cautions])
        assert found["recommendation"] == chatbot.reply("Can it remove surgical scars?").recommendation


def test_a_passage_has_its_cautions_in_the_language_asked_for(client: TestClient, chatbot: Chatbot) -> None:
    passage = next(each for each in chatbot.index.passages if chatbot.cautions_of(each))
    found = client.get(f"/api/passages/{passage.sha256}", params={"language": "es"}).json()
    assert found["passages"][0]["cautions"][0]["note"] == chatbot.cautions_of(passage, "es")[0].note
    assert found["recommendation"] == chatbot.notices.text("general.recommendation", "es")


@pytest.mark.parametrize(("sha256", "status"), [("0" * 64, 404), ("0" * 63, 422), ("..%2f..%2fetc", 404), ("A" * 64, 422)])
def test_a_hash_that_no_passage_has_is_a_problem(client: TestClient, sha256: str, status: int) -> None:
    response = client.get(f"/api/passages/{sha256}")
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


# Description


def test_the_description_names_every_door_and_shows_real_answers(client: TestClient, chatbot: Chatbot) -> None:
    schema = client.get("/api/openapi.json").json()
    doors = {f"{method} {path}" for path, operations in schema["paths"].items() for method in operations}
    assert doors == {"post /ask", "post /suggest", "get /search", "get /passages/{sha256}"}
    assert [server["url"] for server in schema["servers"]] == ["/api"]
    shown = schema["paths"]["/ask"]["post"]["responses"]["200"]["content"]["application/json"]["example"]
    assert shown == jsonable(asdict(chatbot.reply(**schema["components"]["schemas"]["Question"]["examples"][0])))
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["description"]
            for status, response in operation["responses"].items():
                (content,) = response["content"].values()
                assert content["example"]
                assert list(response["content"]) == ["application/json" if status == "200" else "application/problem+json"]


def test_the_page_of_the_description_tells_it_all_and_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/")
    schema = client.get("/api/openapi.json").json()
    assert page.headers["content-type"].startswith("text/html")
    assert "unsafe" not in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded == ["../web/base.css", "../web/article.css", "../web/api.css", "openapi.json"]
    assert all(client.get(f"/api/{address}").status_code == 200 for address in loaded)
    named = [f"/api{path}" for path in schema["paths"]] + list(schema["components"]["schemas"])
    assert [name for name in named if name not in page.text] == []


def test_a_listed_origin_may_search(client: TestClient) -> None:
    headers = {"Origin": "https://clinic.example", "Access-Control-Request-Method": "GET"}
    response = client.options("/api/search", headers=headers)
    assert response.headers["access-control-allow-origin"] == "https://clinic.example"
    assert "GET" in response.headers["access-control-allow-methods"]

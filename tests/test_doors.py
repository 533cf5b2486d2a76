"""Every door shows the way to care, and no word of the article, to whoever needs it: the same messages through all of them."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.cli import main

HISTORY = ["Can it help acne scars?", "and for stretch marks?"]
URGENT = {
    "my throat is closing up and i cant breath": "911",
    "…and now my eye is swollen shut": "911",
    "puss coming out of my cheek": "911",
    "i want to end my life": "988",
    "no puedo respirar, me falta el aire": "911",
}
Door = Callable[[str, list[str]], str]


@pytest.fixture(scope="module")
def client(chatbot: Chatbot) -> Iterator[object]:
    testclient = pytest.importorskip("starlette.testclient")
    from microneedling_faq.web.app import create_app

    with testclient.TestClient(create_app(chatbot)) as client:
        yield client


@pytest.fixture
def doors(chatbot, client, shipped_index, capsys) -> dict[str, Door]:
    """Door -> what a person or a program gets from it."""

    def command(*options: str) -> Door:
        def ask(message: str, history: list[str]) -> str:
            earlier = ["--history", *history] if history else []
            assert main(["ask", "--index", str(shipped_index), *options, *earlier, "--", message]) == 0
            return capsys.readouterr().out

        return ask

    def rest(message: str, history: list[str]) -> str:
        return json.dumps(client.post("/api/ask", json={"message": message, "history": history}).json(), ensure_ascii=False)

    def page(message: str, history: list[str]) -> str:  # the page and the embedded page, which is the same in a frame
        part = next(part["id"] for part in client.get("/config").json()["components"] if part["type"] == "html")
        body = {"session_hash": "abc", "component_id": part, "fn_name": "reply"}
        sent = client.post("/gradio_api/component_server/", json=body | {"data": {"message": message, "history": history}})
        return json.dumps(sent.json(), ensure_ascii=False)

    def python(message: str, history: list[str]) -> str:
        return json.dumps(asdict(chatbot.reply(message, history)), ensure_ascii=False)

    return {"python": python, "command": command(), "command --json": command("--json"), "rest": rest, "page": page}


@pytest.mark.parametrize("history", [[], HISTORY], ids=["first", "later"])
@pytest.mark.parametrize(("message", "number"), URGENT.items())
@pytest.mark.parametrize("door", ["python", "command", "command --json", "rest", "page"])
def test_every_door_shows_the_way_to_care_and_no_passage(doors, chatbot, door, message, number, history):
    shown = doors[door](message, history)
    notice = chatbot.reply(message, history).notice

    assert number in shown
    read = re.sub(r"<[^>]+>", "", shown)  # a number may be a link there, and a sign an item of a list
    assert all(line.removeprefix("- ").split("'")[0].split("&")[0] in read for line in notice.split("\n") if line)
    for passage in chatbot.index.passages:
        assert passage.text[:60] not in shown and passage.text[-60:] not in shown
    assert "data-copy" not in shown


@pytest.mark.parametrize("door", ["python", "command", "command --json", "rest", "page"])
def test_the_same_doors_quote_the_article_where_nothing_is_wrong(doors, door):
    assert "The method has been known" in doors[door]("Can it remove surgical scars?", [])


def test_programs_get_the_same_reply_from_every_door(doors):
    for message in URGENT:
        replies = [json.loads(doors[door](message, HISTORY)) for door in ("python", "command --json", "rest")]

        assert replies[0] == replies[1] == replies[2]
        assert (replies[0]["kind"], replies[0]["passages"], replies[0]["suggestions"]) == ("urgent", [], [])

"""What a program in Python may do with the chatbot, and what it is told when it errs."""

import asyncio
from pathlib import Path

import pytest

from builders import run_python, write_files
from microneedling_faq import Chatbot, SettingsError, read_settings

SCARS = "Can it remove surgical scars?"
HISTORY = [SCARS]


@pytest.mark.parametrize("message", [None, 5, b"scars", ["scars"]])
def test_a_message_that_is_no_text_is_refused(chatbot: Chatbot, message: object) -> None:
    with pytest.raises(TypeError, match=rf"message must be a text \(str\), not {type(message).__name__}"):
        chatbot.reply(message)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="message must be a text"):
        chatbot.search(message)  # type: ignore[arg-type]


@pytest.mark.parametrize("history", ["text", b"text", None, 5, [None], ["a", 5], {"a": "b"}])
def test_a_history_that_is_no_list_of_texts_is_refused(chatbot: Chatbot, history: object) -> None:
    with pytest.raises(TypeError, match="history must be a list of texts, the earliest message first"):
        chatbot.reply("why?", history)  # type: ignore[arg-type]


@pytest.mark.parametrize("history", [[], (), HISTORY, tuple(HISTORY)])
def test_a_history_may_be_a_list_or_a_tuple(chatbot: Chatbot, history: list[str]) -> None:
    assert chatbot.reply("and for stretch marks?", history).query == "and for stretch marks?"


@pytest.mark.parametrize("as_what", [str, Path])
def test_settings_may_be_a_file(shipped_index: Path, tmp_path: Path, as_what: type) -> None:
    path = write_files(tmp_path, {"s.toml": "[notices.en]\n'general.recommendation' = 'Ask Dr. Park.'\n"}) / "s.toml"
    opened = Chatbot.open(index=shipped_index, settings=as_what(path))
    assert opened.settings == read_settings(path)
    assert opened.reply(SCARS).recommendation == "Ask Dr. Park."
    with pytest.raises(SettingsError, match="cannot be read"):
        Chatbot.open(index=shipped_index, settings=as_what(tmp_path / "nowhere.toml"))


def test_many_messages_get_their_replies_in_order(chatbot: Chatbot) -> None:
    messages = [SCARS, "hello", "", "how much does a session cost", "i want to end my life"] * 10
    assert chatbot.reply_all(messages) == [chatbot.reply(message) for message in messages]
    assert chatbot.reply_all(iter(["and for stretch marks?"]), HISTORY) == [chatbot.reply("and for stretch marks?", HISTORY)]
    assert chatbot.reply_all([]) == []
    with pytest.raises(TypeError, match="message must be a text"):
        chatbot.reply_all(["hello", None])  # type: ignore[list-item]


def test_async_code_is_not_held_up(chatbot: Chatbot) -> None:
    async def ask() -> list[object]:
        return list(await asyncio.gather(*(chatbot.reply_async("and for stretch marks?", HISTORY) for _ in range(8))))

    assert asyncio.run(ask()) == [chatbot.reply("and for stretch marks?", HISTORY)] * 8
    assert asyncio.run(chatbot.reply_async("", language="es")) == chatbot.reply("", language="es")


FORKED = """
import os, sys
from microneedling_faq import Chatbot

chatbot = Chatbot.open(index=sys.argv[1])
before = chatbot.reply(sys.argv[2])
if os.fork() == 0:
    again, new = chatbot.reply(sys.argv[2]), chatbot.reply("Do stretch marks fade?")
    os._exit(0 if again == before and new.kind == "answer" else 1)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_process_that_was_forked_answers_too(shipped_index: Path) -> None:
    assert run_python(FORKED, str(shipped_index), SCARS).stdout == "0\n"


def test_a_search_gives_the_nearest_first_and_not_more_than_wanted(chatbot: Chatbot) -> None:
    found = chatbot.search("acne scars", limit=2)
    scores = [quotation.score for quotation in found.passages]
    assert 1 <= len(scores) <= 2
    assert scores == sorted(scores, reverse=True)
    assert len(chatbot.search("acne scars", limit=1).passages) == 1
    with pytest.raises(ValueError, match="limit must be at least 1, got 0"):
        chatbot.search("acne scars", limit=0)


def test_a_search_says_what_a_reply_would_say_and_shows_no_passage_beside_a_danger(chatbot: Chatbot) -> None:
    for message in (SCARS, "how much does a session cost", "i want to end my life", "¿Se borran las estrías?", "hello", ""):
        found, reply = chatbot.search(message), chatbot.reply(message)
        shared = ("kind", "notice", "recommendation", "language", "signpost", "tier", "content_version", "query")
        assert [getattr(found, name) for name in shared] == [getattr(reply, name) for name in shared]
        assert not (found.passages and found.kind in ("urgent", "invalid"))


def test_every_passage_of_a_search_stands_with_its_cautions(chatbot: Chatbot) -> None:
    passages = {passage.sha256: passage for passage in chatbot.index.passages}
    for query in ("side effects", "stretch marks", "wrinkles", "scars"):
        for quotation in chatbot.search(query, limit=20).passages:
            assert quotation.cautions == chatbot.cautions_of(passages[quotation.sha256])

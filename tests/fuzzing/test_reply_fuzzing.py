"""Whatever somebody writes, with whatever before it, there is a reply that keeps its promises, and no error."""

import os

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from microneedling_faq import Chatbot, Reply

EXAMPLES = int(os.environ.get("MICRONEEDLING_FAQ_FUZZING", "0"))  # other ones every time, where a number is set
KINDS = {"answer", "not_covered", "refer", "urgent", "small_talk", "invalid"}
PIECES = (
    *(
        "does it help scars",
        "and for stretch marks?",
        "i want to end my life",
        "puss",
        "no puedo respirar",
        "how much",
        "no",
        "thanks",
    ),
    *(", ", " and ", "?", "!!", "\n", "¿", "…", "why", "it", "<b>", "${x}", "{clinic}", "\x00", "\ud800", "\u202e", "é" * 3),
    *("it was gone years ago", "my mother", "not", "81 years old", "1" * 40, "a" * 300, "🍮", "ＡＢＣ", "скажите", "痛い"),
)
messages = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))


def keeps_its_promises(chatbot: Chatbot, message: str, reply: Reply) -> None:
    assert reply.kind in KINDS
    assert isinstance(reply.query, str)
    assert reply.recommendation.strip()
    assert (reply.kind == "answer") <= bool(reply.passages)
    assert reply.passages == () or reply.kind in ("answer", "refer")
    assert reply.notice or reply.kind == "answer"
    known = {passage.sha256: passage.text for passage in chatbot.index.passages}
    for passage in reply.passages:
        assert known[passage.sha256] == passage.text
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.highlights)
        assert all(caution.quote in passage.text for caution in passage.cautions)


@settings(max_examples=EXAMPLES or 100, deadline=None, derandomize=not EXAMPLES, suppress_health_check=list(HealthCheck))
@given(messages, st.lists(messages, max_size=4), st.sampled_from(["en", "es", "de"]))
def test_any_message_with_any_history(chatbot: Chatbot, message: str, history: list[str], language: str) -> None:
    keeps_its_promises(chatbot, message, chatbot.reply(message, history, language=language))


@settings(max_examples=EXAMPLES or 30, deadline=None, derandomize=not EXAMPLES, suppress_health_check=list(HealthCheck))
@given(messages)
def test_any_search_and_why(chatbot: Chatbot, message: str) -> None:
    found = chatbot.search(message, limit=3)
    assert found.kind in KINDS and len(found.passages) <= 3 and found.recommendation
    assert chatbot.why(message)

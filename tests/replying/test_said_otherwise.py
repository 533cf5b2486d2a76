"""One question, said as people say it, gets one reply."""

from collections.abc import Callable
from pathlib import Path

import pytest

from microneedling_faq.evaluation.question_files import read_questions
from microneedling_faq.replying.chatbot import Chatbot

QUESTIONS = Path(__file__).parent.parent / "questions"
FILES = ("plain_seen", "visitors", "hard")
MOST_OTHER_REPLIES = 0.002

WAYS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "no end mark": lambda message: message.rstrip(" ?!.") or message,
    "a greeting": lambda message: f"Hi, {message}",
    "please": lambda message: f"Please tell me: {message}",
    "thanks": lambda message: f"{message} Thanks!",
    "end marks": lambda message: f"{message.rstrip(' ?!.')}??!!",
}


def replied(chatbot: Chatbot, message: str, history: tuple[str, ...]) -> tuple[str, int | None]:
    reply = chatbot.reply(message, history)
    return reply.kind, reply.passages[0].start if reply.passages else None


@pytest.fixture(scope="module")
def messages() -> list[tuple[str, tuple[str, ...]]]:
    """Messages that say something: a greeting alone is no question said otherwise."""
    questions = [question for name in FILES for question in read_questions(QUESTIONS / f"{name}.jsonl")]
    return [(each.question, each.history) for each in questions if each.kind not in ("chitchat", "adversarial")]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_message_said_otherwise_gets_the_same_reply(chatbot, messages, way):
    other = [
        (message, WAYS[way](message))
        for message, history in messages
        if replied(chatbot, message, history) != replied(chatbot, WAYS[way](message), history)
    ]

    assert len(other) <= MOST_OTHER_REPLIES * len(messages), other

import pytest

from microneedling_faq.query.courtesies import without_courtesies

PLAIN = "does it hurt"


@pytest.mark.parametrize(
    "message",
    [
        "does it hurt?",
        "does it hurt??!!",
        "does it hurt...",
        "Hi, does it hurt?",
        "Hello there! does it hurt",
        "good morning, does it hurt",
        "Please tell me: does it hurt?",
        "quick question: does it hurt",
        "Hi, quick question: does it hurt? Thanks!",
        "does it hurt, please",
        "does it hurt? Thank you so much!",
        "Hola, does it hurt? gracias",
        "does it hurt? many thanks in advance",
    ],
)
def test_what_is_said_around_a_question_changes_nothing(message):
    assert without_courtesies(message) == PLAIN


@pytest.mark.parametrize("message", ["hi", "hello there", "no thanks", "thanks", "please", "hi please"])
def test_what_is_all_courtesy_stays_whole(message):
    assert without_courtesies(message) == message


@pytest.mark.parametrize("message", ["?", "???", "...", ""])
def test_marks_alone_stay(message):
    assert without_courtesies(message) == message


@pytest.mark.parametrize(
    "message", ["hey presto scars vanish", "history of it", "tell me about scars", "highly pigmented skin"]
)
def test_a_word_that_only_starts_like_a_greeting_stays(message):
    assert without_courtesies(message).endswith(message.split(" ", 1)[1])


def test_marks_inside_a_message_stay():
    assert without_courtesies("¿Duele? ¿Y cuánto cuesta?") == "Duele? ¿Y cuánto cuesta"

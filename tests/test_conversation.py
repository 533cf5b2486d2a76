import pytest

from microneedling_faq.conversation import (
    MAX_POINTING_WORDS,
    in_context,
    is_bare_question,
    leans_on_context,
    starts_new_subject,
    without_opening,
)

SCARS = "Can it help acne scars?"


@pytest.mark.parametrize(
    "message",
    [
        "and for stretch marks?",
        "what about my nose",
        "on my legs",
        "does it work?",
        "how many of those do I need",
        "y en la cara?",
    ],
)
def test_a_message_that_leans_on_the_one_before_is_joined_to_it(message):
    assert in_context(message, [SCARS]) == f"Can it help acne scars: {message}"


@pytest.mark.parametrize("message", ["How much does a session cost?", "Does the treatment damage the top layer of my skin?"])
def test_a_message_that_stands_alone_needs_no_context(message):
    assert in_context(message, [SCARS]) is None


def test_without_a_history_there_is_no_context():
    assert in_context("why?", []) is None


def test_the_context_is_the_last_message_that_stood_alone():
    history = ["Will it make my wrinkles softer at all?", "Can it really help very old acne scars?", "why?", "and on my back?"]

    assert in_context("how?", history) == "Can it really help very old acne scars: how?"


def test_where_no_message_stood_alone_the_first_is_the_context():
    assert in_context("why?", ["scars", "and that?"]) == "scars: why?"


def test_a_long_message_says_what_it_is_about_whatever_its_pronouns():
    words = "do those red bumps on cheeks ever fade for good".split()

    assert len(words) == MAX_POINTING_WORDS
    assert leans_on_context(" ".join(words))
    assert not leans_on_context(" ".join([*words, "please"]))


@pytest.mark.parametrize("message", ["why?", "How come?", "how does it do that?", "por que?", "why is that ?"])
def test_a_bare_question_word_asks_about_the_message_before(message):
    assert is_bare_question(message)


@pytest.mark.parametrize("message", ["why do scars fade?", "how much is it?", "", "whyever"])
def test_a_question_with_words_of_its_own_is_not_bare(message):
    assert not is_bare_question(message)


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("thanks, one more: does it fade scars?", "does it fade scars?"),
        ("Ok! does it fade scars?", "does it fade scars?"),
        ("ok forget that. what is rosacea", "what is rosacea"),
        ("no, what is rosacea", "what is rosacea"),
        ("actually what is rosacea", "what is rosacea"),
    ],
)
def test_what_people_say_first_is_left_out(message, rest):
    assert without_opening(message) == rest


@pytest.mark.parametrize("message", ["thanks", "thank you", "ok scars", "okra on skin", "nothing helps"])
def test_an_opening_that_is_the_message_stays(message):
    assert without_opening(message) == message


@pytest.mark.parametrize("message", ["no puedo respirar", "No air is getting in", "no fever and no pus", "no sé qué hacer"])
def test_a_no_that_denies_is_no_opening(message):
    """Without its "no", "no puedo respirar" (I cannot breathe) says the contrary."""
    assert without_opening(message) == message


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("never mind, what is rosacea?", True),
        ("ok actually forget about it", True),
        ("different question: scars", True),
        ("otra cosa, las cicatrices", True),
        ("I never mind pain", False),
        ("can I forget about my scars?", False),
    ],
)
def test_a_change_of_subject_is_heard(message, expected):
    assert starts_new_subject(message) is expected

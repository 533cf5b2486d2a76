import pytest

from microneedling_faq.query.follow_ups import (
    MAX_POINTING_WORDS,
    asks_the_same,
    is_bare_question,
    joined,
    leans_on_context,
    recalled,
    starts_new_subject,
    without_lead,
    without_opening,
)


@pytest.mark.parametrize(
    "message",
    [
        "and for stretch marks?",
        "what about my nose",
        "on my legs",
        "does it work?",
        "how many of those do I need",
        "does red wine bring it on?",
        "without damaging the outside of my face?",
        "y en la cara?",
        "Und wie lange dauert so etwas im Durchschnitt?",
        "Wie lange dauert das?",
        "Hilft ein Verband dagegen?",
        "warum nicht?",
    ],
)
def test_a_message_leans_on_the_one_before(message):
    assert leans_on_context(message)


@pytest.mark.parametrize(
    "message",
    [
        "How much does a session cost?",
        "Does the treatment damage the top layer of my skin?",
        "Was kostet das Aufhellen der Zähne?",
    ],
)
def test_a_message_that_stands_alone_needs_no_context(message):
    assert not leans_on_context(message)


def test_a_topic_and_what_leans_on_it_make_one_text():
    assert joined("Can it help acne scars?", "and for my nose?") == "Can it help acne scars: and for my nose?"


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("and what about my wrinkles", "my wrinkles"),
        ("And for stretch marks?", "stretch marks?"),
        ("how about with fillers", "fillers"),
        ("y para las cicatrices", "las cicatrices"),
        ("und wie ist es bei Kindern", "Kindern"),
        ("android phones", "android phones"),
        ("and", "and"),
    ],
)
def test_the_words_that_tie_a_message_to_the_one_before_are_left_out(message, rest):
    assert without_lead(message) == rest


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("and for wrinkles?", True),
        ("on my legs", True),
        ("y para la cara", True),
        ("und bei Kindern?", True),
        ("what about wrinkles?", False),
        ("once", False),
    ],
)
def test_asking_the_same_of_another_thing_is_heard(message, expected):
    assert asks_the_same(message) is expected


EARLIER = ["do scars fade?", "what is rosacea?", "what does it cost?"]


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("the first one again", "do scars fade?"),
        ("can you go back to the second question please", "what is rosacea?"),
        ("Repeat the last answer", "what does it cost?"),
        ("say that again?", "what does it cost?"),
        ("the previous one", "what does it cost?"),
    ],
)
def test_an_earlier_message_can_be_asked_for_again(message, meant):
    assert recalled(message, EARLIER) == meant


@pytest.mark.parametrize("message", ["first aid kit", "the first time I came", "that", "again my skin is red"])
def test_what_only_looks_like_asking_again_is_none(message):
    assert recalled(message, EARLIER) is None


def test_a_place_among_the_needs_of_a_lone_message_can_be_asked_for():
    asked = ["Does it help old scars, and what does it cost?"]

    assert recalled("the first one again", asked) == "Does it help old scars"
    assert recalled("the third one", asked) is None
    assert recalled("the first one again", []) is None


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
        ("wow!! brilliant, and on my nose", "and on my nose"),
        ("interesting skin you have", "interesting skin you have"),
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

import pytest

from microneedling_faq.corpus.annotations import SignpostRecord
from microneedling_faq.corpus.patterns import parse_pattern
from microneedling_faq.retrieval.evidence import Reading
from microneedling_faq.safety.signpost_choice import (
    AGREED_SHARE,
    MIN_PART_WORDS,
    NEAREST_BAR,
    NEAREST_BAR_PART,
    REFER_BAR,
    REFER_BAR_DENIED,
    URGENT_BAR,
    URGENT_BAR_DENIED,
    URGENT_BAR_PART,
    URGENT_BAR_TOLD,
    choose_signpost,
)
from microneedling_faq.safety.signposts import Signposts

RECORDS = [
    SignpostRecord("pus", "urgent", "risk", [parse_pattern("pus")], answered=False),
    SignpostRecord("crisis", "urgent", None, [], answered=False),
    SignpostRecord("risk", "refer", None, [], answered=True),
    SignpostRecord("pregnant", "refer", None, [parse_pattern("pregnant")], answered=False),
]
SIGNPOSTS = Signposts.from_records(RECORDS, [parse_pattern("to die for")])


def make_reading(text: str = "my cheek hurts a lot", *, nearest: float = 0.8, **shares: float) -> Reading:
    return Reading(text, text, (), {}, shares, nearest)


def chosen(*readings: Reading, kind: str | None = None) -> str | None:
    return choose_signpost(SIGNPOSTS, readings, kind=kind)


def test_a_message_without_a_sign_needs_no_signpost():
    assert chosen(make_reading()) is None


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"pus": URGENT_BAR}, "pus"),
        ({"pus": URGENT_BAR - 0.01 - REFER_BAR}, None),
        ({"pus": 0.2, "crisis": 0.3}, "crisis"),
        ({"risk": REFER_BAR}, "risk"),
        ({"risk": REFER_BAR - 0.01}, None),
        ({"risk": 0.1, "pregnant": 0.2, "pus": 0.15}, "pregnant"),
    ],
)
def test_meaning_alone_needs_so_much_of_the_vote(shares, expected):
    assert chosen(make_reading(**shares)) == expected


@pytest.mark.parametrize(("nearest", "expected"), [(NEAREST_BAR, "pus"), (NEAREST_BAR - 0.01, None)])
def test_meaning_from_far_away_says_nothing(nearest, expected):
    assert chosen(make_reading(nearest=nearest, pus=1.0)) == expected


@pytest.mark.parametrize(("nearest", "expected"), [(NEAREST_BAR_PART, "risk"), (NEAREST_BAR_PART - 0.01, None)])
def test_a_part_of_a_message_must_be_nearer_to_tell_by_meaning(nearest, expected):
    assert chosen(make_reading(risk=AGREED_SHARE), make_reading(nearest=nearest, risk=1.0)) == expected
    assert chosen(make_reading(), make_reading(nearest=nearest, pus=1.0)) == (expected and "pus")


@pytest.mark.parametrize(("share", "expected"), [(URGENT_BAR_PART, "pus"), (URGENT_BAR_PART - 0.01, "risk")])
def test_a_part_of_a_message_needs_more_to_be_urgent_by_meaning(share, expected):
    assert chosen(make_reading(pus=share)) == "pus"
    assert chosen(make_reading(risk=AGREED_SHARE), make_reading(pus=share, risk=0.1)) == expected


@pytest.mark.parametrize(("share", "expected"), [(AGREED_SHARE, "risk"), (AGREED_SHARE - 0.01, None)])
def test_a_part_points_to_a_clinician_by_meaning_only_where_the_whole_message_leans_there(share, expected):
    assert chosen(make_reading(risk=share), make_reading(risk=1.0)) == expected
    assert chosen(make_reading(risk=share), make_reading("i am pregnant")) == "pregnant"


@pytest.mark.parametrize(("words", "expected"), [(MIN_PART_WORDS, "pus"), (MIN_PART_WORDS - 1, None)])
def test_a_part_of_few_words_is_not_urgent_by_meaning(words, expected):
    assert chosen(make_reading("ow " * words, pus=1.0)) == "pus"
    assert chosen(make_reading(), make_reading("ow " * words, pus=1.0)) == expected


@pytest.mark.parametrize(("share", "expected"), [(URGENT_BAR_DENIED, "crisis"), (URGENT_BAR_DENIED - 0.01, None)])
def test_where_something_is_denied_meaning_needs_more(share, expected):
    assert chosen(make_reading("i do not want it", crisis=share)) in (expected, None if expected else "risk")
    assert chosen(make_reading("i want it", crisis=share)) == "crisis"


@pytest.mark.parametrize(("share", "expected"), [(URGENT_BAR_TOLD, "crisis"), (URGENT_BAR_TOLD - 0.01, "pregnant")])
def test_where_a_pattern_has_told_what_it_is_about_meaning_needs_more_to_be_urgent(share, expected):
    assert chosen(make_reading("i am pregnant", crisis=share)) == expected


def test_what_is_over_is_asked_about_and_what_is_there_beside_it_is_not():
    over = make_reading("Two years ago, pus came from my chin. It settled by itself", crisis=0.1, pus=0.9)
    assert chosen(over, make_reading("pus came from my chin", pus=0.9)) == "risk"
    assert chosen(over, make_reading("pus is there", pus=0.9)) == "pus"


def test_a_word_alone_after_a_question_makes_no_statement():
    assert chosen(make_reading("can it cause an infection. True?", pus=0.9)) == "risk"
    assert chosen(make_reading("True?", pus=0.9)) == "pus"


def test_what_is_denied_adds_nothing_to_refer():
    assert chosen(make_reading("it never hurt", risk=0.2, pus=0.3)) is None


def test_a_pattern_needs_no_vote():
    assert chosen(make_reading("there is pus", nearest=0.0)) == "pus"


def test_a_sign_that_is_denied_is_not_urgent_by_meaning_either():
    assert chosen(make_reading("no pus", pus=1.0)) is None


def test_what_is_denied_in_one_part_may_be_meant_in_another():
    assert chosen(make_reading("no pus but it oozes", pus=1.0)) is None
    assert chosen(make_reading("no pus but it oozes", pus=1.0), make_reading("it oozes day and night", pus=0.9)) == "pus"


@pytest.mark.parametrize(("share", "expected"), [(REFER_BAR_DENIED, "risk"), (REFER_BAR_DENIED - 0.01, None)])
def test_where_a_sign_is_denied_meaning_needs_more_to_refer_too(share, expected):
    assert chosen(make_reading("no pus", risk=share)) == expected


def test_a_question_adds_what_its_dangers_and_its_signpost_for_questions_got():
    assert chosen(make_reading("can it cause an infection", pus=0.2, risk=0.2)) == "risk"


def test_a_question_about_a_danger_leads_to_its_signpost_for_questions():
    assert chosen(make_reading("can it cause an infection", pus=0.9)) == "risk"


def test_a_figure_of_speech_means_nothing_and_the_parts_without_it_do():
    assert chosen(make_reading("results to die for", crisis=0.9)) is None
    assert chosen(make_reading("results to die for", risk=0.9)) is None
    assert (
        chosen(make_reading("results to die for", crisis=0.9, risk=0.1), make_reading("my cheek oozes for days", pus=0.9))
        == "pus"
    )


def test_beside_a_figure_of_speech_what_the_rest_of_the_message_means_is_heard():
    message = make_reading("results to die for, and my cheek oozes all night", crisis=0.9)
    rest = make_reading("and my cheek oozes all night", pus=URGENT_BAR_PART)

    assert choose_signpost(SIGNPOSTS, [message]) is None
    assert choose_signpost(SIGNPOSTS, [message], literal=rest) == "pus"
    assert choose_signpost(SIGNPOSTS, [message], literal=make_reading("results to die for again", pus=0.1)) is None


def test_words_say_better_than_meaning_which_danger_it_is():
    assert chosen(make_reading("there is pus", crisis=0.9)) == "pus"


def test_what_was_long_ago_counts_only_where_the_treatment_is_asked_for():
    assert chosen(make_reading("years ago i had pus in a tooth", pus=0.9)) is None
    assert chosen(make_reading("years ago i had pus in a tooth, can i have it now", pus=0.9)) is not None


def test_the_spelling_put_right_counts_too():
    reading = Reading("i am prenant", "i am pregnant", (), {}, {}, 0.1)

    assert chosen(reading) == "pregnant"


def test_urgent_in_one_part_comes_before_all_others():
    assert chosen(make_reading("i am pregnant"), make_reading("there is pus")) == "pus"
    assert chosen(make_reading("i am pregnant"), make_reading("there is pus"), kind="refer") == "pregnant"


# With the shipped signposts


@pytest.mark.parametrize(
    "message",
    [
        "cant breath",
        "i cant breth since they put the cream on",
        "puss coming out of my cheek",
        "bleding wont stop since yesterday",
        "no puedo respirar",
        "no puedo respirar, ayuda",
        "no air is getting in my throat",
        "me sale pus de la mejilla",
        "me quiero morir",
        "they reused a needle on me",
        "I had it done last week and now my eye is swollen shut",
        "thanks! one more thing, i have a fever and my cheek oozes pus",
        "How much is a session? Also my lips and tongue are swelling up",
        "grandpa has 40 of fever and his chin is hard and hot since the needles",
        "mi abuelo está con 39 de fiebre y dice cosas raras",
        "I traced the edge of the red patch and it is past the line already",
        "no pus, only the firm bumps from the session haven't gone since may",
        "what is the sense of carrying on. look at me",
        "my daughter hopes she never wakes up",
        "he went floppy and grey after his appointment",
        "lovely clinic. " + "I went there and they were kind and we talked about the weather. " * 8 + "now i cannot breathe",
    ],
)
def test_a_sign_of_danger_is_urgent_however_it_is_written(chatbot, message):
    for history in ([], ["Can it help acne scars?", "and for stretch marks?"]):
        reply = chatbot.reply(message, history)
        assert (reply.kind, reply.passages) == ("urgent", ())
    assert chatbot.reply(message, as_typed=True).kind == "urgent"


@pytest.mark.parametrize(
    "message",
    [
        "no fever and no pus",
        "I've no trouble breathing",
        "I don't have a fever or pus",
        "no tengo fiebre ni pus",
        "can it cause infection?",
        "¿puede causar infección?",
        "what if my cheek gets infected",
        "my friend had an infection last year after needling",
        "my wallet is bleeding from your prices",
        "im dying to try it",
        "the results are breathtaking",
        "the price took my breath away",
        "drop dead gorgeous skin",
        "four years ago my lips swelled up from the gel. It went away. Am I fine to come?",
        "saw on instagram that somebody lost her sight, could that be?",
        "this traffic is killing me, where are you?",
        "the radiator in your hallway needs bleeding",
        "I take tablets for depression, may I come?",
    ],
)
def test_what_is_denied_asked_past_or_a_figure_of_speech_is_not_urgent(chatbot, message):
    assert chatbot.reply(message).kind != "urgent"


def test_a_condition_told_before_is_carried_to_the_question_that_leans_on_it(chatbot):
    reply = chatbot.reply("is it safe for me?", ["I take warfarin"])

    assert reply.kind == "refer"

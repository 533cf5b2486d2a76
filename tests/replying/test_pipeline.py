import pytest

from microneedling_faq.corpus.annotations import SignpostRecord
from microneedling_faq.corpus.patterns import parse_pattern
from microneedling_faq.query.search_texts import texts_of
from microneedling_faq.replying.pipeline import Considered, weigh
from microneedling_faq.retrieval.evidence import Reading
from microneedling_faq.safety.signposts import Signposts
from microneedling_faq.types import Target

SIGNPOSTS = Signposts.from_records(
    [
        SignpostRecord("pus", "urgent", None, [parse_pattern("pus"), parse_pattern("no puedo respirar")], answered=False),
        SignpostRecord("warfarin", "refer", None, [parse_pattern("warfarin")], answered=False),
        SignpostRecord("risk", "refer", None, [parse_pattern("safe")], answered=True),
    ],
    [],
)


def reading_of(text: str) -> Reading:
    """A reading that is clear where scars are named."""
    share = 1.0 if "scars" in text else 0.4
    return Reading(text, text.replace("skarz", "skin"), (), {Target("topic", "scars"): share}, {}, share)


def considered(message: str, *history: str) -> tuple[Considered, list[str]]:
    """What is made of a message, and the texts that were read for it."""
    texts = texts_of(message, history)
    readings = {text: reading_of(text) for text in texts.all()}
    return weigh(texts, readings, history, SIGNPOSTS), list(readings)


def test_a_message_is_read_without_what_people_say_first():
    result, texts = considered("thanks, what is rosacea")

    assert texts[0] == result.reading.text == "what is rosacea"
    assert result.understood_as is None


def test_a_no_that_is_part_of_a_sign_is_heard():
    assert considered("no puedo respirar")[0].urgent


def test_an_urgent_message_is_not_read_in_context():
    result, texts = considered("and pus?", "do scars fade")

    assert (result.signpost, result.urgent, result.understood_as) == ("pus", True, None)
    assert result.reading.text == texts[0] == "and pus"


def test_a_part_that_is_urgent_makes_the_message_urgent():
    assert considered("how much is a session and what about this pus")[0].urgent


def test_a_message_that_leans_is_read_in_its_context():
    result, _ = considered("and those?", "do scars fade?")

    assert result.understood_as == result.reading.text == "do scars fade: and those"


def test_a_message_that_is_clear_alone_needs_no_context():
    result, texts = considered("and scars?", "do stretch marks fade?")

    assert result.understood_as is None
    assert result.reading.text == texts[0] == "and scars"


def test_a_follow_up_leans_on_the_subject_that_was_named_last():
    assert considered("and those?", "do stretch marks fade?", "what about scars?")[0].understood_as == "scars: and those"


def test_an_earlier_question_can_be_asked_again():
    result, _ = considered("the first one again", "do scars fade?", "what is rosacea?")

    assert result.understood_as == result.reading.text == "do scars fade?"


def test_beside_a_condition_nothing_is_carried_over_from_the_question_before():
    result, texts = considered("and on warfarin?", "do scars fade?")

    assert (result.signpost, result.understood_as) == ("warfarin", None)
    assert result.reading.text == texts[0] == "and on warfarin"


def test_a_bare_question_asks_about_the_message_before_however_clear_it_is():
    assert considered("why?", "do scars fade?")[0].understood_as == "do scars fade: why"


def test_a_new_subject_drops_the_context():
    assert considered("never mind, and those?", "do scars fade?")[0].understood_as is None


def test_a_misspelt_message_says_how_it_was_understood():
    assert considered("what is skarz like today then my friend")[0].understood_as == "what is skin like today then my friend"


@pytest.mark.parametrize(
    ("message", "signpost"), [("and that?", "warfarin"), ("what is the address of your clinic in town", None)]
)
def test_a_condition_is_carried_to_a_message_that_leans_on_it(message, signpost):
    assert considered(message, "i take warfarin every single day of the week")[0].signpost == signpost


@pytest.mark.parametrize(
    ("message", "signpost"), [("ok thx", None), ("your number", None), ("what about your number", "warfarin")]
)
def test_a_condition_is_not_carried_to_what_is_short_and_has_a_sense_of_its_own(message, signpost):
    told = "i take warfarin every single day of the week"
    texts = texts_of(message, [told])
    own = {"ok thx": Target("small_talk", "thanks")}
    meant = {text: own.get(text, Target("topic", "contact")) for text in texts.all()}
    readings = {text: Reading(text, text, (), {target: 1.0}, {}, 0.7) for text, target in meant.items()}

    assert weigh(texts, readings, [told], SIGNPOSTS).signpost == signpost


def test_only_a_condition_of_the_visitor_is_carried():
    assert considered("and that one?", "is the whole procedure safe at all for everybody")[0].signpost in (None, "risk")
    assert considered("those?", "hello there good people of the clinic")[0].signpost is None


def test_the_needs_of_a_message_are_read_alone():
    result, _ = considered("do scars fade and how much does it cost")

    assert [need.text for need in result.needs] == ["do scars fade", "how much does it cost"]

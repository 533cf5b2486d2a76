import pytest

from microneedling_faq.query.search_texts import MOST_EARLIER, texts_of

LONG_AGO, SCARS = "Will it make my wrinkles softer at all?", "Can it really help very old acne scars?"


@pytest.mark.parametrize(
    ("history", "topic"),
    [
        ([LONG_AGO, SCARS, "why?", "and on my back?"], SCARS),
        ([LONG_AGO, SCARS, "and what about stretch marks?"], "stretch marks?"),
        ([LONG_AGO, "and what about stretch marks?", "why?", "and that?"], "stretch marks?"),
        (["scars", "and that?"], "scars"),
    ],
)
def test_the_subject_is_the_last_message_that_stood_alone_or_named_one(history, topic):
    subjects = texts_of("and there?", history).context.subjects

    assert next(each.text for each in subjects if each.certain or "marks" in each.text) == topic


def test_a_message_that_stands_alone_has_no_context():
    texts = texts_of("Does it remove the top layer of the skin?", [SCARS])

    assert texts.context is None
    assert texts.all() == ("Does it remove the top layer of the skin",)


def test_every_text_that_may_be_wanted_is_there_once():
    texts = texts_of("and for wrinkles?", ["scars", "scars"])

    assert len(set(texts.all())) == len(texts.all())
    assert {"and for wrinkles", "wrinkles", "scars", "scars: and for wrinkles"} <= set(texts.all())


def test_a_message_is_taken_without_what_people_say_first():
    assert texts_of("thanks, what is rosacea", []).asked == "what is rosacea"


def test_needs_are_parts_and_what_a_message_lists_are_items():
    assert texts_of("does it fade scars, and how much is it?", []).needs == ("does it fade scars", "how much is it")
    assert texts_of("papery with age and blotchy all over", []).items == ("papery with age", "blotchy all over")


def test_the_name_of_the_subject_is_no_item():
    assert texts_of("peeling or microneedling", [], ["microneedling"]).items == ("peeling",)


def test_however_long_a_conversation_is_few_of_its_messages_are_looked_at():
    earlier = [f"and on my number {number}?" for number in range(50)]

    assert len(texts_of("and there?", earlier).context.subjects) == MOST_EARLIER + 1

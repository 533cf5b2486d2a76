"""Plain questions that failed before there was a trained encoder: each gets its passage, or is known not to be covered."""

import pytest

NOT_COVERED = {
    "Is microneedling painful?": "pain",
    "Does insurance cover microneedling?": "insurance",
    "Is there any downtime after microneedling?": "downtime",
    "How long do microneedling results last?": "results-duration",
    "How many microneedling treatments will I need?": "session-count",
    "Can I go in the sun after microneedling?": "sunscreen-after",
    "What is the difference between microneedling and microdermabrasion?": "vs-microdermabrasion",
}
OFF_TOPIC = ["How do I change a flat tyre?", "What foods help lower cholesterol?"]
ANSWERED = {
    "discoloured areas on my forehead, does it blend them in?": 6,
    "coffee-coloured stain where I cut myself last year, treatable?": 6,
    "spots as a teenager left my cheeks like the surface of the moon, can it be sorted?": 4,
    "a firmer face with no scalpel, is that what you get?": 2,
    "how would needles put a stop to always being pink in the face?": 7,
    "How much homework should I do before booking?": 8,
}


@pytest.mark.parametrize(("question", "topic"), NOT_COVERED.items())
def test_what_is_not_covered_is_named(chatbot, question, topic):
    reply = chatbot.reply(question)

    assert (reply.kind, reply.passages) == ("not_covered", ())
    assert reply.unsupported == (chatbot.notices.text(f"topics.{topic}.name", "en"),)


@pytest.mark.parametrize("question", OFF_TOPIC)
def test_what_is_off_topic_gets_no_passage(chatbot, question):
    assert (chatbot.reply(question).kind, chatbot.reply(question).passages) == ("not_covered", ())


@pytest.mark.parametrize(("question", "paragraph"), ANSWERED.items())
def test_what_is_covered_in_other_words_is_answered(chatbot, question, paragraph):
    assert chatbot.reply(question).passages[0].paragraphs == (paragraph,)


def test_of_three_needs_one_is_answered_and_two_are_named(chatbot):
    reply = chatbot.reply("What is it, does it hurt, what's the price?")

    assert [quotation.paragraphs for quotation in reply.passages] == [(1,)]
    assert reply.unsupported == tuple(chatbot.notices.text(f"topics.{topic}.name", "en") for topic in ("pain", "price"))

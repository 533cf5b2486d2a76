import pytest

from microneedling_faq.replying.finding import find, shared_words


def test_what_answers_comes_first_and_says_why_it_was_found(chatbot):
    findings = find(chatbot, "Do stretchmarks fade, or scars?")

    first = findings.found[0]
    assert first.answers
    assert first.quotation in findings.reply.passages
    assert first.entry.text
    assert "scars" in {word for each in findings.found for word in each.words}
    answering = [each.answers for each in findings.found]
    assert answering == sorted(answering, reverse=True)


def test_every_passage_is_found_once_and_stands_in_the_corpus(chatbot):
    found = [each.quotation for each in find(chatbot, "scars and wrinkles", limit=8).found]

    assert len({quotation.start for quotation in found}) == len(found) > 1
    assert {quotation.text for quotation in found} <= {passage.text for passage in chatbot.index.passages}


def test_the_passages_of_a_search_are_the_same(chatbot):
    searched = {quotation.start for quotation in chatbot.search("old scars", limit=8).passages}

    assert {each.quotation.start for each in find(chatbot, "old scars", limit=8).found} == searched


def test_nothing_stands_beside_a_danger(chatbot):
    findings = find(chatbot, "i cant breathe")

    assert findings.reply.kind == "urgent"
    assert findings.found == ()


@pytest.mark.parametrize("query", ["", "\u200b", "x" * 3000])
def test_what_cannot_be_read_finds_nothing(chatbot, query):
    assert find(chatbot, query).found == ()


def test_words_are_shared_in_any_form():
    assert shared_words("does a scar really fade away", "Scars fade.") == ("scar", "fade")


def test_cautions_come_along(chatbot):
    first = find(chatbot, "do stretch marks fade").found[0].quotation

    assert first.cautions

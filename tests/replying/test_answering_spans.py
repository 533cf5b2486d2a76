import pytest

from builders import make_entry, make_passage
from microneedling_faq import Chatbot
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.paths import shipped
from microneedling_faq.replying.answering_spans import MOST_CHARACTERS, answering_spans, near_entries
from microneedling_faq.types import Entry, QuotedCaution

OFFERED = [group for group in read_tables(shipped("corpus"))["answers"] if group.fields.get("ask")]
PASSAGE = make_passage("It never hurts. It fades scars. It is long." + " x" * MOST_CHARACTERS, start=100)
HURTS, FADES, LONG = (100, 115), (116, 131), (132, 100 + MOST_CHARACTERS + 20)


def near(*votes: tuple[tuple[int, int], float]) -> list[tuple[Entry, float]]:
    return [(make_entry(kind="wording", start=start, end=end), cosine) for (start, end), cosine in votes]


def test_the_span_that_most_of_the_near_entries_point_to_is_shown():
    assert answering_spans(PASSAGE, near((HURTS, 0.9), *[(FADES, 0.89)] * 6), ()) == ((16, 31),)


def test_of_two_that_are_as_likely_both_are_shown_in_the_order_of_the_text():
    assert answering_spans(PASSAGE, near((FADES, 0.9), (HURTS, 0.9)), ()) == ((0, 15), (16, 31))


def test_of_three_the_two_likeliest_are_shown():
    third = (132, 143)
    assert answering_spans(PASSAGE, near((FADES, 0.9), (HURTS, 0.9), (third, 0.899)), ()) == ((0, 15), (16, 31))


@pytest.mark.parametrize("second", [LONG, (116, 120), (110, 131)], ids=["too long together", "within", "overlapping"])
def test_a_second_that_adds_nothing_or_too_much_is_left_out(second):
    assert answering_spans(PASSAGE, near((FADES, 0.9), (second, 0.89)), ()) == ((16, 31),)


@pytest.mark.parametrize(("claim", "shown"), [("fades", 1), ("is long", 2)])
def test_a_second_whose_caution_makes_it_too_much_is_left_out(claim: str, shown: int):
    caution = QuotedCaution(claim, "No. " * (MOST_CHARACTERS // 4), ())
    assert len(answering_spans(PASSAGE, near((HURTS, 0.9), (FADES, 0.89)), [caution])) == shown


def test_an_entry_that_is_all_of_the_passage_has_no_vote():
    whole = make_entry(kind="passage", start=PASSAGE.start, end=PASSAGE.end)
    assert answering_spans(PASSAGE, [(whole, 0.95), *near((FADES, 0.5))], ()) == ((16, 31),)
    assert answering_spans(PASSAGE, [(whole, 0.95)], ()) == answering_spans(PASSAGE, [], ()) == ()


@pytest.mark.parametrize("group", OFFERED, ids=lambda group: group.text("quote")[:30])
def test_a_question_that_staff_offer_is_answered_by_the_sentence_they_attached_it_to(chatbot: Chatbot, group):
    quotation = chatbot.reply(group.fields["ask"]["en"]).passages[0]
    assert group.text("quote") in [quotation.text[start:end] for start, end in quotation.highlights]


def test_without_wordings_the_entry_that_found_a_passage_says_what_answers(chatbot: Chatbot):
    reading = chatbot._consider("Does it help scars?", (), "en").reading
    assert near_entries(reading.hits[0], [], chatbot.index) == []
    assert len(near_entries(reading.hits[0], [reading], chatbot.index)) > 1

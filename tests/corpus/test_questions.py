import pytest

from builders import make_document, make_passage
from microneedling_faq.corpus.questions import heading_entries, headings_over, is_question


@pytest.mark.parametrize(
    "heading",
    [
        "Does it hurt?",
        "My crown came off. What now?",
        "How to book a visit",
        "WHEN DO I PAY",
        "¿Duele?",
        "Cuánto cuesta un diente",
    ],
)
def test_a_question_is_told_by_its_end_or_its_first_word(heading):
    assert is_question(heading)


@pytest.mark.parametrize("heading", ["Opening hours", "Who", "Island trips", "Whatever", "Canned food", "", "word " * 30 + "?"])
def test_other_headings_are_none(heading):
    assert not is_question(heading)


def found(passages, **document):
    documents = [make_document(**document)]
    return [(heading.text, heading.passage, heading.asks) for heading in headings_over(documents, passages)]


def test_each_heading_finds_the_first_passage_below_it():
    paths = [(), ("Fees",), ("Fees",), ("Fees", "Do I pay?"), ("Care", "Do I pay?"), ("Care", "Rest")]
    passages = [make_passage(start=10 * row, headings=path) for row, path in enumerate(paths)]

    assert found(passages) == [("Fees", 1, False), ("Do I pay?", 3, True), ("Do I pay?", 4, True), ("Rest", 5, False)]


def test_a_question_over_other_headings_finds_what_is_below_them():
    assert found([make_passage(headings=("What does it cost?", "Crowns"))]) == [
        ("What does it cost?", 0, True),
        ("Crowns", 0, False),
    ]


def test_a_title_finds_the_beginning_and_further_questions_the_passage_that_they_stand_at():
    passages = [make_passage(), make_passage(start=50), make_passage(start=90)]

    assert found(passages, title="Does it hurt?", questions=((0, "is it sore"), (30, "before"), (60, "within"))) == [
        ("Does it hurt?", 0, True),
        ("is it sore", 0, True),
        ("before", 1, True),
        ("within", 1, True),
    ]
    assert found(passages, title="Pain") == []


def test_questions_are_wordings_of_the_passage_and_other_headings_only_find_it():
    passages = [make_passage("Three words here.", start=7, headings=("Money", "Do I pay?")), make_passage(headings=("Rest",))]
    entries = heading_entries(headings_over([make_document()], passages), passages)

    assert [(e.text, e.kind, e.target.kind, e.target.id, e.start, e.end) for e in entries] == [
        ("Do I pay?", "wording", "passage", "0", 7, 24),
        ("Rest", "heading", "passage", "1", 0, 26),
    ]

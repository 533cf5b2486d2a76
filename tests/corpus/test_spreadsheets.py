import pytest

from microneedling_faq.corpus.spreadsheets import MissingAnswerError, sheet_to_markdown


def test_a_question_is_a_heading_over_its_answer():
    sheet = sheet_to_markdown([["Question", " ANSWER "], ["Does it hurt?", "No.\n\nNot much."], ["", ""], ["Fees?", "$40."]])

    assert sheet.text == "## Does it hurt?\n\nNo.\n\nNot much.\n\n## Fees?\n\n$40.\n\n"
    assert sheet.questions == []


def test_further_columns_lines_and_rows_are_other_ways_to_ask_one_answer():
    rows = [
        ["id", "answer", "question", "Also asked as", "Phrasing 2"],
        ["1", "No.", "Does it hurt?\nIs it painful?", "ouch?", ""],
        ["2", "$40.", "Fees?"],
        ["3", "No.", "Will I feel it?", "", "sore?"],
    ]
    sheet = sheet_to_markdown(rows)

    assert sheet.text == "## Does it hurt?\n\nNo.\n\n## Fees?\n\n$40.\n\n"
    others = ["Is it painful?", "ouch?", "Will I feel it?", "sore?"]
    assert sheet.questions == [(0, question) for question in others]


def test_the_place_of_a_further_question_is_that_of_its_section():
    sheet = sheet_to_markdown([["question", "answer", "question 2"], ["A?", "One.", ""], ["B?", "Two.", "b?"]])

    ((place, question),) = sheet.questions
    assert (question, sheet.text[place:]) == ("b?", "## B?\n\nTwo.\n\n")


def test_a_category_stands_above_its_questions_once():
    rows = [["category", "question", "answer"], ["Money", "A?", "One."], ["Money", "B?", "Two."], ["Care", "C?", "Three."]]

    assert [line for line in sheet_to_markdown(rows).text.splitlines() if line.startswith("#")] == [
        "# Money",
        "## A?",
        "## B?",
        "# Care",
        "## C?",
    ]


def test_signs_of_a_heading_within_an_answer_make_none():
    text = sheet_to_markdown([["question", "answer"], ["A?", "# one\ntwo\n---\n#three"]]).text

    assert text == "## A?\n\n\\# one\ntwo\n\\---\n#three\n\n"


def test_a_sheet_without_questions_is_a_table():
    rows = [["treatment", "price"], ["home | kit", "$180"], ["clinic"]]

    assert sheet_to_markdown(rows).text == "| treatment | price |\n| --- | --- |\n| home \\| kit | $180 |\n| clinic |  |\n"


def test_a_question_without_an_answer_is_told_with_its_row():
    with pytest.raises(MissingAnswerError) as caught:
        sheet_to_markdown([["question", "answer"], ["", ""], ["A?", " "]])

    assert caught.value.row == 3


@pytest.mark.parametrize("rows", [[], [["", ""]], [["question", "answer"]]])
def test_an_empty_sheet_has_no_text(rows):
    assert sheet_to_markdown(rows).text == ""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from microneedling_faq.errors import QuestionsError
from microneedling_faq.evaluation.question_files import Question, read_qrels, read_queries, read_questions

UNANSWERABLE = {"id": "q1", "question": "How much is it?", "kind": "unanswerable-on-topic", "answerable": False}


def line(**fields: object) -> str:
    """One question as JSON: an unanswerable one, with the given fields on top."""
    return json.dumps(UNANSWERABLE | fields) + "\n"


def write(folder: Path, text: str | bytes, name: str = "file.jsonl") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# Questions


def test_every_field_of_a_question_is_read(tmp_path):
    path = write(
        tmp_path,
        line(
            id="d-fol-001",
            question="so can they be undone?",
            kind="followup",
            answerable=True,
            relevant_paragraphs=[4, 5],
            grade2=[4],
            history=["How are scar tissues made?"],
            safety="refer",
            must_not_show=["break down any scar tissue"],
            tolerated_paragraphs=[8],
            either_ok=True,
            source="authored",
            notes="a follow-up",
        ),
    )

    assert read_questions(path) == [
        Question(
            id="d-fol-001",
            question="so can they be undone?",
            kind="followup",
            answerable=True,
            relevant_paragraphs=(4, 5),
            grade2=(4,),
            history=("How are scar tissues made?",),
            safety="refer",
            must_not_show=("break down any scar tissue",),
            tolerated_paragraphs=(8,),
            either_ok=True,
            source="authored",
            notes="a follow-up",
        )
    ]


def test_optional_fields_may_be_missing_or_null(tmp_path):
    path = write(tmp_path, line() + line(id="q2", safety=None, history=None, either_ok=None, notes=None))
    plain = Question("q1", "How much is it?", "unanswerable-on-topic", answerable=False)
    assert read_questions(path) == [plain, replace(plain, id="q2")]


def test_unknown_fields_are_left_alone(tmp_path):
    path = write(tmp_path, line(split="dev", extra={"a": [1]}))
    assert [question.id for question in read_questions(path)] == ["q1"]


def test_questions_keep_the_order_of_the_file(tmp_path):
    path = write(tmp_path, line(id="b") + line(id="a") + line(id="c"))
    assert [question.id for question in read_questions(path)] == ["b", "a", "c"]


def test_all_relevant_paragraphs_are_best_where_none_is_marked(tmp_path):
    path = write(tmp_path, line(answerable=True, relevant_paragraphs=[2, 3], grade2=[]))
    assert read_questions(path)[0].grade2 == (2, 3)


def test_an_empty_message_is_a_question_too(tmp_path):
    assert read_questions(write(tmp_path, line(question="")))[0].question == ""


def test_blank_lines_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = write(tmp_path, "\ufeff" + line().replace("\n", "\r\n") + "\r\n\n" + line(id="q2"))
    assert [question.id for question in read_questions(path)] == ["q1", "q2"]


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path):
    text = json.dumps(UNANSWERABLE | {"question": "one\u2028two"}, ensure_ascii=False)
    assert read_questions(write(tmp_path, text))[0].question == "one\u2028two"


@pytest.mark.parametrize(
    ("bad_line", "complaint"),
    [
        ("{", r"is not JSON \(.*\)\. Each line is one object"),
        ("[" * 100_000, "is not JSON"),
        ('{"id": ' + "1" * 5_000 + "}", "is not JSON"),
        ("[]", "is not an object"),
        (line(id=7), '"id" must be a text'),
        (line(id=" "), '"id" may not be empty'),
        (line(id="first"), "'first' is there twice"),
        (line(kind=""), '"kind" may not be empty'),
        (line(question=None), '"question" must be a text'),
        (line(answerable="yes"), '"answerable" must be true or false'),
        (line(either_ok=1), '"either_ok" must be true or false'),
        (line(answerable=True), '"relevant_paragraphs" is empty'),
        (line(relevant_paragraphs=4), '"relevant_paragraphs" must be a list'),
        (line(grade2=["4"]), '"grade2" must be a list of paragraph numbers'),
        (line(grade2=[True]), '"grade2" must be a list of paragraph numbers'),
        (line(tolerated_paragraphs=[0]), '"tolerated_paragraphs" must be a list of paragraph numbers'),
        (line(history="How?"), '"history" must be a list of texts'),
        (line(must_not_show=[""]), '"must_not_show" must be a list of texts that are not empty'),
        (line(safety="urgnet"), '"safety" must be "refer" or "urgent"'),
        (line(safety=["refer"]), '"safety" must be "refer" or "urgent"'),
        (line(tier="before"), '"tier" must be one of now, today, before_you_book'),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path, bad_line, complaint):
    path = write(tmp_path, line(id="first") + bad_line)
    with pytest.raises(QuestionsError, match=complaint) as caught:
        read_questions(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")


@pytest.mark.parametrize("read", [read_questions, read_queries, read_qrels])
@pytest.mark.parametrize(("content", "complaint"), [("", "is empty"), (" \n", "is empty"), (b"a\xff", "not UTF-8")])
def test_a_file_without_readable_text_is_named(tmp_path, read, content, complaint):
    path = write(tmp_path, content)
    with pytest.raises(QuestionsError, match=complaint) as caught:
        read(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("read", [read_questions, read_queries, read_qrels])
def test_a_missing_file_is_named(tmp_path, read):
    with pytest.raises(QuestionsError, match=r"nowhere.*cannot be read"):
        read(tmp_path / "nowhere")


# Queries


def test_queries_are_read_by_id_in_the_order_of_the_file(tmp_path):
    path = write(tmp_path, '{"id": "2", "text": "two", "answerable": true}\n{"id": "1", "text": "one"}\n')
    assert list(read_queries(path).items()) == [("2", "two"), ("1", "one")]


@pytest.mark.parametrize(
    ("bad_line", "complaint"),
    [('{"id": "2"}', '"text" must be a text'), ('{"id": "1", "text": "again"}', "'1' is there twice")],
)
def test_a_bad_query_is_named(tmp_path, bad_line, complaint):
    path = write(tmp_path, '{"id": "1", "text": "one"}\n' + bad_line)
    with pytest.raises(QuestionsError, match=f"line 2: .*{complaint}"):
        read_queries(path)


# Judgements


@pytest.mark.parametrize("header", ["", "query-id\tcorpus-id\tscore\n"], ids=["without header", "with header"])
def test_judgements_are_read_with_and_without_a_header(tmp_path, header):
    path = write(tmp_path, header + "1\td1\t2\r\n1\td 2\t0\n\n2\td1\t-1")
    assert read_qrels(path) == {"1": {"d1": 2, "d 2": 0}, "2": {"d1": -1}}


@pytest.mark.parametrize(
    ("bad_line", "complaint"),
    [
        ("1 d2 1", "has 1 columns"),
        ("1\t0\td2\t1", "has 4 columns"),
        ("1\td2\thigh", "'high' is not a whole number"),
        ("1\td2\t1.5", "'1.5' is not a whole number"),
        ("1\td1\t1", "'d1' is judged twice for query '1'"),
    ],
)
def test_a_bad_judgement_is_named(tmp_path, bad_line, complaint):
    path = write(tmp_path, "1\td1\t1\n" + bad_line)
    with pytest.raises(QuestionsError, match=f"line 2: .*{complaint}"):
        read_qrels(path)


def test_a_first_line_with_a_broken_grade_is_not_taken_for_a_header(tmp_path):
    with pytest.raises(QuestionsError, match=r"line 1: .*'1\.5'"):
        read_qrels(write(tmp_path, "1\td1\t1.5\n"))

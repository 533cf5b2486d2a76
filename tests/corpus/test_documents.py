import sys
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.corpus.documents import hash_corpus, read_corpus
from microneedling_faq.errors import CorpusError
from microneedling_faq.paths import shipped
from microneedling_faq.types import Document

GOOD = "A good title\n\nIts text stands here.\n"


def read_one(folder: Path, content: str | bytes, name: str = "doc.md") -> Document:
    """The document of a folder with one file."""
    (document,) = read_corpus(write_files(folder, {name: content})).documents
    return document


def body(document: Document) -> str:
    return document.text[document.body_start :]


def problem_beside_a_good_file(folder: Path, content: str | bytes, name: str = "bad.md") -> CorpusError:
    """What is said of a bad file; the good file beside it must be read all the same."""
    corpus = read_corpus(write_files(folder, {name: content, "good.md": GOOD}))
    assert [document.id for document in corpus.documents] == ["good"]
    (problem,) = corpus.problems
    assert problem.path == folder / name
    assert str(problem).startswith(str(folder / name))
    return problem


# Title, byline and front matter


def test_a_title_line_and_a_byline_are_not_part_of_the_body(tmp_path):
    document = read_one(tmp_path, "Why it matters\n\nBy Betty Brown\n\nThe first paragraph.\n", "why.txt")

    assert (document.id, document.title, document.author) == ("why", "Why it matters", "Betty Brown")
    assert body(document) == "The first paragraph.\n"


@pytest.mark.parametrize(
    ("text", "title", "author", "rest"),
    [
        ("# Does it hurt?\n\nText.", "Does it hurt?", None, "Text."),
        ("# Does it hurt?\nText.", "Does it hurt?", None, "Text."),
        ("Does it hurt?\n=====\n\nText.", "Does it hurt?", None, "Text."),
        ("# Does it [hurt](https://clinic.example)? #\n\n\nText.", "Does it hurt?", None, "Text."),
        ("```\n# a comment\n```\n\nText.", "doc", None, "```\n# a comment\n```\n\nText."),
        ("\n\nA title\n\nText.", "A title", None, "Text."),
        ("A title\n\nBy Dr. Betty Brown\n\nText.", "A title", "Dr. Betty Brown", "Text."),
        ("A title\n\nBy doing this you win.\n\nText.", "A title", None, "By doing this you win.\n\nText."),
        ("This is a sentence.\n\nText.", "doc", None, "This is a sentence.\n\nText."),
        ("Two lines\nof text\n\nText.", "doc", None, "Two lines\nof text\n\nText."),
        ("## A section\n\nText.", "doc", None, "## A section\n\nText."),
        ("x" * 200 + "\n\nText.", "doc", None, "x" * 200 + "\n\nText."),
    ],
)
def test_what_is_a_title_and_what_is_text_is_told_apart(tmp_path, text, title, author, rest):
    document = read_one(tmp_path, text)

    assert (document.title, document.author, body(document)) == (title, author, rest)


def test_front_matter_gives_title_author_source_and_review_date(tmp_path):
    text = "---\ntitle: Yes\nauthor: Betty Brown\nsource: https://clinic.example\nreviewed: 2026-01-31\n---\n\nText.\n"
    document = read_one(tmp_path, text)

    assert (document.title, document.author) == ("Yes", "Betty Brown")
    assert (document.source, document.reviewed) == ("https://clinic.example", "2026-01-31")
    assert document.text == text
    assert body(document) == "\nText.\n"


def test_fields_of_front_matter_that_other_programs_want_are_left_to_them(tmp_path):
    document = read_one(tmp_path, "---\ndescription: >\n  Long\ntags: [a, b]\nauthor: Ada\n---\n\n# Fees\n\nText.\n")

    assert (document.title, document.author, body(document)) == ("Fees", "Ada", "Text.\n")


def test_the_title_of_the_front_matter_comes_before_the_first_heading(tmp_path):
    document = read_one(tmp_path, "---\ntitle: Fees\n---\n# What it costs\n\nText.\n")

    assert (document.title, body(document)) == ("Fees", "# What it costs\n\nText.\n")


def test_dashes_at_the_end_of_a_line_do_not_close_the_front_matter(tmp_path):
    document = read_one(tmp_path, "---\ntitle: A title ---\nauthor: Betty Brown\n---\nText.")

    assert (document.title, document.author, body(document)) == ("A title ---", "Betty Brown", "Text.")


@pytest.mark.parametrize("front_matter", ["---\n---\n", "---\ntitle:\n---\n", "---\n# only a remark\n---\n"])
def test_a_document_without_a_title_is_called_like_its_file(tmp_path, front_matter):
    document = read_one(tmp_path, front_matter + "Text.")

    assert (document.title, body(document)) == ("doc", "Text.")


@pytest.mark.parametrize("text", [GOOD, "---\ntitle: A good title\n---\nIts text stands here.\n", "Its text stands here.\n"])
def test_a_byte_order_mark_belongs_to_neither_title_nor_body(tmp_path, text):
    document = read_one(tmp_path, b"\xef\xbb\xbf" + text.encode())

    assert "\ufeff" not in document.title + body(document)
    assert document.text == "\ufeff" + text


def test_windows_line_ends_are_understood_and_kept(tmp_path):
    document = read_one(tmp_path, "A title\r\n\r\nBy Ben Ruiz\r\n\r\nOne.\r\nTwo.\r\n")

    assert (document.title, document.author) == ("A title", "Ben Ruiz")
    assert body(document) == "One.\r\nTwo.\r\n"


def test_windows_line_ends_in_front_matter_are_understood(tmp_path):
    document = read_one(tmp_path, "---\r\ntitle: A title\r\nauthor: Ben Ruiz\r\n---\r\nOne.\r\n")

    assert (document.title, document.author, body(document)) == ("A title", "Ben Ruiz", "One.\r\n")


def test_the_shipped_article_has_its_title_its_author_and_eight_paragraphs():
    (document,) = read_corpus(shipped("corpus")).documents

    assert document.title == "Why Micro Needling Albuquerque Treatment Is Important"
    assert document.author == "Betty Brown"
    assert len(body(document).strip().split("\n\n")) == 8


# Records


def test_each_line_of_a_jsonl_file_is_a_document_of_one_passage(tmp_path):
    lines = '{"id": "a", "title": "", "text": "One."}\n\n{"id": "b", "title": "B", "text": "Two.", "extra": 1}\r\n'
    corpus = read_corpus(write_files(tmp_path, {"records.jsonl": lines}))

    assert [(each.id, each.title, each.text, each.record) for each in corpus.documents] == [
        ("a", "", "One.", True),
        ("b", "B", "Two.", True),
    ]


def test_a_record_may_hold_an_answer_and_its_questions(tmp_path):
    lines = (
        '{"id": "a", "question": "Does it hurt?", "answer": "No."}\n{"id": "b", "question": ["One?", "two"], "text": "B."}\n'
    )
    corpus = read_corpus(write_files(tmp_path, {"records.jsonl": lines}))

    assert [(each.title, each.text, each.questions) for each in corpus.documents] == [
        ("Does it hurt?", "No.", ((0, "Does it hurt?"),)),
        ("One?", "B.", ((0, "One?"), (0, "two"))),
    ]


# Which files


def test_files_in_folders_below_count_and_are_named_by_their_path(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"b.md": GOOD, "deep/er/a.txt": GOOD, "picture.png": b"\x89PNG"}))

    assert [document.id for document in corpus.documents] == ["b", "deep/er/a"]
    assert list(corpus.files) == ["b.md", "deep/er/a.txt"]


def test_suffixes_may_be_in_capitals(tmp_path):
    record = '{"id": "gift-card", "title": "", "text": "One."}\n'
    corpus = read_corpus(write_files(tmp_path, {"A.MD": GOOD, "B.Txt": GOOD, "C.JSONL": record, "D.TOML": "[[topics]]\n"}))

    assert [document.id for document in corpus.documents] == ["A", "B", "gift-card"]
    assert list(corpus.files) == ["A.MD", "B.Txt", "C.JSONL", "D.TOML"]
    assert corpus.problems == ()


def test_a_single_file_can_be_a_corpus(tmp_path):
    write_files(tmp_path, {"one.md": GOOD, "two.md": GOOD})

    assert [document.id for document in read_corpus(tmp_path / "one.md").documents] == ["one"]


def test_the_hash_of_a_file_changes_with_its_content_and_no_other(tmp_path):
    before = hash_corpus(write_files(tmp_path, {"a.md": GOOD, "b.md": GOOD}))
    after = hash_corpus(write_files(tmp_path, {"a.md": GOOD + " "}))

    assert before["a.md"] != after["a.md"]
    assert before["b.md"] == after["b.md"]


@pytest.mark.parametrize("files", [{}, {"picture.png": b"\x89PNG"}, {"answers.toml": ""}])
def test_a_folder_without_a_document_is_refused(tmp_path, files):
    with pytest.raises(CorpusError, match=r"\.md, \.txt, .* \.pdf"):
        read_corpus(write_files(tmp_path, files))


def test_a_missing_folder_is_refused_with_the_option_that_mends_it(tmp_path):
    with pytest.raises(CorpusError, match="--corpus DIR"):
        read_corpus(tmp_path / "nowhere")


# Bad files: each error names file and line, and never loses the others


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"First line.\nA caf\xe9 in Latin-1.\n", 2, "not UTF-8"),
        (b"\xff\xfeU\x00T\x00F\x00", 1, "not UTF-8"),
        ("", 1, "empty"),
        ("\ufeff \r\n\t\n", 1, "empty"),
        ("A title\n\n   \n", 4, "no text below"),
        ("---\ntitle: x\n", 1, "not closed"),
        ("---\ntitle: x\nauthor: a: b\n---\nText.", 3, "broken"),
        ("---\ntitle: a\x00b\n---\nText.", 1, "broken"),
        ("---\ntitle: " + "[" * 5000 + "\n---\nText.", 1, "broken"),
        ("---\njust a line\n---\nText.", 2, "title: …"),
        ("---\ntitle: x\nauthor: [a, b]\n---\nText.", 3, "author must be one text"),
        ("First.\n\n" + "x" * 50_000_000 + "\nLast.", 3, "1,000,000 characters"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_a_bad_text_file_is_reported_with_its_line_and_the_others_stay(tmp_path, content, line, said):
    problem = problem_beside_a_good_file(tmp_path, content)

    assert problem.line == line
    assert f"line {line}: " in str(problem)
    assert said in str(problem)
    assert "\n" not in str(problem)


RECORD = '{"id": "a", "title": "A", "text": "One."}\n'


@pytest.mark.parametrize(
    ("second_line", "said"),
    [
        ("{", "not JSON"),
        ("[1, 2]", '"id", "title" and "text"'),
        ('{"id": "b", "title": "B"}', '"id", "title" and "text"'),
        ('{"id": "b", "question": [7], "answer": "Two."}', '"id", "question" and "answer"'),
        ('{"id": 7, "title": "B", "text": "Two."}', '"id", "title" and "text"'),
        ('{"id": "b", "title": "B", "text": " "}', "empty"),
        ('{"id": "", "title": "B", "text": "Two."}', "empty"),
        (RECORD.strip(), "'a' is there twice"),
        ('{"id": "b", "title": "B", "text": "half a pair: \\ud83d"}', "no character"),
        ('{"id": "b", "title": "B", "text": "x", "n": ' + "1" * 5000 + "}", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_record_is_reported_with_its_line_and_the_other_files_stay(tmp_path, second_line, said):
    problem = problem_beside_a_good_file(tmp_path, RECORD + second_line + "\n", "records.jsonl")

    assert problem.line == 2
    assert said in str(problem)


def test_an_id_that_another_file_has_already_is_reported_with_its_line(tmp_path):
    files = {"a.md": GOOD, "records.jsonl": RECORD.replace('"a"', '"new"') + RECORD}
    corpus = read_corpus(write_files(tmp_path, files))

    assert [document.id for document in corpus.documents] == ["a"]
    assert [(problem.path.name, problem.line) for problem in corpus.problems] == [("records.jsonl", 2)]


def test_two_files_that_differ_in_their_ending_only_cannot_both_stay(tmp_path):
    corpus = read_corpus(write_files(tmp_path, {"a.md": GOOD, "a.txt": GOOD}))

    assert [problem.path.name for problem in corpus.problems] == ["a.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/mem opens and cannot be read, for the superuser too")
def test_a_file_that_cannot_be_read_is_reported_and_the_others_stay(tmp_path):
    write_files(tmp_path, {"good.md": GOOD})
    (tmp_path / "bad.md").symlink_to("/proc/self/mem")
    corpus = read_corpus(tmp_path)

    assert [document.id for document in corpus.documents] == ["good"]
    assert "cannot be read (Input/output error)" in str(corpus.problems[0])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_a_file_whose_name_is_not_utf_8_is_reported_and_the_others_stay(tmp_path):
    write_files(tmp_path, {"good.md": GOOD, "caf\udce9.md": GOOD})
    corpus = read_corpus(tmp_path)

    assert [document.id for document in corpus.documents] == ["good"]
    assert r"caf\udce9.md" in str(corpus.problems[0]).encode("utf-8").decode()


def test_when_no_file_can_be_used_the_first_problem_is_raised(tmp_path):
    with pytest.raises(CorpusError, match=r"a\.md, line 1: is empty"):
        read_corpus(write_files(tmp_path, {"a.md": "", "b.md": ""}))

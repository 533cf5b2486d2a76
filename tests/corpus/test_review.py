from datetime import date
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.cli import main
from microneedling_faq.corpus.review import MOST_OVERCLAIMS, Findings, is_link, review, review_corpus
from microneedling_faq.corpus.tables import Group, read_tables
from microneedling_faq.paths import shipped
from microneedling_faq.types import Document

TODAY = date(2026, 11, 22)
DOCUMENT = Document("doc", "Doc", "It has no side effects. It is a cure.", 0)
WORDS = ["no side effects", "cure"]
NOTICES = {language: {"cautions.claim.text": "Not so.", "signposts.pus.text": "Phone."} for language in ("en", "es")}
SOURCE = {"name": "A hospital", "url": "https://hospital.example/leaflet"}
PUT_ELSEWHERE = "corpus/cautions.toml: the group 'claim': "


def make_caution(**fields: object) -> Group:
    defaults = {"id": "claim", "document": "doc", "quote": "no side effects", "sources": [SOURCE], "reviewer": "Dr. Park"}
    return Group(Path("corpus/cautions.toml"), defaults | {"review_by": date(2027, 1, 31)} | fields)


def make_signpost(**fields: object) -> Group:
    defaults = {"id": "pus", "sources": [SOURCE], "reviewer": "Dr. Park", "review_by": date(2027, 1, 31)}
    return Group(Path("corpus/signposts.toml"), defaults | fields)


def reviewed(caution: Group, *, notices: dict[str, dict[str, str]] = NOTICES, today: date = TODAY) -> Findings:
    tables = {"cautions": [caution], "signposts": [make_signpost()]}
    return review(tables, [DOCUMENT], notices, ["no side effects"], today)


def test_nothing_is_found_where_all_is_well():
    assert reviewed(make_caution()) == Findings([], [])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quote": "no risk"}, "the quote is in 'doc' 0 times, not once, word for word: 'no risk'"),
        ({"quote": "It"}, "the quote is in 'doc' 2 times"),
        ({"document": "docs"}, "there is no document 'docs'. There are: doc"),
        ({"quote": ""}, "needs a text field 'quote'"),
        ({"sources": [{"name": "A", "url": "hospital"}]}, "the source's link 'hospital' is not a web address"),
        ({"sources": [{"name": "A"}]}, "sources must be a list of { name = …, url = … }"),
        ({"sources": "A"}, "sources must be a list"),
        ({"id": "other"}, "the notice 'cautions.other.text' is missing in language en, es"),
    ],
)
def test_what_must_be_put_right_is_a_problem_that_names_file_and_group(fields, said):
    (problem,) = reviewed(make_caution(**fields)).problems

    assert problem.startswith("corpus/cautions.toml: the group ") and said in problem


def test_every_problem_has_a_line():
    tables = {"cautions": [make_caution(quote="x"), make_caution(id="b", quote="y", sources=[])], "signposts": []}

    assert len(review(tables, [DOCUMENT], NOTICES, [], TODAY).problems) == 3


def test_a_notice_that_only_one_language_has_is_a_problem_whatever_it_is_for():
    notices = {**NOTICES, "en": NOTICES["en"] | {"general.busy": "Busy."}}

    assert reviewed(make_caution(), notices=notices).problems == ["the notice 'general.busy' is missing in language es"]


@pytest.mark.parametrize(("day", "expected"), [(date(2027, 1, 31), 0), (date(2027, 2, 1), 2)])
def test_a_caution_and_a_signpost_past_their_review_date_are_warnings_with_file_group_and_date(day, expected):
    findings = reviewed(make_caution(), today=day)

    assert findings.problems == []
    assert len(findings.warnings) == expected
    for warning, where in zip(
        findings.warnings, ["cautions.toml: the group 'claim'", "signposts.toml: the group 'pus'"], strict=False
    ):
        assert f"corpus/{where}: its review was due on 2027-01-31." in warning


@pytest.mark.parametrize("value", [None, "2027-01-31", 2027])
def test_a_review_date_that_is_no_date_is_a_warning(value):
    (warning,) = reviewed(make_caution(review_by=value)).warnings

    assert warning.startswith(PUT_ELSEWHERE + "names no day for its next review")


@pytest.mark.parametrize("reviewer", ["", "  "])
def test_texts_that_nobody_signed_are_one_line_with_their_number(reviewer):
    assert reviewed(make_caution(reviewer=reviewer)).warnings == [
        "1 of 2 cautions and signposts name no reviewer. Have a clinician read and sign them"
    ]


def test_links_that_are_not_encrypted_are_one_line():
    (warning,) = reviewed(make_caution(sources=[{"name": "A", "url": "http://old.example/page"}])).warnings

    assert warning.startswith("1 of 2 links to sources are http, not https")


def test_absolute_wording_without_a_caution_is_a_warning_with_document_paragraph_and_words():
    findings = review({"cautions": [make_caution()]}, [DOCUMENT], NOTICES, WORDS, TODAY)

    assert findings == Findings([], ["doc, paragraph 1: absolute wording without a caution: “cure”"])


def test_a_flood_of_absolute_wording_is_cut_short_and_counted():
    documents = [Document(f"doc{number}", "Doc", "A cure.", 0) for number in range(MOST_OVERCLAIMS + 3)]
    warnings = review({}, documents, NOTICES, WORDS, TODAY).warnings

    assert len(warnings) == MOST_OVERCLAIMS + 1
    assert warnings[-1] == "3 more paragraphs hold absolute wording without a caution"


@pytest.mark.parametrize("url", ["https://a.example", "http://a.example/b?c=d#e", "https://sub.a-b.example:8443/x"])
def test_a_web_address_is_a_link(url):
    assert is_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "ftp://a.example",
        "https://",
        "https:///page",
        "https://localhost",
        "https://a.example/b c",
        "https://[::1",
    ],
)
def test_anything_else_is_not(url):
    assert not is_link(url)


def test_the_shipped_corpus_has_no_problem_and_no_review_due_when_it_was_written():
    findings = review_corpus(shipped("corpus"), TODAY)

    assert findings.problems == []
    assert not any("due on" in warning for warning in findings.warnings)


def test_every_shipped_caution_and_signpost_is_due_some_day():
    groups = [group for name in ("cautions", "signposts") for group in read_tables(shipped("corpus"))[name]]
    warnings = review_corpus(shipped("corpus"), date(2099, 1, 1)).warnings

    assert sum("due on" in warning for warning in warnings) == len(groups) > 50


def test_a_corpus_without_words_of_its_own_is_scanned_for_the_shipped_ones(tmp_path):
    corpus = write_files(tmp_path, {"leaflet.md": "Results are guaranteed for anyone."})

    assert review_corpus(corpus, TODAY).warnings == [
        "leaflet, paragraph 1: absolute wording without a caution: “guaranteed”, “anyone”"
    ]


def test_a_corpus_with_words_of_its_own_is_scanned_for_those(tmp_path):
    files = {"leaflet.md": "Results are guaranteed, on the double.", "own.toml": '[[overclaims]]\nwords = ["on the double"]\n'}

    assert review_corpus(write_files(tmp_path, files), TODAY).warnings == [
        "leaflet, paragraph 1: absolute wording without a caution: “on the double”"
    ]


def test_a_corpus_that_cannot_be_read_is_one_problem(tmp_path):
    assert review_corpus(tmp_path / "nowhere", TODAY) == Findings(
        [f"{tmp_path / 'nowhere'}: there is no such corpus folder. Name one with --corpus DIR"], []
    )


def test_on_the_command_line_warnings_are_told_and_problems_fail(corpus_copy, tmp_path, capsys):
    places = ["--corpus", str(corpus_copy), "--index", str(tmp_path / "index")]
    write_files(corpus_copy, {"new.md": "A cure for anyone."})
    assert main(["index", "build", *places]) == 0
    capsys.readouterr()
    assert main(["index", "verify", *places]) == 0
    assert "warning: new, paragraph 1: absolute wording without a caution: “cure”, “anyone”" in capsys.readouterr().err

    caution = '[[cautions]]\nid = "c"\ndocument = "new"\nquote = "A cure for all"\n'
    write_files(corpus_copy, {"cautions.toml": caution})
    assert main(["index", "verify", *places]) == 1
    told = capsys.readouterr().err
    assert "cautions.toml: the group 'c': the quote is in 'new' 0 times" in told and "is stale" not in told

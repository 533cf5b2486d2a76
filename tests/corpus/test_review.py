from datetime import date
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.cli import main
from microneedling_faq.corpus.clinician_signatures import fingerprint
from microneedling_faq.corpus.review import MOST_OVERCLAIMS, Findings, review, review_corpus
from microneedling_faq.corpus.sources import Source
from microneedling_faq.corpus.tables import Group, read_tables
from microneedling_faq.paths import shipped
from microneedling_faq.types import Document

TODAY = date(2026, 11, 22)
DOCUMENT = Document("doc", "Doc", "It has no side effects. It is a cure.", 0)
WORDS = ["no side effects", "cure"]
NOTICES = {language: {"cautions.claim.text": "Not so.", "signposts.pus.text": "Phone."} for language in ("en", "es")}
SOURCE = {"name": "A hospital", "url": "https://hospital.example/leaflet"}
PUT_ELSEWHERE = "corpus/cautions.toml: the group 'claim': "


def sign(text: str) -> dict[str, dict[str, object]]:
    signature = {"reviewer": "Dr. Park", "reviewed": date(2026, 11, 20), "text": fingerprint(text, [Source(**SOURCE)])}
    return dict.fromkeys(("en", "es"), signature)


def make_caution(**fields: object) -> Group:
    defaults = {"id": "claim", "document": "doc", "quote": "no side effects", "sources": [SOURCE], "signed": sign("Not so.")}
    return Group(Path("corpus/cautions.toml"), defaults | {"review_by": date(2027, 1, 31)} | fields)


def make_signpost(**fields: object) -> Group:
    defaults = {"id": "pus", "sources": [SOURCE], "signed": sign("Phone."), "review_by": date(2027, 1, 31)}
    return Group(Path("corpus/signposts.toml"), defaults | fields)


def reviewed(caution: Group, *, notices: dict[str, dict[str, str]] = NOTICES, today: date = TODAY) -> Findings:
    tables = {"cautions": [caution], "signposts": [make_signpost()]}
    return review(tables, [DOCUMENT], notices, ["no side effects"], today, publishers={"hospital.example"})


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
        ({"sources": [{"name": "A", "url": "http://hospital.example/a"}]}, "is not https"),
        ({"sources": [{"name": "A", "url": "https://hospital.example/a?p=1"}]}, "has a query string"),
        ({"sources": [{"name": "A", "url": "https://mirror.example/a"}]}, "leads to mirror.example, which is no publisher"),
        ({"sources": [{"title": "A"}]}, "sources must be a list of { name = …, url = …"),
        ({"sources": [{"name": "A", "url": ""}]}, "sources must be a list of"),
        ({"sources": "A"}, "sources must be a list"),
        ({"sources": [SOURCE] * 3}, "has 3 sources. Show a visitor the best 2"),
        ({"id": "other"}, "the notice 'cautions.other.text' is missing in language en, es"),
    ],
)
def test_what_must_be_put_right_is_a_problem_that_names_file_and_group(fields, said):
    (problem,) = reviewed(make_caution(**{"signed": {}} | fields)).problems

    assert problem.startswith("corpus/cautions.toml: the group ") and said in problem


def test_every_problem_has_a_line():
    tables = {"cautions": [make_caution(quote="x"), make_caution(id="b", quote="y", sources=[])], "signposts": []}

    assert len(review(tables, [DOCUMENT], NOTICES, [], TODAY, publishers={"hospital.example"}).problems) == 3


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


def test_texts_that_nobody_signed_are_one_line_for_each_language():
    signed_in_english = {"en": sign("Not so.")["en"]}

    assert reviewed(make_caution(signed=signed_in_english)).warnings == [
        "1 of 2 cautions and signposts in es are not signed by a clinician"
    ]


def test_a_text_that_changed_after_it_was_signed_is_a_warning_and_not_a_signature():
    first, _second = reviewed(make_caution(signed=sign("Not quite so."))).warnings

    assert first == PUT_ELSEWHERE + "its text or sources in en changed after it was signed. Have it read again"


@pytest.mark.parametrize("signature", [{}, {"reviewer": "", "reviewed": TODAY, "text": "x"}, {"reviewer": "A"}, "Dr. Park"])
def test_a_signature_without_a_reviewer_a_day_or_a_text_is_a_problem(signature):
    problems = reviewed(make_caution(signed={"en": signature})).problems

    assert problems == [PUT_ELSEWHERE + 'write signed.en = { reviewer = "…", reviewed = 2027-01-31, text = "…" }']


def test_a_source_without_a_link_is_no_problem():
    assert reviewed(make_caution(sources=[{"name": "A", "read_at": "http://copy.example/?p=1"}], signed={})).problems == []


def test_absolute_wording_without_a_caution_is_a_warning_with_document_paragraph_and_words():
    tables = {"cautions": [make_caution()]}
    findings = review(tables, [DOCUMENT], NOTICES, WORDS, TODAY, publishers={"hospital.example"})

    assert findings == Findings([], ["doc, paragraph 1: absolute wording without a caution: “cure”"])


def test_a_flood_of_absolute_wording_is_cut_short_and_counted():
    documents = [Document(f"doc{number}", "Doc", "A cure.", 0) for number in range(MOST_OVERCLAIMS + 3)]
    warnings = review({}, documents, NOTICES, WORDS, TODAY).warnings

    assert len(warnings) == MOST_OVERCLAIMS + 1
    assert warnings[-1] == "3 more paragraphs hold absolute wording without a caution"


def test_the_shipped_corpus_has_no_problem_and_no_review_due_when_it_was_written():
    findings = review_corpus(shipped("corpus"), TODAY)

    assert findings.problems == []
    assert not any("due on" in warning for warning in findings.warnings)


def test_every_shipped_text_about_health_is_due_some_day():
    tables = read_tables(shipped("corpus"))
    groups = [*tables["cautions"], *tables["signposts"], *(topic for topic in tables["topics"] if "sources" in topic.fields)]
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

from pathlib import Path

import pytest

from builders import make_document, make_passage
from microneedling_faq.corpus.tables import Group, Tables
from microneedling_faq.corpus.wordings import wording_entries
from microneedling_faq.errors import CorpusError
from microneedling_faq.types import Entry, Target

TEXT = "Scars fade. Marks fade."
DOCUMENTS = [make_document(TEXT)]
PASSAGES = [make_passage("Scars fade."), make_passage("Marks fade.", start=12)]
NOTICES = {"en": {"topics.price.text": "Ask us.", "small_talk.hi.text": "Hi."}}
ANSWER = {"document": "doc", "quote": "Marks fade.", "wordings": {"en": ["striae"], "es": ["estrías"]}}


def entries(**tables: dict[str, object]) -> list[Entry]:
    groups: Tables = {name: [Group(Path("x.toml"), fields)] for name, fields in tables.items()}
    return wording_entries(groups, DOCUMENTS, PASSAGES, NOTICES)


def test_a_wording_of_an_answer_points_to_its_passage_and_the_sentence_that_answers():
    found = entries(answers=ANSWER)

    assert [entry.text for entry in found] == ["striae", "estrías"]
    for entry in found:
        assert (entry.target, entry.kind) == (Target("passage", "1"), "wording")
        assert TEXT[entry.start : entry.end] == "Marks fade."


def test_an_answer_that_refers_points_to_the_signpost_too():
    found = entries(answers=ANSWER | {"refer": "risk"}, signposts={"id": "risk"})

    assert [(entry.text, entry.target, entry.start) for entry in found[:2]] == [
        ("striae", Target("passage", "1"), 12),
        ("striae", Target("signpost", "risk"), None),
    ]


def test_an_answer_that_refers_to_no_signpost_is_refused():
    with pytest.raises(CorpusError, match="there is no signpost 'risk'"):
        entries(answers=ANSWER | {"refer": "risk"}, signposts={"id": "another"})


@pytest.mark.parametrize(
    ("table", "kind", "name"),
    [
        ("topics", "topic", "price"),
        ("small_talk", "small_talk", "hi"),
        ("off_topic", "off_topic", "any"),
        ("signposts", "signpost", "any"),
    ],
)
def test_a_wording_of_another_table_points_to_its_group(table, kind, name):
    assert entries(**{table: {"id": name, "wordings": {"en": ["a", "b"]}}}) == [
        Entry("a", Target(kind, name), "wording"),
        Entry("b", Target(kind, name), "wording"),
    ]


@pytest.mark.parametrize("table", ["topics", "small_talk"])
def test_a_group_that_visitors_are_told_of_needs_its_notice(table):
    with pytest.raises(CorpusError, match=rf"the notice '{table}\.new\.text' is missing"):
        entries(**{table: {"id": "new"}})


@pytest.mark.parametrize("asked_in", ["en", "es"])
def test_a_notice_must_be_there_in_the_languages_that_it_is_asked_for_in_and_in_no_other(asked_in):
    tables = {"topics": [Group(Path("x.toml"), {"id": "price", "wordings": {asked_in: ["a"]}})]}
    without = {**NOTICES, "en" if asked_in == "es" else "es": {}, asked_in: NOTICES["en"]}

    assert wording_entries(tables, DOCUMENTS, PASSAGES, without)
    with pytest.raises(
        CorpusError, match=rf"'topics\.price\.text' is missing in language {asked_in}.*notices\.{asked_in}\.toml"
    ):
        wording_entries(tables, DOCUMENTS, PASSAGES, without | {asked_in: {}})


def test_without_tables_there_are_no_wordings():
    assert entries() == []


def test_several_sentences_may_answer_together():
    found = entries(answers=ANSWER | {"also": ["Scars fade."]})

    assert [(entry.text, entry.target.id, entry.start) for entry in found[:2]] == [("striae", "1", 12), ("striae", "0", 0)]

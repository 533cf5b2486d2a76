from pathlib import Path

import pytest

from builders import make_passage, write_files
from microneedling_faq.corpus.tables import Group, locate_quote, passage_row, read_tables
from microneedling_faq.errors import CorpusError

TEXTS = {"doc": "Scars fade. Marks fade. Scars stay."}


def make_group(**fields: object) -> Group:
    return Group(Path("answers.toml"), {"document": "doc", "quote": "Marks fade."} | fields)


def test_the_groups_of_all_files_come_in_their_order(tmp_path):
    first = '[[topics]]\nid = "a"\n[[lures]]\npatterns = []\n[[topics]]\nid = "b"\n'
    files = {"doc.md": "Text.", "a.toml": first, "b/c.toml": '[[topics]]\nid = "c"\n', "notices.en.toml": "[page]\nx = 'y'\n"}
    tables = read_tables(write_files(tmp_path, files))

    assert [group.text("id") for group in tables["topics"]] == ["a", "b", "c"]
    assert set(tables) == {"topics", "lures"}
    assert tables["topics"][2].path.name == "c.toml"


@pytest.mark.parametrize("name", ["topics.toml", "TOPICS.TOML"])
def test_a_byte_order_mark_windows_line_ends_and_a_suffix_in_capitals_are_fine(tmp_path, name):
    content = b"\xef\xbb\xbf[[topics]]\r\nid = 'a'\r\n"

    assert read_tables(write_files(tmp_path, {"doc.md": "Text.", name: content}))["topics"][0].text("id") == "a"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[topics]\n", "is not TOML.*line 1"),
        ("[[topcis]]\nid = 'a'\n", "no table 'topcis'.*topics"),
        ("[topics]\nid = 'a'\n", r"write \[\[topics\]\]"),
        ("topics = ['a']\n", r"write \[\[topics\]\]"),
    ],
)
def test_a_file_that_is_wrong_is_refused_by_name(tmp_path, text, said):
    with pytest.raises(CorpusError, match=rf"topics\.toml.*{said}"):
        read_tables(write_files(tmp_path, {"doc.md": "Text.", "topics.toml": text}))


@pytest.mark.parametrize("value", [None, "", "  ", 7, ["a"]])
def test_a_text_that_must_be_there_is_asked_for_by_name(value):
    with pytest.raises(CorpusError, match=r"answers\.toml.*Marks fade.*needs a text field 'term'"):
        make_group(term=value).text("term")


@pytest.mark.parametrize("value", ["red", [""], ["red", 7], {"en": "red"}])
def test_a_list_of_texts_is_nothing_else(value):
    with pytest.raises(CorpusError, match="patterns must be a list of texts"):
        make_group(patterns=value).texts("patterns")


def test_a_list_that_is_not_there_is_empty():
    assert make_group().texts("patterns") == []
    assert make_group().wordings() == {}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["a"], r"write wordings\.en"),
        ({"en": "a"}, r"wordings\.en must be a list"),
        ({"en": ["a"], "es": [""]}, r"wordings\.es"),
    ],
)
def test_wordings_are_lists_below_a_language(value, said):
    with pytest.raises(CorpusError, match=said):
        make_group(wordings=value).wordings()


def test_a_question_that_is_offered_is_a_wording_that_is_not_said_twice():
    group = make_group(wordings={"en": ["a", "b"]}, ask={"en": "b", "es": "c"})

    assert group.wordings() == {"en": ["b", "a"], "es": ["c"]}


@pytest.mark.parametrize("value", ["When?", ["a"], {"es": ""}, {"en": 7}, {"en": " "}, {}])
def test_a_question_to_offer_stands_below_its_language(value):
    with pytest.raises(CorpusError, match=r"write ask\.en"):
        make_group(ask=value).offered()


def test_a_quote_is_located_in_its_document():
    start, end = locate_quote(make_group(), TEXTS)

    assert (start, TEXTS["doc"][start:end]) == (12, "Marks fade.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quote": "Marks stay."}, "0 times, not once"),
        ({"quote": "Scars"}, "2 times, not once"),
        ({"quote": "marks fade."}, "0 times"),
        ({"document": "another"}, "no document 'another'. There are: doc"),
    ],
)
def test_a_quote_that_is_not_there_once_word_for_word_is_refused(fields, said):
    with pytest.raises(CorpusError, match=said):
        locate_quote(make_group(**fields), TEXTS)


def test_the_passage_of_a_quote_is_the_one_that_holds_its_start():
    passages = [make_passage("x" * 30, document="another"), make_passage("a" * 10), make_passage("b" * 10, start=10)]

    assert [passage_row(make_group(), passages, start) for start in (0, 9, 10, 19)] == [1, 1, 2, 2]
    with pytest.raises(CorpusError, match="in no passage"):
        passage_row(make_group(), passages, 20)

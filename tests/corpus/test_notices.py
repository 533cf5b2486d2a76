import re
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.corpus.notices import Notices, is_notices, merge_texts, read_notices
from microneedling_faq.errors import CorpusError
from microneedling_faq.paths import shipped
from microneedling_faq.settings import Settings
from microneedling_faq.texts import flatten_texts

TEXTS = {"en": {"greeting": "Hello from {clinic}.", "only": "English."}, "es": {"greeting": "Hola de {clinic}."}}


def test_a_text_is_given_in_the_language_asked_for():
    assert Notices(TEXTS, {"clinic": "us"}).text("greeting", "es") == "Hola de us."


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_text_that_a_language_lacks_is_given_in_english(language):
    assert Notices(TEXTS).text("only", language) == "English."


def test_values_of_the_call_stand_before_those_of_the_settings():
    assert Notices(TEXTS, {"clinic": "us"}).text("greeting", clinic="them") == "Hello from them."


def test_a_line_whose_number_there_is_not_is_left_out_and_a_first_line_never():
    texts = {"en": {"care": "Call {emergency}.\n- Poison: {poison}.\nDo not wait.", "one": "Poison: {poison}"}}
    notices = Notices(texts, {"emergency": "112", "poison": ""})

    assert notices.text("care") == "Call 112.\nDo not wait."
    assert notices.text("one") == "Poison: "


def test_values_may_differ_by_the_language_that_a_text_is_given_in():
    notices = Notices(TEXTS, {"clinic": "us"}, {"es": {"clinic": "nosotros"}})

    assert notices.text("greeting", "es") == "Hola de nosotros."
    assert notices.text("greeting", "en") == "Hello from us."


def test_a_key_that_no_language_has_is_a_mistake_in_the_program():
    notices = Notices(TEXTS)

    assert notices.has("only") and not notices.has("nothing")
    with pytest.raises(KeyError):
        notices.text("nothing")


def test_texts_of_the_operator_stand_before_the_shipped_ones_language_by_language():
    merged = merge_texts(TEXTS, {"en": {"only": "Ours."}, "fr": {"greeting": "Bonjour."}})

    assert merged["en"] == {"greeting": "Hello from {clinic}.", "only": "Ours."}
    assert merged["es"] == TEXTS["es"]
    assert merged["fr"] == {"greeting": "Bonjour."}
    assert TEXTS["en"]["only"] == "English."


def test_nested_tables_become_dotted_keys():
    assert flatten_texts(Path("x"), {"a": {"b": {"c": " text \n"}}, "d": "e"}) == {"a.b.c": "text", "d": "e"}


def test_a_corpus_of_ones_own_may_replace_some_of_the_shipped_texts(tmp_path):
    own = 'general.not_covered = "Ask us."\n'
    notices = read_notices(write_files(tmp_path, {"notices.en.toml": own, "notices.fr.TOML": b"\xef\xbb\xbf" + own.encode()}))

    assert notices["en"]["general.not_covered"] == notices["fr"]["general.not_covered"] == "Ask us."
    assert notices["en"]["general.recommendation"] == read_notices(shipped("corpus"))["en"]["general.recommendation"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[general\n", "is not TOML.*line 1"),
        ("[general]\nrecommendation = 7\n", r"general\.recommendation must be a text"),
        ('[general]\nrecommendation = " "\n', r"general\.recommendation must be a text"),
        ('[general]\nrecommendation = ["a"]\n', r"general\.recommendation must be a text"),
        (b"x = '\xe9'", "line 1: is not UTF-8"),
    ],
)
def test_a_file_of_notices_that_is_wrong_is_refused_by_name(tmp_path, text, said):
    with pytest.raises(CorpusError, match=rf"notices\.en\.toml.*{said}"):
        read_notices(write_files(tmp_path, {"notices.en.toml": text}))


@pytest.mark.parametrize(("name", "expected"), [("notices.en.toml", True), ("topics.toml", False), ("notices.en.md", False)])
def test_files_of_notices_are_known_by_their_name(name, expected):
    assert is_notices(Path(name)) is expected


def test_every_shipped_language_has_every_shipped_text():
    keys = {language: set(texts) for language, texts in read_notices(shipped("corpus")).items()}

    assert set(keys) == {"en", "es"}
    assert keys["en"] == keys["es"]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(.*?)}", text))


def test_every_text_has_the_same_placeholders_in_every_language():
    english, spanish = (read_notices(shipped("corpus"))[language] for language in ("en", "es"))

    assert {key: placeholders(text) for key, text in spanish.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


def test_every_placeholder_of_a_reply_has_a_value():
    known = {*Settings().placeholders(), "name", "names"}  # the last two come with the topic that is not covered

    for texts in read_notices(shipped("corpus")).values():
        used = {key: placeholders(text) for key, text in texts.items() if not key.startswith("page.")}
        assert {key: unknown for key, names in used.items() if (unknown := names - known)} == {}

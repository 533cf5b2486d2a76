import re
from pathlib import Path

import pytest

from builders import make_document, write_files
from microneedling_faq.corpus.languages import read_words
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
    assert notices["en"]["general.recommendation"].startswith("Please ask {expert} before you decide")


def test_other_corpora_speak_every_language_of_the_program_and_of_no_article(tmp_path):
    notices = read_notices(tmp_path)
    specific = re.compile(r"article|art[ií]culo|artikel|dermatolog|microneedling", re.IGNORECASE)

    assert notices.keys() == read_words().keys()
    assert {key: text for texts in notices.values() for key, text in texts.items() if specific.search(text)} == {}


@pytest.mark.parametrize("language", [code for code in read_words() if code != "en"])
def test_every_language_of_the_program_has_every_text_with_the_same_placeholders(tmp_path, language):
    texts = read_notices(tmp_path)

    assert {key: placeholders(text) for key, text in texts[language].items()} == {
        key: placeholders(text) for key, text in texts["en"].items()
    }


def test_the_program_has_every_text_that_a_reply_or_page_of_any_corpus_needs(tmp_path):
    """Not those of the shipped corpus's own topics, cautions and signposts; the last two of its general ones are not used."""
    shared = {key for key in read_notices(shipped("corpus"))["en"] if key.startswith(("general.", "page.", "small_talk."))}

    assert shared - read_notices(tmp_path)["en"].keys() == {"general.not_covered_topic", "general.partly"}


def test_documents_may_say_whom_to_ask_where_they_agree(tmp_path):
    dentists = [make_document(expert="a dentist", subject=subject) for subject in ("teeth", "gums")]
    german = make_document(language="de", expert="eine Zahnärztin")
    notices = read_notices(write_files(tmp_path, {"notices.de.toml": 'general.expert = "uns"\n'}), [*dentists, german])

    assert (notices["en"]["general.expert"], notices["en"]["general.subject"]) == ("a dentist", "our services")
    assert notices["de"]["general.expert"] == "uns"


def test_a_way_that_the_settings_name_is_told_instead_of_denied():
    texts = {
        "en": {
            "x.text": "No phone number.",
            "x.text_phone": "Call {clinic_phone}.",
            "x.text_booking": "Book: {clinic_booking}.",
        }
    }

    assert Notices(texts).text("x.text") == "No phone number."
    assert Notices(texts, {"clinic_phone": "55", "clinic_booking": ""}).text("x.text") == "Call 55."
    assert Notices(texts, {"clinic_phone": "55", "clinic_booking": "b.example"}).text("x.text") == "Book: b.example."


def test_what_a_language_lacks_is_given_in_that_of_the_corpus_then_in_english_then_in_any():
    texts = {"en": {"a": "English", "b": "English"}, "de": {"a": "Deutsch"}, "es": {"c": "Español"}}
    notices = Notices(texts, languages=["de"])

    assert [notices.text(key, "es") for key in "abc"] == ["Deutsch", "English", "Español"]
    assert notices.text("a") == "Deutsch"


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


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_every_corpus_has_the_words_of_a_letter(tmp_path, language):
    texts = read_notices(tmp_path)[language]
    assert all(texts[f"letter.{each}"] for each in ("greeting", "opening", "you_wrote", "gap", "closing"))

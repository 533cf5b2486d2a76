import re
from pathlib import Path

import pytest
from serving import make_quotation

from microneedling_faq import Chatbot
from microneedling_faq.corpus.notices import Notices, read_notices
from microneedling_faq.paths import shipped
from microneedling_faq.settings import Settings
from microneedling_faq.texts import Texts
from microneedling_faq.web.visitor.page_words import filled, page_words, place, prepare_interface, source_line

Words = dict[str, Texts]


def test_english_comes_first_and_every_language_has_every_text(words: Words) -> None:
    assert list(words) == ["en", "es"]
    assert words["en"].keys() == words["es"].keys()


def test_spanish_texts_are_not_english(words: Words) -> None:
    same = {key for key in words["en"] if words["en"][key] == words["es"][key]}
    assert same == {"not_helpful"}  # "No"


def test_placeholders_are_the_same_in_all_languages(words: Words) -> None:
    for key in words["en"]:
        assert re.findall(r"{\w+}", words["en"][key]) == re.findall(r"{\w+}", words["es"][key]), key


def test_what_the_page_fills_in_itself_is_not_filled_in_from_the_settings() -> None:
    """Else the button of every urgent reply would call the clinic."""
    texts = read_notices(shipped("corpus"))
    words = page_words(Notices(texts, Settings(name="Ours", phone="123").placeholders()))
    ours = {"phone", "title", "number", "first", "last", "author", "place", "names", "version", "date", "days"}
    assert set(re.findall(r"{(\w+)}", " ".join(words["en"].values()))) == ours


def test_no_text_has_the_name_of_a_method_of_dict(words: Words) -> None:
    """A template would find the method: `words.copy`."""
    assert [key for key in words["en"] if hasattr(dict, key)] == []


def test_a_language_without_a_page_table_is_not_offered() -> None:
    texts = read_notices(shipped("corpus"))
    assert "fr" not in page_words(Notices(texts | {"fr": {"general.busy": "Un instant."}}))


def test_what_a_language_lacks_is_english() -> None:
    texts = read_notices(shipped("corpus"))
    words = page_words(Notices(texts | {"fr": {"page.language": "Français"}}))
    assert words["fr"]["send"] == words["en"]["send"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_six_questions_are_suggested_and_each_is_answered(chatbot: Chatbot, language: str) -> None:
    questions = prepare_interface(chatbot).questions[language]
    assert len(questions) == len(set(questions)) == 6
    assert all(chatbot.reply(question).passages for question in questions)


def test_a_corpus_that_offers_no_questions_suggests_none(small_corpus: Path, small_index: Path) -> None:
    assert prepare_interface(Chatbot.open(small_corpus, small_index)).questions == {"en": [], "es": []}


def test_a_source_line_names_place_title_author_and_review(words: Words) -> None:
    assert source_line(make_quotation(), words["en"]) == "Paragraph 4, A title, by Ada Park, reviewed 2026-01-31"


def test_a_source_line_leaves_out_what_is_not_known(words: Words) -> None:
    assert source_line(make_quotation(author=None, reviewed=None), words["en"]) == "Paragraph 4, A title"


def test_several_paragraphs_are_named_by_the_first_and_the_last(words: Words) -> None:
    assert place(make_quotation(paragraphs=(2, 3, 4)), words["es"]) == "Párrafos 2 a 4"


def test_a_placeholder_without_a_value_stays() -> None:
    assert filled("{a} and {b}", a=1) == "1 and {b}"

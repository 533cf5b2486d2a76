from dataclasses import fields, replace

import pytest

from builders import make_passage
from microneedling_faq import Chatbot
from microneedling_faq.corpus.annotations import Annotations, SignpostRecord
from microneedling_faq.errors import SettingsError
from microneedling_faq.replying.content_version import Content, describe_content
from microneedling_faq.settings import Settings

KEY = "signposts.pus.text"
SIGNPOST = SignpostRecord("pus", "urgent", None, [], answered=False)
EMPTY = Annotations.from_json(
    {each.name: {} if each.name in ("notices", "vocabulary", "spanish_words", "signed") else [] for each in fields(Annotations)}
)
NOTES = replace(EMPTY, notices={"en": {KEY: "Phone."}}, signposts=[SIGNPOST], signed={"en": {KEY: "2026-12-01"}})


def described(texts: dict[str, str] | None = None, number: str = "911") -> Content:
    return describe_content(NOTES, {"en": texts or {KEY: "Phone."}}, {"emergency": number}, [make_passage()])


def test_the_version_changes_with_texts_numbers_and_passages_and_with_nothing_else():
    same = described().version

    assert described().version == same
    assert len({same, described({KEY: "Call."}).version, described(number="112").version}) == 3
    assert describe_content(NOTES, {"en": {KEY: "Phone."}}, {"emergency": "911"}, [make_passage("Other.")]).version != same


def test_texts_are_reviewed_when_all_about_health_are_signed():
    assert (described().unsigned("en"), described().reviewed("en")) == (0, "2026-12-01")
    assert (described().unsigned("es"), described().reviewed("es")) == (1, None)


def test_how_many_are_unsigned_is_one_line_and_none_where_all_are_signed():
    assert described().unsigned_line(["es", "en"]) == "of 1 texts about health, no clinician has signed 1 in es"
    assert described().unsigned_line(["en"]) == ""


def test_a_text_of_the_operators_own_is_not_signed():
    assert (described({KEY: "Call us."}).unsigned("en"), described({KEY: "Call us."}).reviewed("en")) == (1, None)


def test_where_no_text_is_about_health_nothing_is_reviewed():
    empty = describe_content(replace(NOTES, signposts=[], signed={}), {"en": {}}, {}, [])

    assert (empty.unsigned("en"), empty.reviewed("en")) == (0, None)


def test_an_operator_may_refuse_to_serve_texts_that_nobody_signed(shipped_index):
    with pytest.raises(SettingsError, match=r"require_signed is true, but of \d+ texts .* \d+ in en, \d+ in es"):
        Chatbot.open(index=shipped_index, settings=Settings(require_signed=True))

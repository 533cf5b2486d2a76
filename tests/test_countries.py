"""The table of numbers, and the texts for danger in every country and language."""

import re

import pytest

from microneedling_faq.corpus.notices import Notices, read_notices
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.countries import LINES, read_countries
from microneedling_faq.paths import shipped
from microneedling_faq.settings import Settings
from microneedling_faq.web.visitor.notice_typesetting import set_notice
from microneedling_faq.web.visitor.rendering import numbers_to_call
from reading_age import age_to_read_english, ease_of_spanish

COUNTRIES = read_countries()
OF_THE_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
TEXTS = read_notices(shipped("corpus"))
DANGER = {
    group.text("id"): group.fields.get("tier", "now")
    for group in read_tables(shipped("corpus"))["signposts"]
    if group.fields["kind"] == "urgent"
}
OLDEST_READER = 11  # years
FAIRLY_EASY = 70  # on the scale of Fernández-Huerta: the sixth grade
MOST_WORDS_BEFORE_IT_CAN_BE_DONE = 25


def told(country: str, language: str, signpost: str) -> str:
    values = Settings(country=country).placeholders(TEXTS[language])
    return Notices(TEXTS, by_language={language: values}).text(f"signposts.{signpost}.text", language)


def test_every_country_that_is_asked_for_is_there():
    assert list(COUNTRIES) == ["US", "UK", "CA", "AU", "MX", "EU", *OF_THE_EU]
    assert len(OF_THE_EU) == 27


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_number_can_be_dialled_and_says_where_it_was_read(code):
    country = COUNTRIES[code]

    assert country.emergency in ("911", "999", "000", "112")
    for name, line in country.lines.items():
        assert name in LINES and re.fullmatch(r"[0-9][0-9 -]*[0-9]", line.number)
        assert line.read_at or (name == "emergency" and line.number == "112")
        assert line.name or name == "emergency"


@pytest.mark.parametrize("signpost", DANGER)
@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("code", COUNTRIES)
def test_a_text_for_danger_is_whole_in_every_country_and_language(code, language, signpost):
    text = told(code, language, signpost)
    notice = set_notice(text, numbers_to_call(Settings(country=code)))

    assert "{" not in text
    assert not re.search(r"(^|\n)-? *(\n|$)|: *[.]", text)  # an item or a number that is missing
    assert len(text.splitlines()[0].split()) <= MOST_WORDS_BEFORE_IT_CAN_BE_DONE
    if DANGER[signpost] == "now":
        line = "crisis" if signpost == "crisis" else "emergency"
        assert [button.text for button in notice.buttons] == [COUNTRIES[code].number(line)]


@pytest.mark.parametrize("code", ["US", "DE"])
@pytest.mark.parametrize("signpost", DANGER)
def test_a_text_for_danger_can_be_read_by_a_child_of_eleven(signpost, code):
    assert age_to_read_english(told(code, "en", signpost)) <= OLDEST_READER
    assert ease_of_spanish(told(code, "es", signpost)) >= FAIRLY_EASY


def test_a_hard_text_is_told_from_an_easy_one():
    hard = "Individuals experiencing significant inflammatory complications should immediately seek professional evaluation."
    duro = (
        "Las personas con complicaciones inflamatorias significativas deberán solicitar evaluación profesional inmediatamente."
    )

    assert age_to_read_english(hard) > OLDEST_READER > age_to_read_english("Call now. Do not wait.")
    assert ease_of_spanish(duro) < FAIRLY_EASY < ease_of_spanish("Llame ya. No espere.")


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_person_in_crisis_is_not_told_that_nothing_can_be_done_here(language):
    text = told("US", language, "crisis").lower()

    assert text.startswith(("you are not alone", "no está solo"))
    assert "cannot help" not in text and "no puede ayudar" not in text

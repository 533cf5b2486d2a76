"""Every text that a visitor can be told, in one file that a clinician can read and sign: tests/golden/notices.txt.

Where a text was changed on purpose, write the file anew and have the difference read:

    RENEW_NOTICES=1 pytest tests/corpus/test_notices_golden.py
"""

import os
from pathlib import Path

import pytest

from microneedling_faq.corpus.clinician_signatures import health_texts, written_on
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.notices import read_notices
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.countries import LINES, Country, read_countries
from microneedling_faq.paths import shipped
from microneedling_faq.settings import Settings

GOLDEN = Path(__file__).parent.parent / "golden" / "notices.txt"
HEAD = (
    "Every fixed text of the chatbot, then the numbers of each country. Written by: RENEW_NOTICES=1 pytest "
    "tests/corpus/test_notices_golden.py\n"
    "{emergency}, {crisis} and the like are filled in from these numbers or the operator's settings; a line whose number a "
    "country lacks is left out.\n"
)
MOST_WORDS = 30  # about 25
NOTICES = read_notices(shipped("corpus"))
TABLES = read_tables(shipped("corpus"))
REVIEWED = [group for _, group in health_texts(TABLES)]


def listing() -> str:
    blocks = [
        f"{key} [{language}]\n{NOTICES[language][key]}\n" for key in sorted(NOTICES["en"]) for language in sorted(NOTICES)
    ]
    return "\n".join([HEAD, *blocks, *map(country_block, read_countries().values())])


def country_block(country: Country) -> str:
    """The numbers of a country, and how its lines are described in each language."""
    lines = [f"country {country.code}: {country.name}"]
    lines += [f"{line}: {country.number(line) or 'none'}" for line in LINES]
    for language in sorted(NOTICES):
        values = Settings(country=country.code).placeholders(NOTICES[language])
        described = "; ".join(values[f"{line}_line"] for line in LINES if values[f"{line}_line"])
        lines.append(f"{language}: {described or 'no line of its own'}")
    return "\n".join(lines) + "\n"


def test_the_texts_are_those_that_were_read_and_signed():
    if os.environ.get("RENEW_NOTICES"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(listing(), encoding="utf-8")

    assert listing() == GOLDEN.read_text(encoding="utf-8")


def test_the_listing_leaves_no_text_out():
    text = listing()

    assert text.count(" [en]\n") == text.count(" [es]\n") == len(NOTICES["en"])
    assert all(each in text for texts in NOTICES.values() for each in texts.values())


@pytest.mark.parametrize("group", TABLES["cautions"], ids=lambda group: group.text("id"))
def test_every_caution_quotes_its_document_word_for_word(group):
    documents = {document.id: document.text for document in read_corpus(shipped("corpus")).documents}

    assert documents[group.text("document")].count(group.text("quote")) == 1


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("group", TABLES["cautions"], ids=lambda group: group.text("id"))
def test_a_caution_is_short_and_one_without_a_source_sends_to_a_clinician(group, language):
    text = NOTICES[language][f"cautions.{group.text('id')}.text"]

    assert len(text.split()) <= MOST_WORDS
    assert len(group.fields["sources"]) <= 2
    assert group.fields["sources"] or {"en": "ask a clinician", "es": "Pregúntele a un doctor"}[language] in text


@pytest.mark.parametrize("group", REVIEWED, ids=lambda group: group.text("id"))
def test_what_is_said_about_health_says_when_it_was_written_and_its_next_review(group):
    for language in NOTICES:
        assert written_on(group, language) < group.fields["review_by"]


@pytest.mark.parametrize("table", ["cautions", "signposts", "topics", "small_talk"])
def test_every_group_has_its_notice_in_every_language(table):
    keys = {f"{table}.{group.text('id')}.text" for group in TABLES[table]}

    assert {language: keys - set(texts) for language, texts in NOTICES.items()} == {"en": set(), "es": set()}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("row", range(8))
def test_a_passage_is_never_quoted_without_the_cautions_it_holds(chatbot, row, language):
    passage = chatbot.index.passages[row]
    held = {group.text("quote"): group.text("id") for group in TABLES["cautions"] if group.text("quote") in passage.text}
    asked = [text for group in TABLES["answers"] if group.text("quote") in passage.text for text in group.wordings()[language]]
    replies = [chatbot.reply(text) for text in asked[:4]]
    quotations = [(reply, each) for reply in replies for each in reply.passages if each.start == passage.start]

    assert quotations
    for reply, quotation in quotations:
        assert [caution.quote for caution in quotation.cautions] == sorted(held, key=passage.text.index)
        for caution in quotation.cautions:
            assert caution.note == chatbot.notices.text(f"cautions.{held[caution.quote]}.text", reply.language)


def test_there_are_eight_passages_and_all_cautions_stand_beside_one(chatbot):
    quotes = {caution.quote for passage in chatbot.index.passages for caution in chatbot.cautions_of(passage)}

    assert len(chatbot.index.passages) == 8
    assert quotes == {group.text("quote") for group in TABLES["cautions"]}

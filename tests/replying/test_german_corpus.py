"""A clinic that writes in German: the proof of what `.readme/new-language.md` promises."""

from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import Chatbot, Settings
from microneedling_faq.corpus.languages import FOLDER, read_words
from microneedling_faq.replying.finding import find
from microneedling_faq.replying.mail_reading import read_mail

FAQ = """\
---
title: Praxis Dr. Lang
expert: unsere Zahnärztin
---

## Welche Versicherung nehmen Sie?
Wir rechnen mit allen gesetzlichen Kassen ab. Privat Versicherte bekommen eine Rechnung.

## Was kostet eine Zahnaufhellung?
Zu Hause 180 €, in der Praxis 400 €.

## Tut eine Füllung weh?
Wir betäuben den Zahn vorher, deshalb spüren die meisten nur einen Druck und keinen Schmerz.

## Behandeln Sie Kinder?
Ja, vom ersten Zahn an. Der Mittwochnachmittag gehört den Familien.

## Wo kann ich parken?
Hinter dem Haus sind sechs Plätze, zwei Stunden lang ohne Gebühr.
"""


@pytest.fixture(scope="module")
def praxis(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("praxis")
    return Chatbot.open(write_files(folder / "corpus", {"faq.md": FAQ}), folder / "index", settings=Settings(country="DE"))


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("Was kostet Bleaching?", "Was kostet eine Zahnaufhellung?"),
        ("tut eine neue Füllung sehr weh", "Tut eine Füllung weh?"),
        ("welche Versicherng geht", "Welche Versicherung nehmen Sie?"),
        ("nehmt ihr Kinder", "Behandeln Sie Kinder?"),
        ("Hallo, wo kann man parken? Danke!", "Wo kann ich parken?"),
    ],
)
def test_german_questions_get_german_answers_and_advice(praxis, question, heading):
    reply = praxis.reply(question)

    assert (reply.kind, reply.language, reply.passages[0].headings, reply.passages[0].language) == (
        "answer",
        "de",
        (heading,),
        "de",
    )
    assert reply.recommendation.startswith("Fragen Sie bitte unsere Zahnärztin, bevor")


def test_a_follow_up_is_read_with_the_question_before_it(praxis):
    reply = praxis.reply("und wie viel zahlt man dafür in der Praxis?", history=["Was kostet eine Zahnaufhellung?"])

    assert reply.passages[0].headings == ("Was kostet eine Zahnaufhellung?",)
    assert reply.understood_as is not None


def test_what_is_not_near_enough_is_offered(praxis):
    reply = praxis.reply("tut das Bohren weh")

    assert reply.kind == "not_covered"
    assert reply.suggestions[0] == "Tut eine Füllung weh?"


def test_a_mail_and_a_search_at_the_desk_that_tell_no_language_get_that_of_the_corpus(praxis):
    assert read_mail(praxis, "Cigna?").language == "de"
    assert find(praxis, "Cigna").reply.language == "de"


@pytest.mark.parametrize(
    ("message", "kind", "notice"),
    [
        ("Hallo!", "small_talk", "Hallo! Stellen Sie mir eine Frage"),
        ("vielen Dank", "small_talk", "Gern geschehen!"),
        ("Wer hat die Wahl gewonnen?", "not_covered", "In unseren Seiten steht dazu keine Antwort"),
        ("Ich will sterben", "urgent", "Sie sind nicht allein. Bitte rufen Sie jetzt 0800 111 0 111 an"),
        ("ich bekomme keine Luft mehr", "urgent", "Rufen Sie jetzt 112 an."),
        ("", "invalid", "Bitte schreiben Sie eine Frage."),
    ],
)
def test_what_is_no_question_or_a_danger_is_answered_in_german(praxis, message, kind, notice):
    reply = praxis.reply(message)

    assert (reply.kind, reply.language) == (kind, "de")
    assert reply.notice.startswith(notice)


def test_the_number_is_not_told_once_more_in_the_language_of_the_notice(praxis):
    assert "Im Notfall: 112 anrufen." not in praxis.reply("ich bekomme keine Luft mehr").notice


def test_danger_in_another_language_is_told_in_that_language(praxis):
    assert (reply := praxis.reply("I can't breathe")).kind == "urgent" and reply.notice.startswith("Call 112 now.")
    assert (reply := praxis.reply("no puedo respirar, ayuda")).kind == "urgent" and reply.notice.startswith("Llame ya al 112.")


def test_questions_in_another_language_are_told_which_are_read(praxis):
    assert praxis.reply("how much is it to do this").notice.startswith("I can answer in these languages only: Deutsch.")
    assert praxis.reply("Est-ce que vous traitez les enfants dans le cabinet ?").notice.startswith(
        "Ich kann nur in diesen Sprachen"
    )


def test_the_build_says_that_the_model_was_not_trained_on_the_language_and_the_start_whose_numbers_are_told(tmp_path, caplog):
    Chatbot.open(write_files(tmp_path / "corpus", {"faq.md": FAQ}), tmp_path / "index")

    said = "\n".join(caplog.messages)
    assert "1 of 1 documents are in language de, which the model all-MiniLM-L6-v2 was not trained on" in said
    assert "the numbers for emergencies those of US. Set [care] country" in said


def test_the_page_speaks_german(praxis):
    from microneedling_faq.web.visitor.page_words import prepare_interface

    interface = prepare_interface(praxis)
    assert (list(interface.words), interface.home) == (["de"], "de")
    assert interface.words["de"]["title"] == "Fragen zu unseren Leistungen"
    assert interface.questions["de"][0] == "Welche Versicherung nehmen Sie?"


def test_a_language_is_three_files_and_no_module_names_german():
    assert {path.name for path in (FOLDER / "de").iterdir()} == {"notices.toml", "page.toml", "words.toml"}
    assert {path.parent.name for path in FOLDER.glob("*/words.toml")} == set(read_words())
    modules = [path for path in Path(FOLDER.parent).rglob("*.py") if '"de"' in path.read_text(encoding="utf-8")]
    assert modules == []

from pathlib import Path

import pytest

from builders import CLINIC_FAQ, write_files
from microneedling_faq import Chatbot
from microneedling_faq.replying.composition import MOST_SUGGESTIONS
from microneedling_faq.replying.suggesting import Suggester, as_question, is_shown

TYPED = (
    "scars",
    "can it help",
    "stretch mar",
    "dark patches on my ch",
    "what is rosac",
    "do I need an expert f",
    "cicatrices",
    "las estrías ",
)


@pytest.fixture(scope="module")
def suggester(chatbot: Chatbot) -> Suggester:
    return Suggester(chatbot)


@pytest.mark.parametrize("typed", TYPED)
def test_every_question_that_is_offered_is_answered_and_no_two_alike(chatbot, suggester, typed):
    questions = suggester.suggest(typed).questions

    assert 1 <= len(questions) <= MOST_SUGGESTIONS
    assert len(set(questions)) == len(questions)
    assert {chatbot.reply(question).kind for question in questions} == {"answer"}


def test_they_are_about_what_is_typed(suggester):
    assert all("stretch marks" in question for question in suggester.suggest("stretch mar").questions)
    assert all("scar" in question or "wound" in question for question in suggester.suggest("old scars").questions)


@pytest.mark.parametrize(
    ("typed", "page", "language"),
    [
        ("stretch mar", "en", "en"),  # "mar" is a Spanish word
        ("cicatrices", "en", "es"),
        ("scars on my", "es", "en"),
        ("rosacea", "es", "es"),
    ],
)
def test_they_are_in_the_language_of_what_is_typed_or_else_of_the_page(suggester, typed, page, language):
    found = suggester.suggest(typed, language=page)

    assert found.language == language
    assert found.questions
    assert all(question.startswith("¿") == (language == "es") for question in found.questions)


@pytest.mark.parametrize(
    "typed",
    [
        "my face is swollen and",
        "i want to end my life",
        "no puedo respirar",
        "I am pregnant, can stretch marks",  # what a person tells of themselves must not be dropped for a tidier question
        "how much does a session",
        "hello there",
        "who won the elec",
        "xkcd qwrt",
        "sca",
        "....",
        "",
        "\u200b",
        "x" * 3000,
    ],
)
def test_nothing_is_offered_beside_a_danger_or_what_the_documents_do_not_answer(suggester, typed):
    assert suggester.suggest(typed).questions == ()


def test_what_is_typed_already_is_not_offered(suggester):
    first = suggester.suggest("stretch mar").questions[0]

    assert first not in suggester.suggest(first.removesuffix("?").upper()).questions


def test_nothing_is_offered_that_points_to_a_signpost_or_a_topic_as_well(chatbot, suggester):
    kinds: dict[str, set[str]] = {}
    for entry in chatbot.index.entries:
        kinds.setdefault(as_question(entry.text, "en"), set()).add(entry.target.kind)
    offered = {question for typed in TYPED[:6] for question in suggester.suggest(typed).questions}

    assert {kind for question in offered for kind in kinds[question]} == {"passage"}


def test_the_questions_over_a_clinics_own_answers_are_offered(tmp_path: Path):
    chatbot = Chatbot.open(write_files(tmp_path / "corpus", {"faq.md": CLINIC_FAQ}), tmp_path / "index")
    questions = Suggester(chatbot).suggest("treat child").questions

    assert questions[0] == "Do you treat children?"
    assert set(questions) <= {passage.headings[-1] for passage in chatbot.index.passages}


@pytest.mark.parametrize(
    ("wording", "shown"),
    [
        ("Does it help scars", True),
        ("Sirve para las estrías", True),
        ("Visits: opening hours?", False),
        ("does it help scars", False),
        ("Scars", False),
        ("I have scars. Does it help", False),
        ("Does it help " + "very " * 20 + "old scars", False),
    ],
)
def test_what_is_shown_is_one_question_as_a_clinic_would_write_it(wording, shown):
    assert is_shown(wording) == shown

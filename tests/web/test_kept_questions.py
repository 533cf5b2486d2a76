"""What the doors do where questions are kept: write them down, tell the visitor, and answer though the store is gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import running
from starlette.testclient import TestClient
from visiting import ask, open_page

from microneedling_faq import Chatbot
from microneedling_faq.store.counts import read_counts
from microneedling_faq.store.database import Store
from microneedling_faq.store.questions import KeptQuestion, list_questions
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.operating.limits import Visitor, visit_of
from microneedling_faq.web.visitor.page_words import prepare_interface

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOLD = {"en": "We keep your questions for 30 days", "es": "Guardamos sus preguntas 30 días"}


@pytest.fixture
def keeping(clinic_chatbot: Chatbot, tmp_path: Path) -> Chatbot:
    """The chatbot of a clinic that keeps questions."""
    settings = replace(clinic_chatbot.settings, database=str(tmp_path / "store.db"), keep_questions=True, keep_days=30)
    return replace(clinic_chatbot, settings=settings)


@pytest.fixture
def kept(keeping: Chatbot) -> Iterator[Kept]:
    kept = Kept.with_store(keeping.settings)
    yield kept
    kept.close()


def questions(chatbot: Chatbot) -> list[KeptQuestion]:
    with Store.open(chatbot.settings.database).reading() as connection:
        return list_questions(connection, date.min)


def replies(chatbot: Chatbot) -> dict[str, int]:
    with Store.open(chatbot.settings.database).reading() as connection:
        return {each.name: each.count for each in read_counts(connection, "reply", date.min)}


def test_what_is_asked_of_the_rest_door_is_kept_and_a_danger_only_counted(keeping: Chatbot, kept: Kept) -> None:
    with TestClient(create_app(keeping, kept=kept), client=("192.0.2.7", 5000)) as client:
        for message in ("Do you have parking? Anna Smith, 505-555-0147", "I want to end my life", "hello"):
            assert client.post("/api/ask", json={"message": message}).status_code == 200
        client.get("/api/search", params={"q": "scars"})
    kept.close()
    (question,) = questions(keeping)
    assert (question.text, question.kind) == ("Do you have parking? [name], [number]", "not_covered")
    assert replies(keeping) == {"not_covered": 1, "urgent": 1, "small_talk": 1, "search": 1}
    assert "192.0.2.7" not in str(question)


def test_words_of_the_subject_are_no_names(keeping: Chatbot, kept: Kept) -> None:
    with TestClient(create_app(keeping, kept=kept), client=("192.0.2.7", 5000)) as client:
        client.post("/api/ask", json={"message": "Is it better than Botox for my Wrinkles in Albuquerque?"})
    kept.close()
    assert questions(keeping)[0].text == "Is it better than Botox for my Wrinkles in Albuquerque?"


def test_the_chat_answers_though_its_store_is_none(keeping: Chatbot, kept: Kept) -> None:
    Path(keeping.settings.database).write_bytes(b"no database" * 100)
    with TestClient(create_app(keeping, kept=kept), client=("192.0.2.7", 5000)) as client:
        assert client.post("/api/ask", json={"message": "Do stretch marks fade?"}).json()["kind"] == "answer"
    kept.close()
    assert kept.recorder is not None
    assert kept.recorder.lost == 1


def test_the_words_of_the_page_say_what_is_kept_in_every_language(keeping: Chatbot, clinic_chatbot: Chatbot) -> None:
    with_store, without = prepare_interface(keeping).words, prepare_interface(clinic_chatbot).words
    for language, told in TOLD.items():
        assert told in with_store[language]["private"]
        assert told in with_store[language]["private_tab"]
        assert told not in without[language]["private"]
        assert with_store[language]["thanks"] != without[language]["thanks"]
        assert "{" not in with_store[language]["private_tab"]


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        (Visitor("8.8.8.8", "a"), Visitor("8.8.8.8", "b"), True),  # one network
        (Visitor("2606:4700::1", "a"), Visitor("2606:4700::2", "b"), True),
        (Visitor("8.8.8.8"), Visitor("8.8.4.4"), False),
        (Visitor("127.0.0.1", "a"), Visitor("127.0.0.1", "b"), False),  # a proxy that tells nothing
        (Visitor("127.0.0.1"), Visitor("127.0.0.1"), True),
    ],
)
def test_a_network_is_one_visit_and_where_none_is_told_a_page_is(first: Visitor, second: Visitor, one: bool) -> None:
    assert (visit_of(first) == visit_of(second)) is one


@pytest.mark.browser
def test_a_visitor_is_told_and_their_thumb_finds_its_question(browser: "Browser", keeping: Chatbot, kept: Kept) -> None:
    with running(create_app(keeping, kept=kept)) as address:
        context = browser.new_context(locale="en-US", base_url=address)
        page = open_page(context)
        assert TOLD["en"] in page.locator("#private").inner_text()
        ask(page, "Does it help acne scars?")
        ask(page, "Do stretch marks fade?")
        last = page.locator(".turn").last
        last.get_by_role("button", name="No", exact=True).click()
        with page.expect_response(lambda response: "component_server" in response.url):
            last.get_by_role("button", name="Seems wrong").click()
        page.get_by_text("We keep this with your question").wait_for()
        page.get_by_role("button", name="Español").click()
        assert TOLD["es"] in page.locator("#private").text_content()
        context.close()
    kept.close()
    rated = {question.text: (question.verdict, question.reason) for question in questions(keeping)}
    assert rated == {"Does it help acne scars?": (None, None), "Do stretch marks fade?": ("not_helpful", "seems_wrong")}


@pytest.mark.browser
def test_without_a_script_a_visitor_is_told_too(browser: "Browser", keeping: Chatbot, kept: Kept) -> None:
    with running(create_app(keeping, kept=kept)) as address:
        context = browser.new_context(locale="es-ES", base_url=address, java_script_enabled=False)
        page = context.new_page()
        page.goto("/")
        assert TOLD["es"] in page.locator("#private").inner_text()
        context.close()

"""The questions that are offered while a visitor types, by keyboard, by touch and to a screen reader, in a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from serving import running
from visiting import NewVisit, ask, last_reply, open_page, question_box, questions_shown

from microneedling_faq import Chatbot
from microneedling_faq.replying.suggesting import Suggester
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.browser

TYPED = "old scars"


@pytest.fixture(scope="module")
def offered(chatbot: Chatbot) -> tuple[str, ...]:
    """What the chat offers for what these tests type."""
    return Suggester(chatbot).suggest(TYPED).questions


@pytest.fixture(params=["plain", "alive"])
def any_page(request: pytest.FixtureRequest, new_visit: NewVisit) -> Iterator["Page"]:
    """The chat page before Gradio is there, and when it has taken the page over."""
    if request.param == "alive":
        yield open_page(new_visit())
        return
    page = new_visit().new_page()
    page.route("**/assets/**", lambda route: route.abort())
    page.goto("/")
    yield page


def options(page: "Page") -> "Locator":
    return page.get_by_role("listbox", name="Suggested questions").get_by_role("option")


def typed(page: "Page", text: str = TYPED) -> "Locator":
    """Type as a person does; the questions that are offered, once they are there."""
    question_box(page).press_sequentially(text)
    options(page).first.wait_for()
    return options(page)


def reached(page: "Page") -> str | None:
    """The question that a screen reader reads from the field."""
    name = question_box(page).get_attribute("aria-activedescendant")
    if name is None:
        assert page.get_by_role("option", selected=True).count() == 0
        return None
    item = page.locator(f"#{name}")
    assert item.get_attribute("aria-selected") == "true"
    return item.inner_text()


@contextmanager
def answering_suggestions(page: "Page", answer: dict[str, Any] | None) -> Iterator[None]:
    """In the server's place; `None` is no answer at all."""

    def give(route: "Route") -> None:
        if answer:
            route.fulfill(**answer)
        else:
            route.abort()

    page.route("**/api/suggest", give)
    yield
    page.unroute("**/api/suggest")


def test_the_arrow_keys_go_through_what_is_offered_and_enter_asks_it(any_page: "Page", offered: tuple[str, ...]) -> None:
    page = any_page
    assert typed(page).all_inner_texts() == list(offered)
    seen = []
    for _ in range(len(offered) + 1):
        page.keyboard.press("ArrowDown")
        seen.append(reached(page))
    assert seen == [*offered, None]  # and back to what was typed
    page.keyboard.press("ArrowUp")
    assert reached(page) == offered[-1]
    assert question_box(page).evaluate("box => box === document.activeElement")
    page.keyboard.press("Enter")
    assert last_reply(page).get_by_role("figure").count() >= 1
    assert questions_shown(page) == [offered[-1]]
    assert options(page).count() == 0


def test_one_can_be_tapped(any_page: "Page", offered: tuple[str, ...]) -> None:
    typed(any_page).nth(1).click()
    last_reply(any_page)
    assert questions_shown(any_page) == [offered[1]]


def test_enter_sends_what_was_typed_where_none_was_reached(any_page: "Page") -> None:
    typed(any_page)
    any_page.keyboard.press("Enter")
    last_reply(any_page)
    assert questions_shown(any_page) == [TYPED]


def test_escape_and_leaving_the_field_put_them_away_and_typing_brings_them_back(any_page: "Page") -> None:
    page = any_page
    status = page.get_by_role("status").first
    typed(page)
    assert status.inner_text() == "Suggested questions: 3. Choose with the arrow keys."
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert (options(page).count(), reached(page), status.inner_text()) == (0, None, "")
    assert question_box(page).input_value() == TYPED
    page.keyboard.type(" ")
    options(page).first.wait_for()
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Send").evaluate("button => button === document.activeElement")
    assert options(page).count() == 0


def test_the_server_is_asked_at_a_pause_and_no_sooner(new_visit: NewVisit) -> None:
    page = new_visit().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if "suggest" in request.url else None)
    page.route("**/assets/**", lambda route: route.abort())
    page.clock.install()
    page.goto("/")
    page.clock.pause_at("2050-01-01")
    question_box(page).press_sequentially(TYPED)
    page.clock.run_for(100)
    assert asked == []
    with page.expect_response("**/api/suggest"):
        page.clock.run_for(100)
    assert len(asked) == 1
    assert f'"typed":"{TYPED}"' in asked[0]


def test_who_types_on_takes_the_earlier_request_back(any_page: "Page") -> None:
    page = any_page
    page.route("**/api/suggest", lambda route: route.continue_() if "session" in (route.request.post_data or "") else None)
    with page.expect_request("**/api/suggest"):
        question_box(page).press_sequentially(TYPED)
    with page.expect_event("requestfailed", lambda request: TYPED in (request.post_data or "")):
        question_box(page).fill("how much does a session cost")
    assert options(page).count() == 0


def test_beside_a_danger_and_several_lines_the_server_is_not_even_asked(page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "suggest" in request.url else None)
    ask(page, "my face is swollen and i cannot breathe")
    asked.clear()
    question_box(page).press_sequentially(TYPED)
    page.wait_for_timeout(500)  # far longer than the pause: nothing is to come
    assert asked == []
    question_box(page).fill("")
    page.get_by_role("button", name="New chat").click()
    question_box(page).fill(f"{TYPED}\nand")
    page.wait_for_timeout(500)
    assert asked == []


def test_a_server_that_is_away_or_busy_leaves_the_page_as_it_is(any_page: "Page") -> None:
    page = any_page
    for answer in (None, {"status": 503, "headers": {"Retry-After": "30"}}):
        with answering_suggestions(page, answer):
            question_box(page).fill("")
            with page.expect_request("**/api/suggest"):
                question_box(page).fill(TYPED)
            page.wait_for_timeout(300)
            assert options(page).count() == 0
    page.keyboard.press("Enter")
    last_reply(page)
    assert questions_shown(page) == [TYPED]


def test_they_speak_the_language_of_the_page(new_visit: NewVisit, words: dict[str, Texts]) -> None:
    page = open_page(new_visit(locale="es-ES"))
    question_box(page, "Su pregunta").press_sequentially("rosacea")
    found = page.get_by_role("listbox", name=words["es"]["suggested"])
    found.wait_for()
    assert found.get_attribute("lang") == "es"
    assert found.get_by_role("option").first.inner_text().startswith("¿")
    assert page.get_by_role("status").first.inner_text().startswith("Preguntas sugeridas: ")


def test_in_the_widget_escape_puts_them_away_and_then_closes_it(new_visit: NewVisit) -> None:
    page = new_visit().new_page()
    page.goto("/demo")
    page.get_by_role("button", name="Ask about microneedling").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("textbox").press_sequentially(TYPED)
    frame.get_by_role("option").first.wait_for()
    frame.get_by_role("textbox").press("Escape")
    assert frame.get_by_role("option").count() == 0
    assert page.get_by_role("dialog").is_visible()
    frame.get_by_role("textbox").press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_switched_off_the_page_knows_nothing_of_it(new_visit: NewVisit, clinic_chatbot: Chatbot) -> None:
    off = replace(clinic_chatbot, settings=replace(clinic_chatbot.settings, suggest=False))
    asked: list[str] = []
    with running(create_app(off)) as address:
        page = open_page(new_visit(), address)
        page.on("request", lambda request: asked.append(request.url))
        question_box(page).press_sequentially(TYPED)
        page.wait_for_timeout(500)
        assert asked == []
        assert page.locator("[role=listbox]").count() == 0
        assert question_box(page).get_attribute("aria-autocomplete") is None

"""A visit lives as long as its browser tab: through page turns and reloads, and no longer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from serving import running
from test_embed import HostPage, chat_in, open_host, with_origins
from visiting import LIVE, NewVisit, ask, last_reply, open_page, question_box, questions_shown

from microneedling_faq import Chatbot
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Words = dict[str, Texts]
FORBIDDEN = "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
LEFT_BEHIND = """async () => JSON.stringify([
    {...localStorage}, {...sessionStorage}, document.cookie,
    (await indexedDB.databases()).length, (await caches.keys()).length, document.body.innerText,
    [...document.querySelectorAll("textarea, input")].map((field) => field.value),
])"""


@pytest.fixture(scope="module")
def host_server() -> Iterator[HostPage]:
    page = HostPage()
    with running(page) as page.address:
        yield page


@pytest.fixture(scope="module")
def widget_address(host_server: HostPage, clinic_chatbot: Chatbot) -> Iterator[str]:
    with running(create_app(with_origins(clinic_chatbot, host_server.address))) as address:
        yield address


@pytest.fixture
def host(host_server: HostPage, widget_address: str) -> HostPage:
    host_server.chat, host_server.attributes = widget_address, ""
    return host_server


@pytest.fixture(scope="module")
def forgetful(clinic_chatbot: Chatbot) -> Iterator[str]:
    """The chat as it is set up for computers that several people use."""
    settings = replace(clinic_chatbot.settings, keep_visits=False)
    with running(create_app(replace(clinic_chatbot, settings=settings))) as address:
        yield address


def come_back(page: "Page") -> None:
    page.goto("/article/microneedling")
    page.go_back()
    page.locator(LIVE).wait_for()


@pytest.mark.parametrize("turn", [lambda page: page.reload(), come_back], ids=["reload", "away and back"])
def test_a_visit_is_there_again_as_it_was(page: "Page", turn) -> None:
    before = ask(page, "Can it remove surgical scars?").inner_text()
    turn(page)
    page.locator(LIVE).wait_for()
    assert questions_shown(page) == ["Can it remove surgical scars?"]
    assert last_reply(page).inner_text() == before
    assert page.locator("[data-status]").inner_text() == ""
    ask(page, "and for stretch marks?")
    assert questions_shown(page) == ["Can it remove surgical scars?", "and for stretch marks?"]


def test_a_follow_up_after_a_reload_knows_what_was_asked_before(page: "Page") -> None:
    ask(page, "Does it help acne scars?")
    page.reload()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    ask(page, "and for stretch marks?")
    assert any('"history":["Does it help acne scars?"]' in body for body in sent)


def test_what_was_chosen_and_rated_is_as_it_was_left(page: "Page", words: Words) -> None:
    page.get_by_role("button", name="Español").click()
    reply = ask(page, "¿Ayuda con las cicatrices?", "Su pregunta")
    reply.get_by_role("button", name=words["es"]["helpful"], exact=True).click()
    page.reload()
    page.get_by_text(words["es"]["thanks"]).wait_for()
    assert page.locator("html").get_attribute("lang") == "es"


def test_a_question_without_a_reply_is_asked_again(page: "Page") -> None:
    page.route("**/component_server/", lambda route: None)  # the reply never comes
    question_box(page).fill("Do stretch marks fade?")
    question_box(page).press("Enter")
    page.get_by_role("log").get_by_role("heading", name="Do stretch marks fade?").wait_for()
    page.unroute("**/component_server/")
    page.reload()
    assert last_reply(page).get_by_role("figure").first.is_visible()


def test_an_urgent_reply_is_not_read_out_anew(page: "Page") -> None:
    ask(page, "my throat is closing up and i cant breath")
    page.reload()
    last_reply(page)
    assert page.get_by_role("log").get_by_role("alert").count() == 0
    assert page.get_by_role("log").locator(".urgent").is_visible()


def test_a_new_chat_erases_the_visit(page: "Page") -> None:
    ask(page, "Does it help my psoriasis scars?")
    page.get_by_role("button", name="New chat").click()
    assert "psoriasis" not in page.evaluate(LEFT_BEHIND)
    page.reload()
    page.locator(LIVE).wait_for()
    assert "psoriasis" not in page.evaluate(LEFT_BEHIND)


def test_another_tab_knows_nothing_of_the_visit_nor_do_cookies_or_lasting_storage(page: "Page") -> None:
    ask(page, "Does it help my psoriasis scars?")
    question_box(page).fill("a half-typed secret")
    other = open_page(page.context)
    assert "psoriasis" not in other.evaluate(LEFT_BEHIND)
    assert page.evaluate("localStorage.length") == 0
    assert "secret" not in page.evaluate("JSON.stringify({...sessionStorage})")
    assert page.context.cookies() == []


def test_where_the_browser_forbids_storage_the_chat_goes_on_without(new_visit: NewVisit, words: Words) -> None:
    context = new_visit()
    context.add_init_script(FORBIDDEN)
    page = open_page(context)
    assert page.get_by_text(words["en"]["private"], exact=True).is_visible()
    ask(page, "Can it remove surgical scars?")
    page.reload()
    page.locator(LIVE).wait_for()
    assert questions_shown(page) == []


def test_the_page_says_how_long_it_keeps_what_is_asked(page: "Page", words: Words) -> None:
    assert page.get_by_text(words["en"]["private_tab"], exact=True).is_visible()


@pytest.mark.parametrize("turn", [lambda page: page.reload(), come_back], ids=["reload", "away and back"])
def test_the_setting_for_shared_computers_keeps_nothing_for_the_next_person(
    new_visit: NewVisit, forgetful: str, words: Words, turn
) -> None:
    page = open_page(new_visit(base_url=forgetful))
    assert page.get_by_text(words["en"]["private"], exact=True).is_visible()
    ask(page, "Does it help my psoriasis scars?")
    question_box(page).fill("a half-typed secret")
    turn(page)
    page.locator(LIVE).wait_for()
    kept = page.evaluate(LEFT_BEHIND)
    assert "psoriasis" not in kept
    assert "secret" not in kept
    assert page.context.cookies() == []


def test_the_widget_on_another_page_of_the_site_has_the_conversation(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).locator(LIVE).wait_for()
    box = chat_in(page).get_by_role("textbox")
    box.fill("Can it remove surgical scars?")
    box.press("Enter")
    chat_in(page).get_by_role("log").locator(".reply").wait_for()
    page.get_by_role("button", name="Close the chat").click()
    page.goto(f"{host.address}/another")
    page.get_by_role("button", name="Ask a question").wait_for()
    assert page.get_by_role("dialog").count() == 0  # closed it was, closed it stays
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).get_by_role("log").locator("blockquote").first.wait_for()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_dialog_that_was_open_is_open_on_the_next_page_without_taking_the_keyboard(
    new_visit: NewVisit, host: HostPage
) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).locator(LIVE).wait_for()
    box = chat_in(page).get_by_role("textbox")
    box.fill("Can it remove surgical scars?")
    box.press("Enter")
    chat_in(page).get_by_role("log").locator(".reply").wait_for()
    page.goto(f"{host.address}/another")
    page.get_by_role("dialog", name="Ask a question").wait_for()
    chat_in(page).get_by_role("log").locator("blockquote").first.wait_for()
    assert chat_in(page).locator(":focus").count() == 0
    page.reload()
    page.get_by_role("dialog", name="Ask a question").wait_for()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

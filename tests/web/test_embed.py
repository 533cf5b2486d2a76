"""The widget on somebody else's page: other origin, strict policy, keyboard, phone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from serving import running
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send
from visiting import LIVE, NewVisit

from microneedling_faq import Chatbot
from microneedling_faq.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


class HostPage:
    """A page of the clinic's own website, with the strictest policy that allows the widget."""

    def __init__(self) -> None:
        self.address = ""
        self.chat = ""
        self.attributes = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        html = (
            "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Clinic</title>"
            "<style nonce=ours>button { color: red !important; font-size: 99px } * { letter-spacing: 9px }</style>"
            "<main><h1>Our clinic</h1><a href=#>A link</a></main>"
            f"<script src='{self.chat}/embed.js' defer {self.attributes}></script></html>"
        )
        source = "/".join(self.chat.split("/")[:3])  # a policy names the host: a path in it would have to be the whole one
        policy = f"default-src 'none'; style-src 'nonce-ours'; script-src {source}; frame-src {source}; "
        await HTMLResponse(html, headers={"Content-Security-Policy": f"{policy}require-trusted-types-for 'script'"})(
            scope, receive, send
        )


@pytest.fixture(scope="session")
def host_server() -> Iterator[HostPage]:
    page = HostPage()
    with running(page) as page.address:
        yield page


@pytest.fixture(scope="session")
def widget_address(host_server: HostPage, clinic_chatbot: Chatbot) -> Iterator[str]:
    """A chat that the host page may embed."""
    with running(create_app(with_origins(clinic_chatbot, host_server.address))) as address:
        yield address


@pytest.fixture
def host(host_server: HostPage, widget_address: str) -> Iterator[HostPage]:
    host_server.chat, host_server.attributes = widget_address, ""
    yield host_server


def with_origins(chatbot: Chatbot, *origins: str) -> Chatbot:
    return replace(chatbot, settings=replace(chatbot.settings, origins=origins))


def open_host(new_visit: NewVisit, host: HostPage, **options: object) -> "Page":
    page = new_visit(**options).new_page()
    page.goto(host.address)
    page.get_by_role("button").wait_for()
    return page


def chat_in(page: "Page") -> "FrameLocator":
    return page.frame_locator("iframe")


def focused_in_widget(page: "Page") -> str:
    return str(page.evaluate("document.querySelector('[data-microneedling-faq]')?.shadowRoot.activeElement?.className ?? ''"))


def test_a_visit_by_keyboard_goes_into_the_dialog_and_back(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("link", name="A link").focus()
    page.keyboard.press("Tab")
    assert focused_in_widget(page) == "open"
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog", name="Ask a question").is_visible()
    box = chat_in(page).get_by_role("textbox", name="Your question")
    box.wait_for()
    page.wait_for_function("document.querySelector('[data-microneedling-faq]').shadowRoot.activeElement?.tagName === 'IFRAME'")
    box.fill("Do stretch marks fade?")
    box.press("Enter")
    chat_in(page).get_by_role("figure").first.wait_for()
    box.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert focused_in_widget(page) == "open"


def test_the_chat_is_as_it_was_when_the_dialog_opens_again(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).locator(LIVE).wait_for()
    box = chat_in(page).get_by_role("textbox")
    box.fill("Do stretch marks fade?")
    box.press("Enter")
    chat_in(page).get_by_role("figure").first.wait_for()
    page.get_by_role("button", name="Close the chat").click()
    page.get_by_role("button", name="Ask a question").click()
    assert chat_in(page).get_by_role("figure").first.is_visible()


def test_escape_closes_from_the_frame_around_the_chat_too(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_role("button", name="Close the chat").press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert focused_in_widget(page) == "open"


def test_nothing_is_asked_of_the_chat_before_it_is_opened_and_nothing_is_stored(new_visit: NewVisit, host: HostPage) -> None:
    asked: list[str] = []
    context = new_visit()
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(host.address)
    page.get_by_role("button", name="Ask a question").wait_for()
    assert [url for url in asked if url.startswith(host.chat)] == [f"{host.chat}/embed.js"]
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).get_by_role("textbox").wait_for()
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_strictest_policy_of_a_host_page_has_nothing_to_complain_about(new_visit: NewVisit, host: HostPage) -> None:
    complaints: list[str] = []
    page = new_visit().new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(host.address)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).get_by_role("textbox").wait_for()
    assert complaints == []


def test_the_hosts_styles_stay_out_and_ours_stay_in(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    launcher = page.get_by_role("button", name="Ask a question")
    assert launcher.evaluate("button => getComputedStyle(button).fontSize") == "16px"
    assert launcher.evaluate("button => getComputedStyle(button).letterSpacing") == "normal"
    assert page.get_by_role("heading", name="Our clinic").evaluate("title => getComputedStyle(title).letterSpacing") == "9px"


def test_data_attributes_set_title_greeting_language_side_and_colour(new_visit: NewVisit, host: HostPage) -> None:
    host.attributes = (
        'data-title="<b>Frag</b> uns" data-greeting="Hallo &amp; willkommen" data-language=es '
        'data-side=left data-colour="#ffd54a"'
    )
    page = open_host(new_visit, host)
    launcher = page.get_by_role("button", name="<b>Frag</b> uns")
    assert launcher.evaluate("button => button.getBoundingClientRect().left") < 40
    assert launcher.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(255, 213, 74)"
    assert launcher.evaluate("button => getComputedStyle(button).color") == "rgb(0, 0, 0)"  # legible on yellow
    launcher.click()
    assert page.get_by_role("dialog", name="<b>Frag</b> uns").get_by_text("Hallo & willkommen").is_visible()
    assert page.get_by_role("button", name="Cerrar el chat").is_visible()
    chat_in(page).get_by_role("textbox", name="Su pregunta").wait_for()


def test_a_colour_that_is_none_is_left_alone(new_visit: NewVisit, host: HostPage) -> None:
    host.attributes = 'data-colour="red; position: static"'
    launcher = open_host(new_visit, host).get_by_role("button", name="Ask a question")
    assert launcher.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(11, 101, 95)"


def test_on_a_phone_the_dialog_fills_the_screen(new_visit: NewVisit, host: HostPage) -> None:
    host.attributes = "data-side=left"
    page = open_host(new_visit, host, **PHONE)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).get_by_role("textbox").wait_for()
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_an_origin_that_is_not_listed_cannot_show_the_chat(
    new_visit: NewVisit, host: HostPage, clinic_chatbot: Chatbot
) -> None:
    with running(create_app(clinic_chatbot)) as elsewhere:
        host.chat = elsewhere
        page = open_host(new_visit, host)
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.get_by_role("button", name="Ask a question").click()
        assert page.get_by_role("link", name="Open it in a new tab").is_visible()
        assert chat_in(page).get_by_role("textbox").count() == 0


def test_the_line_twice_on_a_page_makes_one_launcher(new_visit: NewVisit, host: HostPage) -> None:
    host.attributes = f"></script><script src='{host.chat}/embed.js' defer"
    page = open_host(new_visit, host)
    page.wait_for_load_state()
    assert page.get_by_role("button", name="Ask a question").count() == 1


def test_messages_from_others_do_not_close_the_chat(new_visit: NewVisit, host: HostPage) -> None:
    page = open_host(new_visit, host)
    page.get_by_role("button", name="Ask a question").click()
    chat_in(page).get_by_role("textbox").wait_for()
    page.evaluate("window.postMessage({ from: 'microneedling-faq', action: 'close' }, '*')")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.get_by_role("dialog").is_visible()


def test_the_sample_page_shows_the_widget(new_visit: NewVisit, address: str) -> None:
    page = new_visit().new_page()
    page.goto(f"{address}/demo")
    page.get_by_role("button", name="Ask about microneedling").click()
    chat_in(page).get_by_role("textbox", name="Your question").wait_for()

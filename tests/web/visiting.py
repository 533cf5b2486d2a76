"""What a visitor does on the chat page; things are found by role and label, as a person finds them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

NewVisit = Callable[..., "BrowserContext"]
LIVE = ".faq.alive"  # the page when Gradio has taken it over


def question_box(page: "Page", name: str = "Your question") -> "Locator":
    return page.get_by_role("textbox", name=name)


def ask(page: "Page", question: str, box_name: str = "Your question") -> "Locator":
    """Ask by keyboard; the reply, once it is there."""
    box = question_box(page, box_name)
    box.fill(question)
    box.press("Enter")
    return last_reply(page)


def last_reply(page: "Page") -> "Locator":
    reply = page.get_by_role("log").locator(".turn").last.locator(".reply")
    reply.wait_for()
    return reply


def questions_shown(page: "Page") -> list[str]:
    return [
        text.removeprefix("You asked: ") for text in page.get_by_role("log").get_by_role("heading", level=2).all_text_contents()
    ]


def open_page(context: "BrowserContext", address: str = "/") -> "Page":
    page = context.new_page()
    page.goto(address)
    page.locator(LIVE).wait_for()
    return page

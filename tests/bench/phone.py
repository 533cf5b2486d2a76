"""The chat page on a phone: whether an answer with its advice fits one screen, in Chromium."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from .measuring import Row, program
from .serving import serving
from .setting import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTIONS = 60
SCREEN = {"width": 360, "height": 640}
CLINIC = """
[clinic]
name = "Riverside Skin Clinic"
phone = "+1 505 555 0100"
booking = "https://clinic.example/book"
[web]
questions_per_minute = 0
"""
BROWSER_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
)
# The question stands at the top of the screen, the field for the next one at its bottom.
SPACE_LEFT = """() => {
    const end = document.querySelector(".turn:last-child .advice").getBoundingClientRect().bottom;
    return document.querySelector(".composer").getBoundingClientRect().top - end;
}"""


def measure_fit(setting: Setting) -> list[Row]:
    """Of the answers to a sample of visitors' questions, how many show all of it, from the question to the advice, at once."""
    with clinic_chat(setting) as port, chromium() as browser:
        page = browser.new_page(viewport=SCREEN, is_mobile=True, has_touch=True, base_url=f"http://127.0.0.1:{port}")
        page.goto("/")
        left = [space for question in _sample(setting) if (space := _space_below(page, question)) is not None]
    share = sum(space >= 0 for space in left) / len(left)
    return [
        Row("answers, advice included, that fit a phone screen", "share", ">= 0.9", [share], [], share >= 0.9),
        Row("… room below the advice, of each answer", "px", "-", sorted(left), [], True),
    ]


@contextmanager
def clinic_chat(setting: Setting) -> Iterator[int]:
    """A chat of a clinic that can be called and booked, which takes room on the page; its port."""
    settings = setting.kept / "clinic.toml"
    settings.write_text(CLINIC, encoding="utf-8")
    with serving([program(), "chat", "--settings", str(settings)]) as (port, _):
        yield port


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The browser of this machine, without a window."""
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_OPTIONS.split())
        yield browser
        browser.close()


def _sample(setting: Setting) -> list[str]:
    questions: list[str] = json.loads(Path(setting.questions).read_text(encoding="utf-8"))
    return questions[:: max(1, len(questions) // QUESTIONS)]


def _space_below(page: "Page", question: str) -> float | None:
    """Pixels between the advice and the question field; `None` if the reply is no answer."""
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    reply = page.locator(".reply")
    reply.wait_for()
    left: float | None = page.evaluate(SPACE_LEFT) if reply.get_attribute("data-kind") == "answer" else None
    page.get_by_role("button", name="New chat").click()
    return left

"""The chat page on a phone, in Chromium: how soon one can type, in the widget too; whether an answer fits one screen."""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from .measuring import ROOT, Row, program
from .serving import serving
from .setting import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

USABLE_BAR_S, ANSWER_BAR_S, BYTES_BAR, SUGGESTED_BAR_MS = 0.8, 1.6, 60_000, 50
SUGGESTED = (
    "performance.getEntriesByType('resource').filter((entry) => entry.name.includes('suggest') && entry.responseEnd > 0)"
)
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PROCESSOR_SLOWDOWN = 4
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
# When the frame that has the question field has been drawn, in milliseconds since the address was asked for.
NOTE_WHEN_USABLE = """new MutationObserver((_, watching) => {
    if (!document.getElementById("question")) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""
BYTES_BEFORE = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((entry) => entry.responseEnd > 0 && entry.responseEnd <= window.usable)
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""
# From the press of the widget's button until the frame says that one can type, in milliseconds.
NOTE_WHEN_OPENED = """() => {
    let pressed;
    document.addEventListener("click", () => { pressed = performance.now(); }, { capture: true, once: true });
    window.opened = new Promise((done) => window.addEventListener("message", ({ data }) => {
        if (data?.from === "microneedling-faq" && data.action === "ready") done(performance.now() - pressed);
    }));
    return null;
}"""
# The question stands at the top of the screen, the field for the next one at its bottom.
SPACE_LEFT = """() => {
    const end = document.querySelector(".turn:last-child .advice").getBoundingClientRect().bottom;
    return document.querySelector(".composer").getBoundingClientRect().top - end;
}"""


def measure_first_view(setting: Setting) -> list[Row]:
    """With an empty cache, slow 4G and a slow processor: when one can type, what came before it, when the answer is there."""
    with clinic_chat(setting) as port, chromium() as browser:
        visits = [_first_visit(browser, f"http://127.0.0.1:{port}") for _ in range(setting.rounds)]
    usable, sizes, answers = ([visit[which] for visit in visits] for which in range(3))
    return [
        Row("question field usable, slow 4G, processor x4", "s", "<= 0.8", usable, [], median(usable) <= USABLE_BAR_S),
        Row("… bytes before it", "bytes", "<= 60000", sizes, [], median(sizes) <= BYTES_BAR),
        Row("… first answer after it", "s", "<= 1.6", answers, [], median(answers) <= ANSWER_BAR_S),
    ]


def _first_visit(browser: "Browser", address: str) -> tuple[float, float, float]:
    """Seconds until the field is usable, bytes that came before, seconds from the question to its answer."""
    context = browser.new_context(viewport=SCREEN, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.add_init_script(NOTE_WHEN_USABLE)
    _slow_down(page)
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.usable")
    usable, size = page.evaluate("window.usable / 1000"), page.evaluate(BYTES_BEFORE)
    page.get_by_role("textbox").fill("Can it help acne scars?")
    start = time.perf_counter()
    page.get_by_role("textbox").press("Enter")
    page.locator(".reply").wait_for()
    seconds = time.perf_counter() - start
    context.close()
    return usable, size, seconds


def measure_fit(setting: Setting) -> list[Row]:
    """Of the answers to visitors' questions, how many show all of it, from the question to the advice, at once.

    Where the system's font is DejaVu Sans, as on most servers, letters are a tenth wider than on phones: the measure is strict.
    """
    with clinic_chat(setting) as port, chromium() as browser:
        page = browser.new_page(viewport=SCREEN, is_mobile=True, has_touch=True, base_url=f"http://127.0.0.1:{port}")
        page.goto("/")
        left = [space for question in _questions() if (space := _space_below(page, question)) is not None]
    share = sum(space >= 0 for space in left) / len(left)
    return [
        Row("answers, advice included, that fit a phone screen", "share", ">= 0.9", [share], [], share >= 0.9),
        Row("… room below the advice, of each answer", "px", "-", sorted(left), [], True),
    ]


def measure_suggestions(setting: Setting) -> list[Row]:
    """What is offered while one types: milliseconds of the request for it, which follows when typing pauses."""
    typed = (
        "does it help sc",
        "what about wrin",
        "is it good for str",
        "how do dark pat",
        "can creams wor",
        "why does my skin sa",
    )
    with clinic_chat(setting) as port, chromium() as browser:
        page = browser.new_page(viewport=SCREEN, base_url=f"http://127.0.0.1:{port}")
        page.goto("/")
        waits = [_offered(page, f"{text}{'?' * repeat}") for repeat in range(setting.rounds) for text in typed]
    return [Row("questions offered while one types", "ms", "<= 50", waits, [], median(waits) <= SUGGESTED_BAR_MS)]


def _offered(page: "Page", text: str) -> float:
    page.evaluate("performance.clearResourceTimings()")
    page.get_by_role("textbox").fill(text)
    page.wait_for_function(f"{SUGGESTED}.length > 0")
    milliseconds: float = page.evaluate(f"{SUGGESTED}.at(-1).duration")
    return milliseconds


def measure_widget(setting: Setting) -> list[Row]:
    """The same phone on a page of the clinic: from the press of the button until one can type in the chat that opens."""
    with clinic_chat(setting) as port, chromium() as browser:
        opened = [_opened_widget(browser, f"http://127.0.0.1:{port}/demo") for _ in range(setting.rounds)]
    return [
        Row("question field usable in the widget, from the press", "s", "<= 0.8", opened, [], median(opened) <= USABLE_BAR_S)
    ]


def _opened_widget(browser: "Browser", address: str) -> float:
    page = browser.new_context(viewport=SCREEN, is_mobile=True, has_touch=True).new_page()
    _slow_down(page)
    page.goto(address)
    button = page.get_by_role("button", name="Ask about microneedling")
    button.wait_for()
    page.evaluate(NOTE_WHEN_OPENED)
    button.tap()
    milliseconds: float = page.evaluate("window.opened")
    page.context.close()
    return milliseconds / 1000


def _slow_down(page: "Page") -> None:
    protocol = page.context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Network.emulateNetworkConditions", SLOW_4G)
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_SLOWDOWN})


@contextmanager
def clinic_chat(setting: Setting) -> Iterator[int]:
    """A chat of a clinic that can be called and booked, which takes room on the page; its port."""
    settings = setting.kept / "clinic.toml"
    settings.write_text(CLINIC, encoding="utf-8")
    with serving([program(), "chat", "--demo", "--settings", str(settings)]) as (port, _):
        yield port


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The browser of this machine, without a window."""
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_OPTIONS.split())
        yield browser
        browser.close()


def _questions() -> list[str]:
    lines = (ROOT / "tests" / "questions" / "visitors.jsonl").read_text(encoding="utf-8").splitlines()
    return [each["question"] for each in map(json.loads, lines) if not each.get("history")]


def _space_below(page: "Page", question: str) -> float | None:
    """Pixels between the advice and the question field; `None` if the reply is no answer."""
    page.get_by_role("textbox").fill(question)
    page.get_by_role("textbox").press("Enter")
    reply = page.locator(".reply")
    reply.wait_for()
    left: float | None = page.evaluate(SPACE_LEFT) if reply.get_attribute("data-kind") == "answer" else None
    page.get_by_role("button", name="New chat").click()
    return left

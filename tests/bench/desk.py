"""The staff desk: how soon results stand there after typing, and how soon what was published is what visitors get."""

import json
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from .measuring import ROOT, Row, percentile, program
from .phone import chromium
from .serving import serving
from .setting import Setting

if TYPE_CHECKING:
    from playwright.sync_api import Page

TYPED_BAR_MS, LIVE_BAR_S = 200, 2.0
PASSWORD = "correct horse battery"
FAQ = "# Clinic\n\n## Do you treat children?\n\nYes, from the first tooth on.\n\n## Is parking free?\n\nParking is free.\n"
QUESTION, ANSWER = "Do you sell vouchers?", "Vouchers are sold at the front desk, number {}."
SETTINGS = '[store]\ndatabase = "{}"\n[web]\nquestions_per_minute = 0\n'
SETTLED_SECONDS = 1.0  # without an old reply: by then every worker has been asked
# From the last letter until results for it stand on the page, in milliseconds.
NOTE_WHEN_FOUND = """() => {
    const results = document.querySelector(".find [data-results]");
    let typed = 0;
    document.querySelector("[data-query]").addEventListener("input", () => { typed = performance.now(); window.found = null; });
    new MutationObserver(() => requestAnimationFrame(() => { window.found = performance.now() - typed; }))
        .observe(results, { childList: true });
}"""


def measure_typing(setting: Setting) -> list[Row]:
    """Questions of visitors typed into "Find and copy" in Chromium: milliseconds from the last letter to the results."""
    questions = json.loads(Path(setting.questions).read_text(encoding="utf-8"))[: 5 * setting.rounds]
    with tempfile.TemporaryDirectory() as folder:
        settings = _with_account(Path(folder))
        with serving([program(), "chat", "--settings", str(settings)]) as (port, _), chromium() as browser:
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
            _sign_in(page)
            page.evaluate(NOTE_WHEN_FOUND)
            waits = [_typed(page, question) for question in questions]
    fast = percentile(waits, 0.95) <= TYPED_BAR_MS
    return [
        Row("desk: results after the last letter", "ms", "-", waits, [], True),
        Row("… p95", "ms", "<= 200", [percentile(waits, 0.95)], [], fast),
    ]


def measure_live(setting: Setting) -> list[Row]:
    """An answer is published while visitors ask: seconds from the switched index to the last reply of the old one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus, index = folder / "corpus", folder / "index"
        corpus.mkdir()
        (corpus / "faq.md").write_text(FAQ, encoding="utf-8")
        places = ["--corpus", str(corpus), "--index", str(index), "--settings", str(_with_account(folder))]
        with serving([program(), "chat", *places]) as (port, _):
            waits = [_published(port, index, places, ANSWER.format(number)) for number in range(setting.rounds)]
    return [Row("desk: from published to live", "s", "<= 2", waits, [], median(waits) <= LIVE_BAR_S)]


def _with_account(folder: Path) -> Path:
    """A settings file that names a store with an account."""
    settings = folder / "clinic.toml"
    settings.write_text(SETTINGS.format(folder / "store.db"), encoding="utf-8")
    command = [program(), "staff", "add", "bea", "--role", "edits", "--settings", str(settings)]
    subprocess.run(command, input=f"{PASSWORD}\n", text=True, check=True, cwd=ROOT, capture_output=True)
    return settings


def _sign_in(page: "Page") -> None:
    page.goto("/staff/")
    page.get_by_label("Name").fill("bea")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Skip").click()


def _typed(page: "Page", question: str) -> float:
    box = page.get_by_role("searchbox")
    box.fill("")
    page.locator(".find [data-results]:empty").wait_for(state="attached")
    page.evaluate("window.found = null")
    box.press_sequentially(question)
    page.wait_for_function("window.found !== null && document.querySelector('.find [data-results]').childElementCount > 0")
    milliseconds: float = page.evaluate("window.found")
    return milliseconds


def _published(port: int, index: Path, places: list[str], answer: str) -> float:
    before = _written(index)
    publishing = threading.Thread(
        target=subprocess.run,
        args=([program(), "answer", QUESTION, answer, "--confirm", *places],),
        kwargs={"check": True, "cwd": ROOT, "capture_output": True},
    )
    publishing.start()
    while _written(index) == before:
        time.sleep(0.002)
    switched = last_old = time.perf_counter()
    while time.perf_counter() - last_old < SETTLED_SECONDS:
        if answer not in _asked(port):
            last_old = time.perf_counter()
    publishing.join()
    return last_old - switched


def _written(index: Path) -> tuple[int, int]:
    status = (index / "manifest.json").stat()
    return status.st_mtime_ns, status.st_ino


def _asked(port: int) -> str:
    """What visitors get, each on a connection of their own."""
    body = json.dumps({"message": QUESTION}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return str(response.read().decode())

"""Fixtures of the web doors: the application around the real chatbot, a real server, a real browser."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from serving import running
from starlette.testclient import TestClient
from visiting import NewVisit, open_page

from microneedling_faq import Chatbot
from microneedling_faq.corpus.notices import Notices, read_notices
from microneedling_faq.paths import cache_folder, shipped
from microneedling_faq.settings import Settings
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app
from microneedling_faq.web.visitor.page_words import page_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

AXE_VERSION = "4.14.1"
BROWSER_OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
)
CLINIC = Settings(
    name="Riverside Skin Clinic",
    phone="+1 505 555 0100",
    booking="https://clinic.example/book",
    origins=("https://clinic.example",),
)


@pytest.fixture(scope="session")
def words() -> dict[str, Texts]:
    """The words of the interface, as shipped."""
    return page_words(Notices(read_notices(shipped("corpus"))))


@pytest.fixture(scope="session")
def clinic_chatbot(chatbot: Chatbot) -> Chatbot:
    """The real chatbot with the settings of a clinic."""
    return replace(chatbot, settings=CLINIC)


@pytest.fixture(scope="session")
def app(clinic_chatbot: Chatbot) -> FastAPI:
    """The application as visitors meet it, with the sample page."""
    return create_app(clinic_chatbot, demo=True)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """Where a real server serves the application."""
    with running(app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Chromium without a window. Not longer than a module: until it ends, no other test can run an event loop."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=chromium, args=BROWSER_OPTIONS.split())
        yield browser
        browser.close()


@pytest.fixture
def new_visit(browser: "Browser", address: str) -> Iterator[NewVisit]:
    """Makes browser contexts that nothing is left in; whatever they ask for, no request may leave this machine."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []

    def make(**options: object) -> "BrowserContext":
        context = browser.new_context(**{"locale": "en-US", "base_url": address} | options)
        context.set_default_timeout(15_000)
        context.on("request", lambda request: asked.append(request.url))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("http://127.0.0.1:", "https://127.0.0.1:", "data:", "blob:"))] == []


@pytest.fixture
def page(new_visit: NewVisit) -> "Page":
    """The chat page, open and empty."""
    return open_page(new_visit())


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, fetched once by npm into the cache folder."""
    folder = cache_folder() / f"axe-core-{AXE_VERSION}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm to fetch axe-core with")
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-save", "--ignore-scripts", "--prefix", str(folder), f"axe-core@{AXE_VERSION}"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return Path(script).read_text(encoding="utf-8")

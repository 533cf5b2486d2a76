"""Markup in anything that is ever shown (documents, staff files, settings, questions) stays text on every page."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from builders import write_files
from microneedling_faq import Chatbot, Settings
from microneedling_faq.building.build import build_index
from microneedling_faq.cli import main
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.web.app import create_app

MARKUP = "\"'><planted onplanted=1 href=javascript:x>&lt;planted2&gt;</script></style></textarea></title><planted>"
TOML = MARKUP.replace('"', '\\"')
DOCUMENT = f"""---
title: {json.dumps(MARKUP)}
author: {json.dumps(MARKUP)}
source: javascript:planted
---

# {MARKUP}

## Does it hurt {MARKUP}?

It has no side effects {MARKUP} at all. [a link](javascript:planted) ![a picture](javascript:planted) <planted onplanted=1>

| {MARKUP} | b |
|---|---|
| {MARKUP} | <planted> |

- `{MARKUP}`
- <https://planted.example/"onplanted="1>
"""
STAFF = f"""
[[cautions]]
id = "c"
document = "doc"
quote = "It has no side effects"
sources = [{{ name = "{TOML}", url = "https://www.fda.gov/planted?a=%22%3E" }}]
"""


class Planted(HTMLParser):
    """Notes every element, handler and address that must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        bad = [f"{name}={value}" for name, value in attrs if name == "onplanted" or "javascript:" in (value or "").lower()[:20]]
        self.found += [tag] * tag.startswith("planted") + bad


def planted(page: str) -> list[str]:
    parser = Planted()
    parser.feed(page)
    parser.close()
    return parser.found


@pytest.fixture(scope="module")
def hostile(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    """A chat whose documents, staff files and settings are full of markup."""
    folder = tmp_path_factory.mktemp("hostile")
    notice = f'[cautions.c]\ntext = "{TOML}"\n'
    notices = {f"staff/notices/cautions.{language}.toml": notice for language in ("en", "es")}
    files = {"doc.md": DOCUMENT, "staff/cautions.toml": STAFF, **notices}
    corpus = write_files(folder / "corpus", files)
    build_index(corpus, folder / "index", model)
    texts = {"en": {"general.recommendation": MARKUP, "general.not_covered": MARKUP}}
    web = dict.fromkeys(("booking", "privacy", "accessibility", "imprint"), "javascript:planted")
    settings = Settings(name=MARKUP, phone=MARKUP, email=f"{MARKUP}@x.example", emergency=MARKUP, notices=texts, **web)
    return Chatbot.open(corpus, folder / "index", settings=settings)


@pytest.fixture(scope="module")
def visitor(hostile: Chatbot) -> Iterator[TestClient]:
    with TestClient(create_app(hostile, demo=True)) as client:
        yield client


def test_a_page_that_runs_it_would_be_seen() -> None:
    assert planted(f"<p>{MARKUP}</p>") == ["planted", "onplanted=1", "href=javascript:x", "planted"]


@pytest.mark.parametrize(
    "path", ["/", "/?lang=es", "/?q=Does+it+hurt", "/article/doc", "/article/doc?from=0&to=999&lang=es", "/api/", "/demo"]
)
def test_pages(visitor: TestClient, path: str) -> None:
    page = visitor.get(path).text
    assert planted(page) == []


def test_there_is_something_to_see(visitor: TestClient) -> None:
    assert "onplanted" in visitor.get("/article/doc").text
    answered = visitor.get("/?q=Does+it+have+side+effects").text
    assert "onplanted" in answered and "side effects" in answered


@pytest.mark.parametrize("field", ["message", "as_typed", "history", "lang", "planted"])
def test_what_a_form_sends(visitor: TestClient, field: str) -> None:
    for message in (MARKUP, f"Does it hurt? {MARKUP}"):
        fields = {"message": "Does it hurt?"} | {field: message}
        assert planted(visitor.post("/", data=fields).text) == []
    assert planted(visitor.get("/", params={"q": MARKUP, "lang": MARKUP}, headers={"Accept-Language": MARKUP}).text) == []


def test_what_the_page_puts_in_by_script(visitor: TestClient) -> None:
    part = next(part["id"] for part in visitor.get("/config").json()["components"] if part["type"] == "html")
    for message in (MARKUP, "Does it hurt?", "i want to end my life", ""):
        body = {"session_hash": "abc", "component_id": part, "fn_name": "reply", "data": {"message": message}}
        assert planted(visitor.post("/gradio_api/component_server", json=body).json()["html"]) == []


@pytest.mark.parametrize(
    "path",
    ["/api/ask", "/api/search?q=hurt", f"/api/passages/{'0' * 64}", f"/{MARKUP}", f"/api/{MARKUP}", f"/article/{MARKUP}"],
)
def test_answers_for_programs_are_never_taken_for_pages(visitor: TestClient, path: str) -> None:
    answer = visitor.post(path, json={"message": MARKUP}) if path == "/api/ask" else visitor.get(path)
    assert "json" in answer.headers["content-type"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_texts_to_be_signed(hostile: Chatbot, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["texts", "--html", "--corpus", str(hostile.corpus), "--index", str(hostile.index.place)]) == 0
    assert planted(capsys.readouterr().out) == []


def test_the_markup_of_a_document_is_shown_as_it_stands(visitor: TestClient, hostile: Chatbot) -> None:
    found = visitor.get("/api/search?q=does+it+hurt").json()["passages"][0]
    document = Path(hostile.corpus / "doc.md").read_text(encoding="utf-8")
    assert document[found["start"] : found["end"]] == found["text"]

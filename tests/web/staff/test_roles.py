"""Who has the role "answers" changes nothing, whatever they send to the desk's own endpoints."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk_visiting import ORIGIN, PASSWORD
from fastapi import FastAPI
from starlette.testclient import TestClient

from builders import CLINIC_FAQ, write_files
from microneedling_faq import Chatbot
from microneedling_faq.settings import Settings
from microneedling_faq.store.audit import read_audit
from microneedling_faq.store.database import Store
from microneedling_faq.teaching.answers import WriteAnswer
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.publishing import save_draft
from microneedling_faq.teaching.trial import Workplace
from microneedling_faq.web.app import Kept, create_app

SENT = {"checkbox": True, "file": None, "checkboxgroup": [], "timer": 1, "html": ""}
"""What is sent for a part of the page, by its kind; for all others the number of a draft, or the first choice."""


@pytest.fixture
def chatbot_of_clinic(tmp_path: Path) -> Chatbot:
    """On a corpus of its own, with a draft that waits."""
    corpus = write_files(tmp_path / "corpus", {"faq.md": CLINIC_FAQ})
    chatbot = Chatbot.open(corpus, tmp_path / "index")
    place = Workplace(corpus, chatbot.index.place, chatbot.model, Settings())
    save_draft(place, WriteAnswer("Do you sell vouchers?", "Yes, at the front desk."), Hand("Cem", date(2026, 11, 30)))
    return chatbot


def sign_in(app: FastAPI, name: str) -> TestClient:
    client = TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, raise_server_exceptions=False)
    client.post("/staff/login", data={"name": name, "password": PASSWORD})
    return client


def events(client: TestClient) -> Iterator[tuple[int, list[Any]]]:
    """The number of each event of the page, and something that fits its inputs."""
    config = client.get("/staff/config").json()
    parts = {part["id"]: part for part in config["components"]}
    for event in config["dependencies"]:
        yield event["id"], [value_for(parts[number]) for number in event["inputs"]]


def value_for(part: dict[str, Any]) -> Any:
    choices = part["props"].get("choices")
    return SENT.get(part["type"], choices[0][1] if choices else 1 if part["type"] == "dropdown" else "1")


def send(client: TestClient, event: int, data: list[Any]) -> bool:
    """Whether the desk did what it was asked."""
    body = {"data": data, "fn_index": event, "session_hash": "x", "event_data": {"to": "Teach", "text": "x", "topic": ""}}
    return client.post("/staff/gradio_api/run/predict", json=body).status_code == 200


def state(folder: Path, store: Store) -> tuple[dict[str, str], list[str]]:
    """Every file of corpus and index, and what the audit log tells beside logins."""
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
    with store.reading() as connection:
        return files, [entry.what for entry in read_audit(connection) if not entry.what.startswith("log")]


def test_who_may_only_answer_changes_nothing_by_any_event_of_the_desk(chatbot_of_clinic, staffed, tmp_path):
    app = create_app(chatbot_of_clinic, kept=Kept(store=lambda: staffed))
    ada, bea = sign_in(app, "ada"), sign_in(app, "bea")
    asked = list(events(ada))
    before = state(tmp_path, staffed)

    done = [event for event, data in asked if send(ada, event, data)]

    assert len(asked) > 25
    assert state(tmp_path, staffed) == before
    assert len(done) < len(asked) / 4  # those of the tabs that are hers

    assert len([event for event, data in asked if send(bea, event, data)]) > len(done)
    assert state(tmp_path, staffed) != before

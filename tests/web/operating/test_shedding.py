from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.exposition import generate_latest
from starlette.testclient import TestClient

from microneedling_faq import Chatbot
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.operating.queue import LATEST_RETURN_SECONDS, Pace, ReplyQueue

PAGE = "/gradio_api/component_server/"
TURNED_AWAY = 'turned_away_total{reason="queue_full"}'


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


@pytest.fixture(scope="module")
def full(clinic_chatbot: Chatbot, kept: Kept) -> Iterator[TestClient]:
    """A visitor of a chat where every place is taken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("microneedling_faq.web.app.ReplyQueue", lambda *args, **options: ReplyQueue(*args, places=0, **options))
        app = create_app(clinic_chatbot, kept=kept)
    with TestClient(app) as client:
        yield client


def call(client: TestClient, function: str, data: object) -> dict[str, Any]:
    """As the page calls its functions."""
    number = next(part["id"] for part in client.get("/config").json()["components"] if part["type"] == "html")
    return {"session_hash": "s", "component_id": number, "fn_name": function, "data": data}


@pytest.mark.parametrize("language", ["en", "es", "xx", None])
def test_who_finds_no_place_is_told_the_same_at_the_entrance_as_at_the_doors(
    full: TestClient, kept: Kept, language: str | None
) -> None:
    question = {"message": "Do stretch marks fade?", "history": [], "language": language}
    asked = call(full, "reply", question)
    inside = TestClient(full.app, client=None)  # nobody's address: as while it warms up, it goes through to the doors
    for path, body in (("/api/ask", question), (PAGE, asked), (PAGE.rstrip("/"), asked)):
        before = generate_latest(kept.metrics.registry).decode()
        told, by_door = full.post(path, json=body), inside.post(path, json=body)
        assert (told.status_code, told.json()) == (by_door.status_code, by_door.json())
        for header in ("retry-after", "content-type", "cache-control", "content-security-policy"):
            assert told.headers.get(header) == by_door.headers.get(header)
        assert _count(generate_latest(kept.metrics.registry).decode()) == _count(before) + 1
    assert full.post("/api/ask", json=question).status_code == 503


def _count(told: str) -> float:
    return sum(float(line.split()[-1]) for line in told.splitlines() if line.startswith(f"microneedling_faq_{TURNED_AWAY}"))


def test_what_is_no_question_is_answered_though_every_place_is_taken(full: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    assert full.get("/healthz").status_code == 200
    assert full.post(PAGE, json=call(full, "rate", {"verdict": "helpful"})).status_code == 200
    assert full.post("/api/ask", content="{", headers=headers).status_code == 400
    assert full.post("/api/ask", content="[" * 100_000, headers=headers).status_code == 400
    assert full.post("/api/ask", content="[1]", headers=headers).status_code == 422
    assert full.post(PAGE, content="[1]", headers=headers).status_code == 400
    assert full.post("/api/ask", json={"message": "hi", "language": ["es"]}).status_code == 503


def test_a_crowd_is_told_to_come_back_one_after_the_other() -> None:
    pace = Pace(threads=2)
    for _ in range(500):
        pace.took(0.1)
    told = [pace.turned_away(now=100.0) for _ in range(400)]

    assert told == sorted(told)
    assert told[:20] == [1] * 20  # 20 are answered in a second
    assert told[99] == 5
    assert told[-1] == LATEST_RETURN_SECONDS
    assert pace.turned_away(now=110.0) == 1

import asyncio
import time
from dataclasses import replace

import pytest
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from serving import ScriptedChatbot
from starlette.testclient import TestClient

from microneedling_faq import Chatbot, Settings
from microneedling_faq.index.reader import MANIFEST
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.operating.limits import Visitor
from microneedling_faq.web.operating.metrics import Metrics
from microneedling_faq.web.operating.queue import QueueFullError, ReplyQueue, TooManyQuestionsError
from microneedling_faq.web.operating.warming import warm_up

VISITOR = Visitor("192.0.2.1", "page")
PREFIX = "microneedling_faq_"


def told(metrics: Metrics) -> dict[str, float]:
    """Name and labels -> figure, as Prometheus reads them, without the prefix."""
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    samples = [sample for family in families for sample in family.samples if sample.name.startswith(PREFIX)]
    return {" ".join([sample.name.removeprefix(PREFIX), *sample.labels.values()]): sample.value for sample in samples}


def test_replies_are_counted_by_kind_and_timed(chatbot: Chatbot) -> None:
    kept = Kept()
    with TestClient(create_app(chatbot, kept=kept)) as client:
        for message in ("Do stretch marks fade?", "i want to end my life", "hello", "hello", ""):
            client.post("/api/ask", json={"message": message})
        client.get("/api/search", params={"q": "scars"})
        client.post("/api/suggest", json={"typed": "scars"})
    figures = told(kept.metrics)
    kinds = {name.split()[1]: value for name, value in figures.items() if name.startswith("replies_total ")}
    assert kinds == {"answer": 1, "urgent": 1, "small_talk": 2, "invalid": 1}
    assert (figures["reply_seconds_count"], figures["searches_total"], figures["suggestions_total"]) == (6, 1, 1)
    assert 0 < figures["reply_seconds_sum"] < 60
    assert figures["queue_questions"] == 0


def test_a_question_is_in_the_queue_until_it_is_answered(chatbot: Chatbot) -> None:
    metrics, seen = Metrics(), []

    def look() -> None:
        seen.append(told(metrics)["queue_questions"])
        raise OSError

    queue = ReplyQueue(ScriptedChatbot(chatbot, {"x": look}), metrics=metrics)  # type: ignore[arg-type, dict-item]
    with pytest.raises(OSError):
        asyncio.run(queue.reply(VISITOR, "x"))
    assert seen == [1]
    assert (told(metrics)["queue_questions"], told(metrics)["replies_failed_total"]) == (0, 1)


def test_who_is_turned_away_is_counted_with_the_reason(chatbot: Chatbot) -> None:
    metrics = Metrics()
    with pytest.raises(QueueFullError):
        asyncio.run(ReplyQueue(chatbot, places=0, metrics=metrics).reply(VISITOR, "hello"))
    queue = ReplyQueue(replace(chatbot, settings=Settings(questions_per_minute=1)), metrics=metrics)
    asyncio.run(queue.reply(VISITOR, "hello"))
    with pytest.raises(TooManyQuestionsError):
        asyncio.run(queue.reply(VISITOR, "hello"))
    figures = told(metrics)
    assert (figures["turned_away_total queue_full"], figures["turned_away_total too_many"]) == (1, 1)


def test_the_age_of_the_index_the_unsigned_texts_and_the_thumbs_are_told(chatbot: Chatbot) -> None:
    kept = Kept()
    create_app(chatbot, kept=kept)
    written = (chatbot.index.place / MANIFEST).stat().st_mtime
    kept.feedback.add("helpful")
    figures = told(kept.metrics)
    assert figures["index_age_seconds"] == pytest.approx(time.time() - written, abs=30)
    assert figures["unsigned_texts en"] == chatbot.content.unsigned("en")
    assert figures["feedback helpful"] == 1


def test_the_warm_up_is_nobodys_question(chatbot: Chatbot) -> None:
    kept = Kept()
    asyncio.run(warm_up(create_app(chatbot, kept=kept), ["Do stretch marks fade?"]))
    assert [name for name in told(kept.metrics) if name.startswith("replies_total")] == []


def test_no_word_of_a_visitor_is_told(chatbot: Chatbot) -> None:
    kept = Kept()
    with TestClient(create_app(chatbot, kept=kept), client=("192.0.2.77", 5000)) as client:
        client.post("/api/ask", json={"message": "zebrafish on my cheek", "history": ["quagga"]})
        client.get("/zebrafish?quagga")
    written = generate_latest(kept.metrics.registry).decode()
    assert [word for word in ("zebrafish", "quagga", "192.0.2.77") if word in written] == []


def test_metrics_are_not_among_the_pages_for_visitors(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404

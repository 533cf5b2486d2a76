"""What an operator's Prometheus reads: counts, times and ages, never a word of a visitor; and the server that tells it.

The server has an address of its own, so that a proxy in front of the chat cannot pass it on by mistake.
"""

import socket
import time
from collections.abc import Callable, Mapping
from functools import partial
from threading import Thread

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ...index.engines import engine_of
from ...replying.chatbot import Chatbot
from ...types import Reply, SearchResult, Suggestions

_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0)
_PREFIX = "microneedling_faq"


class Metrics:
    """The figures of one server. Safe to use from many threads."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._replies = Counter("replies", "Replies by kind.", ["kind"], _PREFIX, registry=registry)
        self._searches = Counter("searches", "Searches by programs.", (), _PREFIX, registry=registry)
        self._suggestions = Counter(
            "suggestions", "Times that questions were looked for while a visitor typed.", (), _PREFIX, registry=registry
        )
        self._failed = Counter("replies_failed", "Questions that ended in an error of ours.", (), _PREFIX, registry=registry)
        self._seconds = Histogram(
            "reply_seconds",
            "From a question's being let in to its reply, waiting included.",
            namespace=_PREFIX,
            registry=registry,
            buckets=_BUCKETS_SECONDS,
        )
        self._turned_away = Counter("turned_away", "Questions not let in.", ["reason"], _PREFIX, registry=registry)
        self._waiting = Gauge("queue_questions", "Questions that wait or are being answered.", (), _PREFIX, registry=registry)
        self._reloads = Counter(
            "reloads", "Changed indexes that were put in use, or not.", ["outcome"], _PREFIX, registry=registry
        )
        self._age = Gauge("index_age_seconds", "Since the index in use was written.", (), _PREFIX, registry=registry)
        self._unsigned = Gauge(
            "unsigned_texts", "Texts about health that no clinician has signed.", ["language"], _PREFIX, registry=registry
        )
        self._feedback = Gauge("feedback", "Thumbs since the start.", ["verdict"], _PREFIX, registry=registry)
        self._lost = Gauge("store_lost", "Notes that the store could not take since the start.", (), _PREFIX, registry=registry)
        ProcessCollector(registry=registry)

    def describe(self, chatbot: Chatbot, feedback: Callable[[], Mapping[str, int]]) -> None:
        """Tell of the index and the texts that are in use from now on.

        :param feedback: Gives the totals of the thumbs whenever they are asked for.
        """
        written = engine_of(chatbot.index.place).written_at()
        self._age.set_function(lambda: time.time() - written)
        for language in chatbot.notices.texts:
            self._unsigned.labels(language).set(chatbot.content.unsigned(language))
        for verdict in feedback():
            self._feedback.labels(verdict).set_function(partial(_total, feedback, verdict))

    def watch_store(self, lost: Callable[[], int]) -> None:
        """Tell how much the store could not take.

        :param lost: Gives the number whenever it is asked for.
        """
        self._lost.set_function(lost)

    def let_in(self) -> None:
        """Count a question that waits from now on."""
        self._waiting.inc()

    def replied(self, reply: Reply | SearchResult | Suggestions, seconds: float) -> None:
        """Count a reply, a search or suggestions, and that they wait no more; suggestions count in no duration of replies."""
        self._waiting.dec()
        if isinstance(reply, Suggestions):
            self._suggestions.inc()
            return
        if isinstance(reply, SearchResult):
            self._searches.inc()
        else:
            self._replies.labels(reply.kind).inc()
        self._seconds.observe(seconds)

    def left(self) -> None:
        """Count that a question waits no more whose visitor went away."""
        self._waiting.dec()

    def failed(self) -> None:
        """Count a question that got no reply, and waits no more."""
        self._waiting.dec()
        self._failed.inc()

    def turned_away(self, reason: str) -> None:
        """Count a question that was not let in."""
        self._turned_away.labels(reason).inc()

    def reloaded(self, *, done: bool) -> None:
        """Count a changed index that was put in use, or that could not be."""
        self._reloads.labels("done" if done else "failed").inc()


def _total(totals: Callable[[], Mapping[str, int]], name: str) -> int:
    return totals()[name]


def serve_metrics(metrics: Metrics, listener: socket.socket) -> None:
    """Answer `GET /metrics` on a socket until the process ends, in a thread of its own."""
    import uvicorn

    async def tell(_: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    app = Starlette(routes=[Route("/metrics", tell)])
    config = uvicorn.Config(app, access_log=False, log_level="warning", log_config=None, server_header=False, lifespan="off")
    Thread(target=uvicorn.Server(config).run, kwargs={"sockets": [listener]}, daemon=True).start()

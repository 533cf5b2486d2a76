"""A real server for a test, replies to order, and what a visit in the browser needs."""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from microneedling_faq import Chatbot, Quotation, Reply
from microneedling_faq.types import QuotedCaution, SourceLink

TEXT = "It fades scars. It has no side effects at all. Ask an expert first."


def make_caution(quote: str = "no side effects at all", **fields: Any) -> QuotedCaution:
    sources = (SourceLink("A public health service", "https://health.example/facts"),)
    return QuotedCaution(**{"quote": quote, "note": "This is not so.", "sources": sources} | fields)


def make_quotation(text: str = TEXT, *, start: int = 100, **fields: Any) -> Quotation:
    defaults = {
        "document": "doc",
        "title": "A title",
        "paragraphs": (4,),
        "start": start,
        "end": start + len(text),
        "text": text,
        "highlights": ((0, 15),),
        "score": 0.9,
        "sha256": "0" * 64,
        "author": "Ada Park",
        "reviewed": "2026-01-31",
    }
    return Quotation(**defaults | fields)


def make_reply(**fields: Any) -> Reply:
    defaults = {"query": "does it fade scars", "kind": "answer", "recommendation": "See an expert."}
    if fields.get("kind", "answer") == "answer":
        defaults["passages"] = (make_quotation(),)
    return Reply(**defaults | fields)


@dataclass
class ScriptedChatbot:
    """The real chatbot, but for messages that a test has a reply for."""

    real: Chatbot
    replies: dict[str, Reply | Callable[[], Reply]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def reply(self, message: str, history: Sequence[str] = (), **options: Any) -> Reply:
        scripted = self.replies.get(message)
        if scripted is None:
            return self.real.reply(message, history, **options)
        return scripted() if callable(scripted) else scripted


@contextmanager
def running(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """The address of a server that runs an application on a free port, or on the given one, until the block ends."""
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1, proxy_headers=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()

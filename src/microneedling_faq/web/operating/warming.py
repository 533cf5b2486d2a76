"""Takes a few requests through the application before anyone can: the first visitor then waits no longer than the tenth."""

import asyncio
import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPMethod

from starlette.types import ASGIApp, Message, Scope

from ...replying.chatbot import Chatbot
from ..visitor.page_words import Interface, prepare_interface
from ..visitor.rendering import render_reply

WARMING_QUESTION = "Does microneedlng help?"  # misspelt, so that the list of English words is read too


def prepare(chatbot: Chatbot) -> tuple[Chatbot, Interface]:
    """The chatbot and its interface, warmed up by a reply in each language."""
    interface = prepare_interface(chatbot)
    for language, words in interface.words.items():
        render_reply(chatbot.reply(WARMING_QUESTION), words, chatbot.settings, language=language)
    return chatbot, interface


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """While hundreds of thousands of objects are made that stay: looking for garbage among them took a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # they are not looked through later, either, and so stay shared with processes that are forked
        gc.enable()


async def warm_up(app: ASGIApp, questions: Sequence[str]) -> list[int]:
    """The status of each request: of the questions, which keep all reply threads busy at once, of the page, of one to Gradio.

    FastAPI completes each router when it is first asked. Gradio's refuses a GET (405) and so starts nothing.
    """
    asked = (_request(app, HTTPMethod.POST, "/api/ask", {"message": question}) for question in questions)
    pages = [await _request(app, HTTPMethod.GET, path, {}) for path in ("/", "/gradio_api/component_server/")]
    return [*await asyncio.gather(*asked), *pages]


async def _request(app: ASGIApp, method: str, path: str, content: dict[str, str]) -> int:
    body: list[Message] = [{"type": "http.request", "body": json.dumps(content).encode()}]
    status: list[int] = []

    async def receive() -> Message:
        return body.pop() if body else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await app(_scope(method, path), receive, send)
    return status[0]


def _scope(method: str, path: str) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "client": None,
        "server": ("localhost", 80),
    }

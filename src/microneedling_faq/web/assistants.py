"""`POST /mcp`: the tools of `mcp` for assistants that ask over HTTP, through the queue that all doors share.

The transport is "streamable HTTP" of the Model Context Protocol without sessions: each request stands for itself, so nothing
is kept between two, and an index can be put in use at any time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ..errors import SettingsError
from ..replying.chatbot import Chatbot
from ..types import Reply, SearchResult
from .api import address_of
from .operating.limits import Visitor
from .operating.problems import problem
from .operating.queue import ReplyQueue, TurnedAwayError

if TYPE_CHECKING:
    from mcp.server import MCPServer

PATH = "/mcp"
_asking: ContextVar[Visitor] = ContextVar("who sent the request that is being answered")


def add_assistants(app: FastAPI, queue: ReplyQueue, chatbot: Chatbot) -> None:
    """Serve the tools at `/mcp`.

    :raises SettingsError: If the package `mcp` is not installed.
    """
    if not find_spec("mcp"):
        raise SettingsError('web.assistants needs the package mcp. Install it: pip install "mcp>=2.3,<3", or set it to false')
    from ..mcp.server import build_server

    door = _Door(build_server(_Queued(queue, chatbot)), chatbot.settings.origins)
    app.router.routes.append(Route(PATH, door, methods=[HTTPMethod.POST]))


@dataclass(frozen=True, slots=True)
class _Queued:
    """Replies through the queue, for whoever sent the request."""

    queue: ReplyQueue
    chatbot: Chatbot

    async def reply(self, message: str, history: Sequence[str], *, language: str | None) -> Reply:
        """`ReplyQueue.reply`; who is turned away is told why."""
        with self._telling(language):
            return await self.queue.reply(_asking.get(), message, history, language=language)

    async def search(self, query: str, *, limit: int, language: str | None) -> SearchResult:
        """`ReplyQueue.search`; who is turned away is told why."""
        with self._telling(language):
            return await self.queue.search(_asking.get(), query, limit=limit, language=language)

    @contextmanager
    def _telling(self, language: str | None) -> Iterator[None]:
        from mcp.server.mcpserver.exceptions import ToolError  # the one whose words reach an assistant

        try:
            yield
        except TurnedAwayError as error:
            told = self.chatbot.notices.text(error.notice, language or "")
            raise ToolError(f"{told} (Retry after {error.seconds} s.)") from error


class _Door:
    """An ASGI application that answers each request by a transport of its own."""

    def __init__(self, server: "MCPServer", origins: Sequence[str]) -> None:
        self._server = server
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        origin = request.headers.get("origin")
        if origin and origin not in self._origins:  # the protocol asks for this: no page elsewhere may reach a local server
            told = "Pages of this website may not ask here. The setting web.origins names those that may."
            await problem(HTTPStatus.FORBIDDEN, told)(scope, receive, send)
            return
        _asking.set(Visitor(address_of(request.client)))
        transport = self._transport()
        async with transport.router.lifespan_context(transport):
            await transport(scope, receive, send)

    def _transport(self) -> Starlette:
        from mcp.server.transport_security import TransportSecuritySettings

        any_host = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # behind a proxy it is not ours to know
        return self._server.streamable_http_app(
            streamable_http_path=PATH, json_response=True, stateless_http=True, transport_security=any_host
        )

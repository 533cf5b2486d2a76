"""Has Gradio's pages ask for everything where they themselves came from.

Gradio writes an absolute address into its page, made of the headers of the request. Behind a proxy that sets none of them,
which is how nginx comes, that is the address behind the proxy, and a browser cannot reach it.
"""

import re

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .public_path import path_within

_ROOT = re.compile(rb'const root = ("[^"]*");')  # in a script of the page; the same text stands in its configuration
_FROM_HOST = b'href="/manifest.json"'  # Gradio takes it for granted that it is at the root of a host


def root_pages_in_their_address(app: FastAPI) -> None:
    """Have the pages of the Gradio app that was mounted last take the address in the browser for their root."""
    mounted = app.routes[-1]
    if not isinstance(mounted, Mount) or not isinstance(mounted.app, FastAPI):
        raise ValueError(f"a Gradio app must have been mounted last, found {mounted!r}")
    mounted.app.user_middleware.append(Middleware(PageRoot))  # the innermost: Gradio's own compress what is sent


class PageRoot:
    """Has the pages of a Gradio app find out their root in the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the address taken out where it is a page."""
        if scope["type"] == "http":
            way_home = "../" * (path_within(scope).count("/") - 1) or "."
            send = _Rewriting(way_home, send)
        await self._app(scope, receive, send)


class _Rewriting:
    """Sends a response on; of a page it waits for the whole, which Gradio sends at once, and rewrites it."""

    def __init__(self, way_home: str, send: Send) -> None:
        self._expression = f'new URL("{way_home}", location.href).href.replace(/[/]$/, "")'.encode()
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start, self._rewritten(bytes(self._body)))

    def _rewritten(self, page: bytes) -> bytes:
        root = _ROOT.search(page)
        if root is None:
            return page
        return page.replace(root[1], self._expression).replace(_FROM_HOST, _FROM_HOST.replace(b"/", b"./"))

    async def _send_page(self, start: Message, page: bytes) -> None:
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})


def _is_page(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")

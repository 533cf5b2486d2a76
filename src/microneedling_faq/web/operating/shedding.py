"""Turns questions away at the entrance while no place is free, so that a crowd costs those who were let in as little as can be.

The doors would say the same, for more of a core's time (`python -m tests.bench.load` says how much): five hundred visitors who
come again every second kept one busy with refusals, and who had been let in waited for that.
"""

import json
from http import HTTPMethod
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ...corpus.notices import Notices
from .problems import problem
from .public_path import path_within
from .queue import ReplyQueue
from .security import SERVER_FUNCTIONS, replaying

_ASK = "/api/ask"
_PAGE = (SERVER_FUNCTIONS, f"{SERVER_FUNCTIONS}/")  # the page writes the slash


class Shedding:
    """Answers what asks by `/api/ask` or by the page, and finds no place, as these doors do."""

    def __init__(self, app: ASGIApp, queue: ReplyQueue, notices: Notices) -> None:
        """Around an application behind `BodyLimit`, which hands each body on in one piece."""
        self._app = app
        self._queue = queue
        self._notices = notices

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or turn away."""
        visitor = scope["type"] == "http" and scope["method"] == HTTPMethod.POST and scope["client"]  # none while it warms up
        path = path_within(scope) if visitor else ""
        if path not in (_ASK, *_PAGE) or self._queue.has_place():
            await self._app(scope, receive, send)
            return
        body = (await receive()).get("body", b"")
        question = _question(path, body)
        if question is None:
            await self._app(scope, replaying(body, receive), send)
        else:
            await self._refusal(path, question)(scope, receive, send)

    def _refusal(self, path: str, question: dict[str, Any]) -> Response:
        error = self._queue.turn_away()
        told = self._notices.text(error.notice, str(question.get("language") or ""))
        if path in _PAGE:
            return JSONResponse({"busy": told})
        return problem(error.status, told, headers={"Retry-After": str(error.seconds)})


def _question(path: str, body: bytes) -> dict[str, Any] | None:
    """What was asked; `None` if it is no question, about which the application knows what to say."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if path in _PAGE and isinstance(sent, dict):
        sent = sent.get("data") if sent.get("fn_name") == "reply" else None
    return sent if isinstance(sent, dict) else None

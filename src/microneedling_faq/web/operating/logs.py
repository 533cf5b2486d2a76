"""The log as JSON lines: one for each request, with an id of it, and one for whatever the program says.

No line holds a word of a visitor, where they come from, or a path that they could have made up; of an error, the places in
the program and not its message, which may quote what was asked. Nor what kind of reply there was: a proxy's log, which
may hold the same id, knows the visitor's address.
"""

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .public_path import is_trusted, path_within

REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_DOORS = re.compile(
    r"/(?:$|api/(?:ask|suggest|search|passages|openapi\.json)?(?=/|$)|article/|web/|assets/|static/"
    r"|gradio_api/component_server|(?:healthz|readyz|embed\.js|demo|config|mcp)$)"
)
_request_id: ContextVar[str | None] = ContextVar("id of the request that is being answered", default=None)

_log = logging.getLogger(__name__)


def log_as_json() -> None:
    """Write all that is logged in this process to stderr as JSON lines, requests too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger(__package__.partition(".")[0]).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record; what `extra={"facts": {...}}` holds stands in it."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["places"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        request = {"request_id": _request_id.get()} if _request_id.get() else {}
        return json.dumps(line | request | getattr(record, "facts", {}), ensure_ascii=False)


class RequestLog:
    """Gives each request an id, or keeps the one of a trusted proxy, sends it back, and logs how the request ended."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, and log it."""
        if scope["type"] != "http" or not scope.get("client"):  # nobody asks while the server warms up
            await self._app(scope, receive, send)
            return
        request_id, begun = self._id_of(scope), time.perf_counter()
        facts: dict[str, Any] = {"method": _method(scope), "door": door_of(path_within(scope))}
        _request_id.set(request_id)  # until the task ends that answers this request

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                facts["status"] = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            facts["milliseconds"] = round((time.perf_counter() - begun) * 1000, 1)
            _log.info("request", extra={"facts": facts})

    def _id_of(self, scope: Scope) -> str:
        """A visitor's own id is not taken: anything may stand in it."""
        told = Headers(scope=scope).get(REQUEST_ID, "")
        return told if is_trusted(scope["client"][0], self._proxies) and _ID.fullmatch(told) else uuid4().hex


def door_of(path: str) -> str:
    """Which door a path leads to, without what a visitor can write in it: "/article/"; "other" for none."""
    found = _DOORS.match(path)
    return found[0] if found else "other"


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
    return str(scope["method"]) if scope["method"] in known else "other"

"""The wall around the desk: whoever is not signed in gets 401 for everything but the login page; whoever forges, 403.

A request that changes something must come from a page of the same origin. Browsers say so in `Sec-Fetch-Site`, and over plain
HTTP in `Origin` (OWASP, "Cross-Site Request Forgery Prevention", fetch metadata); one that says neither is no browser's.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...errors import StoreError
from ...store.users import Role
from ..operating.problems import problem
from ..operating.public_path import path_within

COOKIE = "staff_session"
LOGIN_PATH = "/login"
MEMBER = "staff_member"  # where in the scope of a request stands who asks
TURNED_AWAY = "staff_turned_away"  # and there, that the login page stands in for another
_log = logging.getLogger(__name__)
_PAGE = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})
_HARMLESS = frozenset({HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS})


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is signed in."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Entry:
    """What the store says of a request."""

    is_on: bool  # whether anybody has an account
    member: Member | None


class Gate:
    """Lets those through who are signed in."""

    def __init__(self, app: ASGIApp, look_up: Callable[[str], Entry]) -> None:
        """Around an application.

        :param look_up: What the store says of a token, which may be empty; may raise `StoreError`.
        """
        self._app = app
        self._look_up = look_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, told who asks; or say why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":  # the desk opens no websocket
            await self._answer(scope, receive, _guarded(send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = HTTPConnection(scope).cookies.get(COOKIE, "")
        try:
            entry = await asyncio.to_thread(self._look_up, token)  # visitors must not wait for a store that is slow
        except StoreError as error:
            _log.warning("microneedling-faq: %s", error)
            away = "The store of the desk cannot be read now; the log of the program says why."
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, away)(scope, receive, send)
            return
        refusal = _refusal(scope, entry)
        if refusal:
            await problem(*refusal)(scope, receive, send)
        elif not entry.member:
            await self._app(_at_login(scope), receive, send)
        else:
            await self._app({**scope, MEMBER: entry.member}, receive, send)


def _refusal(scope: Scope, entry: Entry) -> tuple[HTTPStatus, str] | None:
    """Why a request is not let through."""
    if not entry.is_on:
        return HTTPStatus.NOT_FOUND, "There is no desk yet. `microneedling-faq staff add NAME` makes the first account."
    if scope["method"] not in _HARMLESS and not comes_from_us(HTTPConnection(scope)):
        return HTTPStatus.FORBIDDEN, "This was sent from another page. Open the desk itself and try again."
    at_login = path_within(scope) == LOGIN_PATH or (path_within(scope) == "/" and scope["method"] in _PAGE)
    if not entry.member and not at_login:
        return HTTPStatus.UNAUTHORIZED, "Please sign in: the login page of the desk is /staff/login"
    return None


def _at_login(scope: Scope) -> Scope:
    """The same request to the login page, which tells by its status whether it was that which was wanted."""
    if path_within(scope) == LOGIN_PATH:
        return scope
    path = scope.get("root_path", "") + LOGIN_PATH
    return {**scope, "path": path, "raw_path": path.encode(), TURNED_AWAY: True}


def comes_from_us(request: HTTPConnection) -> bool:
    """Whether a page of the same origin sent a request."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site == "same-origin"
    return bool(host := request.headers.get("host")) and urlsplit(request.headers.get("origin", "")).netloc == host


def _guarded(send: Send) -> Send:
    """Adds to every answer what keeps search engines and other sites away from it."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", []),
                (b"x-robots-tag", b"noindex, nofollow"),
                (b"x-frame-options", b"DENY"),
            ]
        await send(message)

    return send_guarded

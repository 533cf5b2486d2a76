"""The login page, and what its form and the button "Sign out" do."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPMethod, HTTPStatus
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from ...errors import StoreError
from ...store.database import Store
from ..api import address_of
from .authentication import LASTS, SignedIn, sign_in, sign_out
from .gate import COOKIE, LOGIN_PATH, MEMBER, TURNED_AWAY
from .rendering import TEMPLATES, login_styles

_log = logging.getLogger(__name__)
_MOST_FIELDS = 10
_DESK = "./"  # relative to the login page: only the browser knows under which address it knows the desk
_WRONG = "Name and password do not fit. Please try again."
_STORE_AWAY = "The desk cannot keep anything at the moment. Please try again in a minute."
_UNREADABLE = "The form could not be read. Please try again."
_HOUR, _DAY = 60, 24 * 60  # minutes


def add_login(staff: FastAPI, store: Callable[[], Store], clinic: str) -> None:
    """Serve the login page, before the Gradio app that is to be mounted last.

    :param store: Opens the store; the gate has looked into it before any of this is asked for.
    """

    @staff.exception_handler(StoreError)
    async def tell(request: Request, error: StoreError) -> Response:  # noqa: ARG001 FastAPI hands it on
        _log.warning("microneedling-faq: %s", error)
        return _page(clinic, HTTPStatus.SERVICE_UNAVAILABLE, _STORE_AWAY)

    @staff.api_route(LOGIN_PATH, methods=[HTTPMethod.GET, HTTPMethod.HEAD])
    def show(request: Request) -> Response:
        if request.scope.get(MEMBER):
            return RedirectResponse(_DESK, HTTPStatus.SEE_OTHER)
        return _page(clinic, HTTPStatus.UNAUTHORIZED if request.scope.get(TURNED_AWAY) else HTTPStatus.OK)

    @staff.post(LOGIN_PATH)
    async def enter(request: Request) -> Response:
        try:
            fields = parse_qs((await request.body()).decode(), max_num_fields=_MOST_FIELDS)
        except ValueError:
            return _page(clinic, HTTPStatus.BAD_REQUEST, _UNREADABLE)
        name, password = (fields.get(field, [""])[0] for field in ("name", "password"))
        attempt = await asyncio.to_thread(sign_in, store(), name, password, address_of(request.client), datetime.now(UTC))
        return _let_in(request, attempt) if attempt.token else _turn_away(clinic, attempt)

    @staff.post("/logout")
    async def leave(request: Request) -> Response:
        await asyncio.to_thread(sign_out, store(), request.cookies[COOKIE], request.scope[MEMBER].name)
        response = RedirectResponse("login", HTTPStatus.SEE_OTHER)
        _set_cookie(response, request)("", max_age=0)
        return response


def _page(clinic: str, status: HTTPStatus, trouble: str = "", headers: dict[str, str] | None = None) -> Response:
    styles = Markup(login_styles())  # noqa: S704 our own file
    html = TEMPLATES.get_template("login.html").render(trouble=trouble, clinic=clinic, styles=styles)
    return HTMLResponse(html, status, headers)


def _let_in(request: Request, attempt: SignedIn) -> Response:
    response = RedirectResponse(_DESK, HTTPStatus.SEE_OTHER)
    _set_cookie(response, request)(attempt.token, max_age=int(LASTS.total_seconds()))
    return response


def _turn_away(clinic: str, attempt: SignedIn) -> Response:
    if not attempt.wait:
        return _page(clinic, HTTPStatus.UNAUTHORIZED, _WRONG)
    seconds = int(attempt.wait.total_seconds())
    trouble = f"Too many attempts. Please wait {_in_words(seconds // 60)} and try again."
    return _page(clinic, HTTPStatus.TOO_MANY_REQUESTS, trouble, {"Retry-After": str(seconds)})


def _set_cookie(response: Response, request: Request) -> "partial[None]":
    """Sets the cookie of a session. Without a path it has that of the browser's address, which a proxy may have lengthened."""
    secure = request.url.scheme == "https"
    return partial(response.set_cookie, COOKIE, path=None, secure=secure, httponly=True, samesite="strict")


def _in_words(minutes: int) -> str:
    if minutes <= 1:
        return "a minute"
    if minutes < _HOUR:
        return f"{minutes} minutes"
    return "a day" if minutes >= _DAY else f"{minutes // _HOUR} hours"

"""The desk as an application to be mounted at `/staff`: the gate, the login page, and the Gradio app behind them."""

import asyncio
from functools import partial
from http import HTTPMethod, HTTPStatus
from urllib.parse import parse_qs

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.middleware import Middleware

from ..api import address_of
from ..operating.page_root import root_pages_in_their_address
from ..operating.security import MAX_BODY_BYTES, BodyLimit
from .desk import MOST_UPLOADED_BYTES, build_page, mount_options
from .gate import COOKIE, LOGIN_PATH, MEMBER, TURNED_AWAY, Gate
from .page import Desk
from .rendering import TEMPLATES, login_styles
from .sign_in import LASTS, look_up, sign_in, sign_out

_MOST_FIELDS = 10
_UPLOADS = {"/gradio_api/upload": MOST_UPLOADED_BYTES + MAX_BODY_BYTES}  # with what stands around a file
_WRONG = "Name and password do not fit. Please try again."
_TOO_MANY = "Too many attempts. Please wait {minutes} and try again."
_UNREADABLE = "The form could not be read. Please try again."


def create_staff(desk: Desk) -> FastAPI:
    """The application; its Gradio page is built anew with it."""
    staff = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[Middleware(Gate, partial(look_up, desk.store)), Middleware(BodyLimit, larger=_UPLOADS)],
    )
    _add_login(staff, desk)
    gr.mount_gradio_app(staff, build_page(desk), "/", **mount_options())
    root_pages_in_their_address(staff)
    return staff


def _add_login(staff: FastAPI, desk: Desk) -> None:
    def page(status: HTTPStatus, trouble: str = "", *, headers: dict[str, str] | None = None) -> Response:
        html = TEMPLATES.get_template("login.html").render(
            trouble=trouble, clinic=desk.chatbot.settings.name, styles=Markup(login_styles())  # noqa: S704 our own file
        )
        return HTMLResponse(html, status, headers)

    @staff.api_route(LOGIN_PATH, methods=[HTTPMethod.GET, HTTPMethod.HEAD])
    def show(request: Request) -> Response:
        if request.scope.get(MEMBER):
            return RedirectResponse("./", HTTPStatus.SEE_OTHER)
        return page(HTTPStatus.UNAUTHORIZED if request.scope.get(TURNED_AWAY) else HTTPStatus.OK)

    @staff.post(LOGIN_PATH)
    async def enter(request: Request) -> Response:
        try:
            fields = parse_qs((await request.body()).decode(), max_num_fields=_MOST_FIELDS)
        except ValueError:
            return page(HTTPStatus.BAD_REQUEST, _UNREADABLE)
        name, password = (fields.get(field, [""])[0] for field in ("name", "password"))
        attempt = await asyncio.to_thread(sign_in, desk.store, name, password, address_of(request.client))
        if attempt.wait:
            seconds = int(attempt.wait.total_seconds())
            trouble = _TOO_MANY.format(minutes=_in_words(seconds))
            return page(HTTPStatus.TOO_MANY_REQUESTS, trouble, headers={"Retry-After": str(seconds)})
        if not attempt.token:
            return page(HTTPStatus.UNAUTHORIZED, _WRONG)
        response = RedirectResponse("./", HTTPStatus.SEE_OTHER)
        # Without a path it is that of the browser's address, which a proxy may have lengthened.
        secure, lasts = request.url.scheme == "https", int(LASTS.total_seconds())
        response.set_cookie(
            COOKIE, attempt.token, max_age=lasts, path=None, secure=secure, httponly=True, samesite="strict"
        )
        return response

    @staff.post("/logout")
    async def leave(request: Request) -> Response:
        member = request.scope[MEMBER]
        await asyncio.to_thread(sign_out, desk.store, request.cookies[COOKIE], member.name)
        response = RedirectResponse("login", HTTPStatus.SEE_OTHER)
        response.delete_cookie(COOKIE, path=None, httponly=True, samesite="strict")
        return response


def _in_words(seconds: int) -> str:
    minutes = max(1, seconds // 60)
    if minutes < 60:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return "a day" if minutes >= 24 * 60 else f"{minutes // 60} hours"

"""What every response and request goes through: security headers, a limit on bodies, and only the open paths of Gradio."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPMethod, HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...errors import SettingsError
from ...setting_kinds import tidy_origin
from .problems import problem
from .public_path import path_within

MAX_BODY_BYTES = 256 * 1024  # a hundred earlier messages of the greatest length, in a script of several bytes a letter

# Gradio opens many more: uploads, files, streams, run history, its queue. The page uses these and no others. A test holds
# all that answers to the list in `.readme/security.md`.
_GRADIO_PATHS = re.compile(
    r"/(?:\Z|(?:assets|static)/|(?:theme\.css|config/?|favicon\.ico|manifest\.json|robots\.txt)\Z"
    r"|gradio_api/(?:component_server|startup-events)/?\Z)"
)
STAFF_PATHS = re.compile(r"/staff(?:\Z|/)")  # has a gate of its own, which lets nobody in who is not signed in
_OWN_PATHS = re.compile(r"/(?:api/|article/|web/|(?:embed\.js|reopen\.(?:html|js)|demo|healthz|readyz|mcp)\Z)")
SERVER_FUNCTIONS = "/gradio_api/component_server"

_OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
# Gradio's page starts with inline scripts, makes functions of templates and styles elements; nothing leaves the origin.
_GRADIO_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'"
)


def checked_origins(origins: Sequence[str]) -> list[str]:
    """The origins that may embed the chat, as browsers write them.

    :raises SettingsError: If one is more or less than a scheme and a host: it would change the meaning of the header.
    """
    try:
        return [tidy_origin(origin) for origin in origins]
    except ValueError as error:
        raise SettingsError(f"web.origins must be {error}") from error


class SecurityHeaders:
    """Adds the headers that tell browsers who may frame the pages and what they may load."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._ancestors = " ".join(["frame-ancestors 'self'", *origins])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""
        path = path_within(scope) if scope["type"] == "http" else ""  # now: whoever answers may change the scope

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(path, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add_headers(self, path: str, headers: MutableHeaders) -> None:
        policy = _OWN_POLICY if _OWN_PATHS.match(path) else _GRADIO_POLICY
        ancestors = "frame-ancestors 'none'" if STAFF_PATHS.match(path) else self._ancestors
        headers["Content-Security-Policy"] = f"{policy}; {ancestors}"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers.setdefault("Cache-Control", _cache_control(path))


def _cache_control(path: str) -> str:
    if path.startswith("/assets/"):  # Gradio names them by their content
        return "public, max-age=31536000, immutable"
    if path.startswith(("/static/", "/web/", "/theme.css")):
        return "no-cache"
    return "no-store"  # no reply, and no page that shows one, may come back for the next person at the same computer


class OpenPathsOnly:
    """Answers 404 for every path that no door uses, and sends those on who leave out the slash after the public path.

    The functions of the page take JSON alone: Gradio would take uploads there as well, and what a form of another website
    may send without being asked whether it may.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or 404."""
        if scope["type"] == "websocket":  # the page opens none
            await send({"type": "websocket.close"})
            return
        path = path_within(scope) if scope["type"] == "http" else "/"
        if path in ("", "/staff"):
            await _with_slash(scope)(scope, receive, send)
        elif not any(known.match(path) for known in (_OWN_PATHS, _GRADIO_PATHS, STAFF_PATHS)):
            there = f"There is no such page. The chat is at {scope.get('root_path', '')}/"
            await problem(HTTPStatus.NOT_FOUND, there)(scope, receive, send)
        elif path.startswith(SERVER_FUNCTIONS) and scope["method"] == HTTPMethod.POST and not _is_json(Headers(scope=scope)):
            wanted = "Only the page asks here, as application/json. Programs ask at /api/ask."
            await problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, wanted)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _with_slash(scope: Scope) -> RedirectResponse:
    """To the same address with a slash at its end, relative: only the browser can say under which host the visitor knows it."""
    name, query = scope["path"].rpartition("/")[2], scope["query_string"].decode("latin-1")
    return RedirectResponse(f"{name}/" + (f"?{query}" if query else ""), HTTPStatus.PERMANENT_REDIRECT)


class BodyLimit:
    """Answers 413 for a body above the limit, whether or not its length was announced."""

    def __init__(
        self,
        app: ASGIApp,
        max_bytes: int = MAX_BODY_BYTES,
        *,
        larger: Mapping[str, int] | None = None,
        elsewhere: re.Pattern[str] | None = None,
    ) -> None:
        """Around an application.

        :param larger: Paths that take more, with the bytes that they take.
        :param elsewhere: Paths that have a limit of their own.
        """
        self._app = app
        self._max_bytes = max_bytes
        self._larger = larger or {}
        self._elsewhere = elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or 413."""
        path = path_within(scope) if scope["type"] == "http" else None
        if path is None or (self._elsewhere and self._elsewhere.match(path)):
            await self._app(scope, receive, send)
            return
        most = self._larger.get(path, self._max_bytes)
        announced = Headers(scope=scope).get("content-length", "0")
        within = announced.isdecimal() and int(announced) <= most
        body = await self._read(receive, most) if within else None
        if body is None:
            detail = f"The body is larger than {most:,} bytes. Send one question at a time."
            await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)(scope, receive, send)
        else:
            await self._app(scope, replaying(body, receive), send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The whole body, read here because FastAPI would turn an error from below into its own; `None` if too large."""
        body, more = bytearray(), True
        while more and len(body) <= most:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body) if len(body) <= most else None


def replaying(body: bytes, receive: Receive) -> Receive:
    """A body that has been read, to be read again."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again

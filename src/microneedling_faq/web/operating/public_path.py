"""Where the chat is to be found: at the root of a host, or under a path of it that a proxy in front passes on or takes off.

Whatever the proxy does, `scope["path"]` starts with `scope["root_path"]` for all that comes behind, as ASGI has it;
sub-applications that are mounted find both right. Pages ask for everything by addresses relative to themselves, so a host
need not be known.
"""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ...errors import SettingsError
from ...setting_kinds import tidy_path

_EVERYBODY = "*"


def checked_path(path: str) -> str:
    """The path of the settings as it stands before the chat's own paths; empty for the root of the host.

    :raises SettingsError: If it is no path.
    """
    try:
        return tidy_path(path)
    except ValueError as error:
        raise SettingsError(f"web.path must be {error}") from error


def path_within(scope: Scope) -> str:
    """The path of a request within the application: "/article/x"; empty for the public path itself without its slash."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


class PublicPath:
    """Puts the public path into the scope: of the settings, or of `X-Forwarded-Prefix` where a trusted proxy sent it."""

    def __init__(self, app: ASGIApp, path: str, proxies: Sequence[str]) -> None:
        self._app = app
        self._path = path
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, told where it is."""
        if scope["type"] == "http":
            scope = _placed(scope, self._path or self._told(scope))
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> str:
        """What the proxies in front took off, each its part, the outermost first."""
        told = Headers(scope=scope).getlist("x-forwarded-prefix")
        if not told or not scope.get("client") or not is_trusted(scope["client"][0], self._proxies):
            return ""
        path = "".join(part.strip().rstrip("/") for value in told for part in value.split(","))
        try:
            return tidy_path(path)
        except ValueError:
            return ""


def is_trusted(address: str, proxies: Sequence[str]) -> bool:
    """Whether an address is one of the proxies, or in a network of theirs."""
    for proxy in proxies:
        try:
            if proxy == _EVERYBODY or ip_address(address) in ip_network(proxy, strict=False):
                return True
        except ValueError:  # names and paths of sockets, which may stand there too, are compared as they are
            if proxy == address:
                return True
    return False


def _placed(scope: Scope, before: str) -> Scope:
    """The scope with a path before that of the application, and with the whole in `path` if a proxy took it off."""
    root = before + scope.get("root_path", "")
    path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
    if not f"{path}/".startswith(f"{root}/"):
        path, raw = before + path, before.encode() + raw
    return {**scope, "root_path": root, "path": path, "raw_path": raw}

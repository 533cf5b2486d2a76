"""Takes a few requests through the application before anyone can: the first visitor then waits no longer than the tenth."""

import json

from starlette.types import ASGIApp, Message, Scope

# FastAPI completes each router when it is first asked. These go through ours and through Gradio's, which refuses a GET
# (405) and so starts nothing.
_REQUESTS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("POST", "/api/ask", {"message": "hello"}),
    ("GET", "/gradio_api/component_server/", {}),
)


async def warm_up(app: ASGIApp) -> list[int]:
    """The status of each of the requests."""
    return [await _request(app, *request) for request in _REQUESTS]


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

"""What people try on the way through nginx: requests that never end, and requests hidden in others."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from proxying import nginx

SERVER = """
  server {
    listen PLAIN; listen TLS ssl; ssl_certificate CERTIFICATE; ssl_certificate_key KEY;
    client_header_timeout 2s; client_body_timeout 2s;
    location / { proxy_pass CHAT; }
  }
"""
HEAD = "POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HIDDEN = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Hidden: 1\r\n\r\n"
ASKED = '{"message": "hello"}'
CHUNKED = f"{len(ASKED):x}\r\n{ASKED}\r\n0\r\n\r\n"


@pytest.fixture(scope="module")
def port(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Of an nginx before the chat."""
    folder: Path = tmp_path_factory.mktemp("nginx")
    with nginx(folder, SERVER.replace("CHAT", address)) as proxy:
        yield int(proxy.plain.rpartition(":")[2])


def answers(port: int, sent: str) -> list[str]:
    """The status lines of all that comes back to bytes as they are, until the other side ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    return [line for line in received.decode("latin-1").split("\r\n") if line.startswith("HTTP/1.1 ")]


@pytest.mark.parametrize(
    "request_with_another_in_it",
    [
        f"{HEAD}Content-Length: {len(CHUNKED) + len(HIDDEN)}\r\nTransfer-Encoding: chunked\r\n\r\n{CHUNKED}{HIDDEN}",
        f"{HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{CHUNKED}{HIDDEN}",
        f"{HEAD}Transfer-Encoding: xchunked\r\nContent-Length: {len(ASKED)}\r\n\r\n{ASKED}{HIDDEN}",
        f"{HEAD}Transfer-Encoding : chunked\r\n\r\n{CHUNKED}{HIDDEN}",
        f"{HEAD}Content-Length: {len(ASKED)}\r\nContent-Length: {len(ASKED) + len(HIDDEN)}\r\n\r\n{ASKED}{HIDDEN}",
        f"{HEAD}Content-Length: +{len(ASKED)}\r\n\r\n{ASKED}{HIDDEN}",
    ],
)
def test_no_request_hides_in_another(port: int, request_with_another_in_it: str) -> None:
    seen = answers(port, request_with_another_in_it)
    assert [status.split()[1] for status in seen[:1]] in (["400"], ["501"]), seen
    assert len(seen) == 1


def test_a_plain_request_is_answered_the_same_way(port: int) -> None:
    plain = f"{HEAD}Connection: close\r\nContent-Length: {len(ASKED)}\r\n\r\n{ASKED}"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(plain.encode())
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 ")


def test_requests_that_never_end_keep_nobody_out_and_are_closed(port: int) -> None:
    with ExitStack() as stack:
        half = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60)) for _ in range(100)]
        for number, connection in enumerate(half):
            connection.sendall((HEAD if number % 2 else f"{HEAD}Content-Length: 100\r\n\r\n{{").encode())
        test_a_plain_request_is_answered_the_same_way(port)
        assert all(connection.recv(65536)[:12] in (b"", b"HTTP/1.1 408") for connection in half)  # nginx gave them up

"""No path that a visitor can write leads to a file outside the folders that are served, and nothing can be put on the disk."""

import os
import socket
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from gradio.utils import get_upload_folder
from serving import running
from starlette.testclient import TestClient

from builders import write_files
from microneedling_faq import Chatbot
from microneedling_faq.web.app import create_app
from microneedling_faq.web.visitor.page import STATIC

SECRET = "zebrafish-of-the-disk"
BEFORE = ("/", "/web/", "/static/", "/assets/", "/article/", "/gradio_api/file=", "/file=", "/gradio_api/file/", "/svelte/")
UP = ("../" * 12, "..%2f" * 12, "%2e%2e/" * 12, "..%5c" * 12, "....//" * 12, "%252e%252e%252f" * 12, "..%c0%af" * 12, "/", "//")


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("secret"), {"secret.txt": SECRET}) / "secret.txt"


@pytest.fixture(scope="module")
def port(chatbot: Chatbot) -> Iterator[int]:
    with running(create_app(chatbot, demo=True)) as address:
        yield int(address.rpartition(":")[2])


def raw(port: int, request: bytes) -> bytes:
    """What the server sends back to bytes as they are: no client tidies the path first."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def fetched(port: int, path: str) -> bytes:
    return raw(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))


@pytest.mark.parametrize("before", BEFORE)
def test_no_path_leads_out_of_what_is_served(port: int, secret: Path, before: str) -> None:
    ends = (str(secret).lstrip("/"), str(secret), str(secret).replace("/", "%2f"), "etc/passwd")
    for up, end in product(UP, ends):
        answer = fetched(port, f"{before}{up}{end}")
        status = answer.split(b" ", 2)[1]
        assert status in (b"400", b"403", b"404"), (before, up, end, answer[:200])
        assert SECRET.encode() not in answer and b"root:" not in answer


@pytest.mark.parametrize(
    "path",
    ["/web/../app.py", "/web/%00", "/web/chat.js%00.png", "/article/%00", "/static/%00", "/web/", "/static/", "/assets/"],
)
def test_odd_names_are_not_there_and_no_folder_is_listed(port: int, path: str) -> None:
    assert fetched(port, path).split(b" ", 2)[1] in (b"400", b"403", b"404")


def test_a_link_that_is_put_beside_the_documents_is_not_followed_by_an_address(
    corpus_copy: Path, index_copy: Path, secret: Path
) -> None:
    chatbot = Chatbot.open(corpus_copy, index_copy)
    (corpus_copy / "later.md").symlink_to(secret)
    (corpus_copy / "folder").symlink_to(secret.parent)
    with TestClient(create_app(chatbot)) as client:
        for name in ("later", "later.md", "folder/secret", "folder/secret.txt", "../secret"):
            answer = client.get(f"/article/{name}")
            assert (answer.status_code, SECRET in answer.text) == (404, False)
        assert client.get("/article/returns").status_code == 200


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/upload", "/gradio_api/component_server", "/gradio_api/component_server/", "/api/ask", "/"]
)
def test_nothing_is_put_on_the_disk(port: int, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Path(get_upload_folder())  # as Gradio has chosen it
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # the server is a thread of this process
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="../../planted.txt"\r\n\r\nplanted\r\n--b--\r\n'
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    assert raw(port, f"{head}Content-Length: {len(part)}\r\n\r\n".encode() + part).startswith(b"HTTP/1.1 ")
    assert list(tmp_path.rglob("*")) == []
    assert [name for _, _, names in os.walk(uploads) for name in names if "planted" in name] == []


def test_what_is_served_by_name_holds_no_link_out_of_it() -> None:
    assert [path for path in STATIC.rglob("*") if path.is_symlink()] == []

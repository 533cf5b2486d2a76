import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from microneedling_faq import AddressError, FaqError
from microneedling_faq.web.operating.limits import VISITORS_AT_AN_ADDRESS
from microneedling_faq.web.server import serve

START = "import sys, pathlib; from microneedling_faq import Chatbot, Settings; from microneedling_faq.web.server import serve; "


@contextmanager
def chat(index: Path, *options: str, settings: str = "None") -> Iterator["subprocess.Popen[str]"]:
    """The chat as a process of its own, on a free port."""
    code = START + f"serve(lambda: Chatbot.open(index={str(index)!r}, settings={settings}), port=0, {', '.join(options)})"
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr
    for line in process.stderr:
        found = re.match(r"Chat on (http://127\.0\.0\.1:\d+) — stop with Ctrl-C", line)
        if found:
            return found[1]
    raise AssertionError("the server ended without an address")


def test_the_address_that_is_printed_answers_and_ctrl_c_stops_cleanly(shipped_index: Path) -> None:
    with chat(shipped_index) as process:
        address = read_address(process)
        body = json.dumps({"message": "Do stretch marks fade?"}).encode()
        request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as response:
            assert json.load(response)["kind"] == "answer"
        process.send_signal(signal.SIGINT)
        _, rest = process.communicate(timeout=20)
        assert (process.returncode, rest) == (0, "microneedling-faq: the chat has stopped\n")


@pytest.mark.parametrize(("proxies", "status"), [("()", 429), ("('127.0.0.1',)", 200)])
def test_what_a_proxy_says_of_a_visitors_address_counts_only_if_it_is_named(
    shipped_index: Path, proxies: str, status: int
) -> None:
    settings = f"Settings(questions_per_minute=1, proxies={proxies})"

    def ask(connection: HTTPConnection, forwarded_for: str) -> int:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": forwarded_for}
        connection.request("POST", "/api/ask", '{"message": "hello"}', headers)
        response = connection.getresponse()
        response.read()
        return response.status

    with chat(shipped_index, settings=settings) as process:
        connection = HTTPConnection(read_address(process).removeprefix("http://"), timeout=20)
        one_visitor = [ask(connection, "192.0.2.1") for _ in range(VISITORS_AT_AN_ADDRESS + 1)]
        assert one_visitor[-2:] == [200, 429]
        assert ask(connection, "192.0.2.2") == status


def test_the_sample_page_is_announced(shipped_index: Path) -> None:
    with chat(shipped_index, "demo=True") as process:
        address = read_address(process)
        assert process.stderr
        assert process.stderr.readline() == f"Sample clinic page on {address}/demo\n"


def test_a_taken_port_is_known_before_anything_is_loaded() -> None:
    def never() -> None:
        raise AssertionError

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AddressError, match="--port 7861"):
        serve(never, port=taken.getsockname()[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("256.1.1.1", 0), ("203.0.113.1", 0), ("127.0.0.1", -1)])
def test_an_address_that_cannot_be_is_one_clear_error(host: str, port: int) -> None:
    with pytest.raises(AddressError, match=re.escape(f"cannot listen on {host}, port {port}")):
        serve(lambda: None, host=host, port=port)  # type: ignore[arg-type, return-value]


def test_what_hinders_the_chatbot_is_raised_and_the_port_is_free_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = finder.getsockname()[1]

    def broken() -> None:
        raise FaqError("the corpus is gone")

    with pytest.raises(FaqError, match="the corpus is gone"):
        serve(broken, port=port)  # type: ignore[arg-type]
    socket.create_server(("127.0.0.1", port)).close()


def test_the_server_module_imports_no_web_framework() -> None:
    code = "import sys, microneedling_faq.web.server; print([m for m in ('gradio', 'fastapi', 'uvicorn') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=True)
    assert done.stdout == "[]\n"

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from microneedling_faq import AddressError, Chatbot, FaqError, Settings
from microneedling_faq.cli import main
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


def test_the_doctor_knows_a_chat_that_is_running(shipped_index: Path, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor", "--index", str(shipped_index), "--port", address.rsplit(":", 1)[1]])
    assert "ok    ports         chat: a chat is running on 127.0.0.1" in capsys.readouterr().out


def test_service_managers_stop_it_as_ctrl_c_does(shipped_index: Path) -> None:
    with chat(shipped_index) as process:
        read_address(process)
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=20)
        assert (process.returncode, rest) == (0, "microneedling-faq: the chat has stopped\n")


SLOW = """
import time
from dataclasses import dataclass, replace

@dataclass(frozen=True)
class Slow(Chatbot):
    def reply(self, message, *arguments, **options):
        if message == "slow":
            print("asked", file=sys.stderr, flush=True)
            time.sleep(1.5)
        return super().reply(message, *arguments, **options)

def load():
    known = Chatbot.open(index=pathlib.Path(sys.argv[1]), settings=Settings(stop_seconds=int(sys.argv[2])))
    return Slow(**{name: getattr(known, name) for name in known.__slots__})

serve(load, port=0)
"""


@pytest.mark.parametrize(("stop_seconds", "answered"), [(20, True), (0, False)])
def test_a_reply_under_way_is_given_the_set_time(shipped_index: Path, stop_seconds: int, answered: bool) -> None:
    command = [sys.executable, "-c", START + SLOW, str(shipped_index), str(stop_seconds)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        connection = HTTPConnection(read_address(process).removeprefix("http://"), timeout=20)
        connection.request("POST", "/api/ask", '{"message": "slow"}', {"Content-Type": "application/json"})
        assert process.stderr
        assert process.stderr.readline() == "asked\n"
        process.send_signal(signal.SIGTERM)
        status = 0
        with suppress(HTTPException, OSError):
            status = connection.getresponse().status
        assert (status == 200) == answered
        process.communicate(timeout=20)
        assert process.returncode == 0


def test_metrics_have_an_address_of_their_own(shipped_index: Path) -> None:
    with chat(shipped_index, settings="Settings(metrics='127.0.0.1:0')") as process:
        assert process.stderr
        told = next(found[1] for line in process.stderr if (found := re.match(r"Metrics on (\S+)", line)))
        address = read_address(process)
        with urllib.request.urlopen(told, timeout=20) as response:
            assert "microneedling_faq_queue_questions 0.0" in response.read().decode()
        for nowhere in (f"{told}/x", told.replace("/metrics", "/"), f"{address}/metrics"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(nowhere, timeout=20)


def test_an_address_of_the_metrics_that_is_taken_is_one_clear_error(chatbot: Chatbot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"cannot listen on 127.0.0.1, port {port}"):
            serve(lambda: replace(chatbot, settings=Settings(metrics=f"127.0.0.1:{port}")), port=0)


def test_the_log_can_be_json_lines(shipped_index: Path) -> None:
    with chat(shipped_index, "log='json'", settings="Settings(log='json')") as process:
        assert process.stderr
        lines = (json.loads(line) for line in process.stderr)
        address = next(line["event"].split()[2] for line in lines if line["event"].startswith("Chat on"))
        urllib.request.urlopen(f"{address}/healthz", timeout=20).read()
        line = json.loads(process.stderr.readline())
        assert (line["event"], line["door"], line["status"]) == ("request", "/healthz", 200)
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=20)[1].splitlines()
        assert json.loads(rest[-1])["event"] == "microneedling-faq: the chat has stopped"


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
        one_visitor = [ask(connection, "192.0.2.1") for _ in range(Settings().visitors_at_an_address + 1)]
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

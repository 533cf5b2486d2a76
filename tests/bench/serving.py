"""The web doors: how soon they answer, and how they stand fifty visitors at once."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .measuring import HERE, ROOT, Row, percentile, program, turns
from .setting import Setting

VISITORS, QUESTIONS_EACH = 50, 12
START_BAR = 1.3
PAUSE_S = 0.2  # between the questions of one visitor: without it the tenth would find the processor's caches full of the ninth
PATIENCE_S = 120
Ask = Callable[[http.client.HTTPConnection, str], str]  # sends a message, gives what came back as text


@dataclass(frozen=True, slots=True)
class Visit:
    """What fifty visitors met."""

    replies_a_second: float
    p95_s: float
    lost: int  # refused, failed, or without an answer
    mixed_up: int  # replies that belong to another message


def measure_start(setting: Setting) -> list[Row]:
    """From process start until the page answers, and whether the first question waits longer than the tenth."""
    firsts: list[float] = []
    tenths: list[float] = []
    questions = json.loads(Path(setting.questions).read_text(encoding="utf-8"))[:10]

    def start_chat() -> float:
        with serving([program(), "chat"]) as (port, seconds):
            times = _ask_in_a_row(port, questions)
            questions.reverse()  # so that what is asked first is asked tenth in the next round
            firsts.append(times[0] * 1000)
            tenths.append(times[-1] * 1000)
        return seconds

    def start_bare() -> float:
        with serving([sys.executable, str(HERE / "bare_page.py")]) as (_, seconds):
            return seconds

    mine, others = turns(setting.rounds + setting.rounds % 2, start_chat, start_bare)
    fast = median(mine) <= START_BAR * median(others)
    return [
        Row("`chat`, process start to first page, against bare Gradio", "s", "ratio <= 1.3", mine, others, fast),
        Row("first question against the tenth", "ms", "no slower", firsts, tenths, median(firsts) <= median(tenths)),
    ]


def measure_visitors(setting: Setting) -> list[Row]:
    """Fifty visitors at once, by REST and by the chat page's own protocol; every message differs, so nothing is remembered."""
    rest: list[Visit] = []
    page: list[Visit] = []
    for number in range(setting.rounds):
        with serving([program(), "chat"]) as (port, _):
            rest.append(_visit(port, setting, _ask_by_rest, f"r{number}"))
            page.append(_visit(port, setting, _page_protocol(port), f"p{number}"))
    return [
        *_rows("50 visitors, REST", rest, least=100, longest=0.6),
        *_rows("50 visitors, the page's protocol", page, least=30, longest=2.0),
    ]


@contextmanager
def serving(command: list[str]) -> Iterator[tuple[int, float]]:
    """A server on a free port: the port, and the seconds from process start until it gave its page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            while not _gives_page(port):
                if server.poll() is not None or time.perf_counter() - start > PATIENCE_S:
                    raise RuntimeError(f"{command} does not serve")
                time.sleep(0.005)
            yield port, time.perf_counter() - start
        finally:
            server.terminate()
            server.wait()


def _gives_page(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        connection.request("GET", "/")
        answered = connection.getresponse().status == http.client.OK
        connection.close()
    except OSError:
        return False
    return answered


def _ask_in_a_row(port: int, questions: Sequence[str]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.connect()  # of all questions only the first would have to
    times = []
    for question in questions:
        time.sleep(PAUSE_S)
        start = time.perf_counter()
        _ask_by_rest(connection, question)
        times.append(time.perf_counter() - start)
    return times


def _ask_by_rest(connection: http.client.HTTPConnection, message: str) -> str:
    return _post(connection, "/api/ask", {"message": message, "history": []})


def _page_protocol(port: int) -> Ask:
    """How `chat.js` asks, by way of Gradio."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/config")
    components = json.loads(connection.getresponse().read())["components"]
    component = next(part["id"] for part in components if part["type"] == "html")

    def ask(connection: http.client.HTTPConnection, message: str) -> str:
        call = {"session_hash": message[-12:], "component_id": component, "fn_name": "reply"}
        return _post(connection, "/gradio_api/component_server/", call | {"data": {"message": message, "history": []}})

    return ask


def _post(connection: http.client.HTTPConnection, path: str, content: dict[str, Any]) -> str:
    connection.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != http.client.OK:
        raise ConnectionError(text[:200])
    return text


def _visit(port: int, setting: Setting, ask: Ask, mark: str) -> Visit:
    questions = json.loads(Path(setting.questions).read_text(encoding="utf-8"))

    def visitor(number: int) -> list[tuple[float, bool, bool]]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        return [
            _asked(ask, connection, f"{questions[(number + VISITORS * turn) % len(questions)]} {mark}v{number}t{turn}")
            for turn in range(QUESTIONS_EACH)
        ]

    start = time.perf_counter()
    with ThreadPoolExecutor(VISITORS) as pool:
        asked = [one for visits in pool.map(visitor, range(VISITORS)) for one in visits]
    seconds = time.perf_counter() - start
    times = [time for time, arrived, _ in asked if arrived]
    mixed_up = sum(arrived and not own for _, arrived, own in asked)
    return Visit(len(times) / seconds, percentile(times, 0.95), len(asked) - len(times), mixed_up)


def _asked(ask: Ask, connection: http.client.HTTPConnection, message: str) -> tuple[float, bool, bool]:
    """Seconds, whether a reply came, and whether it is this message's."""
    start = time.perf_counter()
    try:
        text = ask(connection, message)
    except (OSError, http.client.HTTPException):
        connection.close()
        return time.perf_counter() - start, False, False
    told = json.loads(text)
    return time.perf_counter() - start, True, "query" not in told or told["query"] == message


def _rows(what: str, visits: list[Visit], *, least: float, longest: float) -> list[Row]:
    rates, waits = [visit.replies_a_second for visit in visits], [visit.p95_s for visit in visits]
    wrong = [float(visit.lost + visit.mixed_up) for visit in visits]
    return [
        Row(what, "replies/s", f">= {least:g}", rates, [], median(rates) >= least),
        Row("… p95", "s", f"<= {longest:g}", waits, [], median(waits) <= longest),
        Row("… lost, or another visitor's", "replies", "0", wrong, [], not any(wrong)),
    ]

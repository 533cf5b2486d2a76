"""Visitors who ask a chat over and over, and the chat as a process of its own: what the load is made of."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from .measuring import ROOT

LONGEST_WAIT_S = 1.5  # of who is let in
QUESTIONS = (
    "Does it help old acne scars?",
    "and for stretch marks?",
    "What is rosacea?",
    "how much does it cost",
    "does it hurt",
)
SETTINGS = {"MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE": "0"}  # here all come from one address
_BUCKET = "microneedling_faq_reply_seconds_bucket"


@dataclass
class Load:
    """What a number of visitors met in a time."""

    visitors: int
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)  # of those who were answered, seconds
    turned_away: list[float] = field(default_factory=list)  # seconds until they were told
    failed: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)  # (seconds, MB)
    last_trouble: float = (
        0.0  # seconds after the first question until one was turned away, or waited too long, for the last time
    )
    late_inside: float = 0.0  # share of replies that took the server too long, by its own clock
    askers_cores: float = 0.0  # that the visitors took from the server
    server_cores: float = 0.0  # that it got


@dataclass
class Server:
    """A chat that answers."""

    process: "subprocess.Popen[str]"
    port: int
    metrics: int  # the port where they are told
    component: int = 0  # of the page, by its number

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def processor_seconds(self) -> float:
        """That it has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def replies(self) -> tuple[float, float]:
        """How many replies there were, and how many that took no longer than `LONGEST_WAIT_S`, by the server's own clock."""
        _, _, told = await request(self.metrics, "GET", "/metrics", b"", [])
        families = text_string_to_metric_families(told.decode())
        samples = [sample for family in families for sample in family.samples if sample.name == _BUCKET]
        buckets = {float(sample.labels["le"]): sample.value for sample in samples}
        return buckets[float("inf")], buckets[LONGEST_WAIT_S]


@contextmanager
def serving() -> Iterator[Server]:
    """The chat in a process of its own, until the block ends."""
    settings = os.environ | SETTINGS | {"MICRONEEDLING_FAQ_OPERATE_METRICS": "127.0.0.1:0"}
    command = [sys.executable, "-m", "microneedling_faq", "chat", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            ports: dict[str, int] = {}
            while len(ports) < 2:
                what, _, address = next(process.stderr).partition(" on http://127.0.0.1:")
                ports |= {what: int(address.split("/")[0].split()[0])} if address else {}
            yield Server(process, ports["Chat"], ports["Metrics"])
        finally:
            process.terminate()


async def request(port: int, method: str, path: str, body: bytes, streams: list[object]) -> tuple[int, dict[str, str], bytes]:
    """One request on a connection that is kept; `streams` holds it between two."""
    if not streams:
        streams.extend(await asyncio.open_connection("127.0.0.1", port))
    reader, writer = streams
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)  # type: ignore[attr-defined]
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")  # type: ignore[attr-defined]
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in answer[1:] if line)}
    content = await reader.readexactly(int(headers.get("content-length", "0")))  # type: ignore[attr-defined]
    return int(answer[0].split()[1]), headers, content


def question(number: int, component: int, *, by_page: bool) -> tuple[str, bytes]:
    """Path and body of a question that was not asked before."""
    data = {"message": f"{QUESTIONS[number % len(QUESTIONS)]} v{number}", "history": []}
    if not by_page:
        return "/api/ask", json.dumps(data).encode()
    call = {"session_hash": f"s{number}", "component_id": component, "fn_name": "reply", "data": data}
    return "/gradio_api/component_server/", json.dumps(call).encode()


async def put_under(server: Server, visitors: int, seconds: float, numbers: "count[int]") -> Load:
    """A number of visitors for a time, half of them by REST, half as the page asks."""
    load, before = Load(visitors), await server.replies()
    begun, spent, served = time.perf_counter(), time.process_time(), server.processor_seconds()
    visits = (_visit(server, load, numbers, begun, seconds, by_page=bool(each % 2)) for each in range(visitors))
    await asyncio.gather(_watch(server, load, begun, seconds), *visits)
    load.seconds = time.perf_counter() - begun
    load.askers_cores = (time.process_time() - spent) / load.seconds
    load.server_cores = (server.processor_seconds() - served) / load.seconds
    after = await server.replies()
    replies, in_time = after[0] - before[0], after[1] - before[1]
    load.late_inside = 1 - in_time / replies if replies else 0.0
    return load


async def _visit(server: Server, load: Load, numbers: "count[int]", begun: float, seconds: float, *, by_page: bool) -> None:
    """Ask until the time is over; who is turned away comes again after the time they are told."""
    streams: list[object] = []
    while (asked := time.perf_counter()) < begun + seconds:
        path, body = question(next(numbers), server.component, by_page=by_page)
        try:
            status, headers, content = await request(server.port, "POST", path, body, streams)
        except (OSError, asyncio.IncompleteReadError):
            load.failed += 1
            streams.clear()
            continue
        now = time.perf_counter()
        busy = status == 200 and by_page and b'"busy"' in content[:20]
        if status == 200 and not busy:
            load.waits.append(now - asked)
        elif status in (429, 503) or busy:
            load.turned_away.append(now - asked)
        else:
            load.failed += 1
        if status != 200 or busy or now - asked > LONGEST_WAIT_S:
            load.last_trouble = now - begun
        if status != 200 or busy:
            await asyncio.sleep(min(float(headers.get("retry-after", "1")), max(0.0, begun + seconds - now)))


async def _watch(server: Server, load: Load, begun: float, seconds: float) -> None:
    while (now := time.perf_counter()) < begun + seconds:
        load.memory.append((now - begun, server.memory()))
        await asyncio.sleep(0.5)


async def open_and_drop(server: Server, sessions: int) -> tuple[float, float]:
    """Memory in MB before and after many sessions that ask once, or not even, and go away without a word."""
    await asyncio.gather(*(_drop_one(server, number) for number in range(600)))  # as many as Gradio keeps notes of
    before = server.memory()
    for start in range(0, sessions, 50):
        await asyncio.gather(*(_drop_one(server, number) for number in range(start, min(start + 50, sessions))))
    return before, server.memory()


async def _drop_one(server: Server, number: int) -> None:
    path, body = question(number % 40, server.component, by_page=True)
    body = body.replace(b'"session_hash": "s', f'"session_hash": "d{number}-'.encode())
    streams: list[object] = []
    if number % 3:
        await request(server.port, "POST", path, body, streams)
    else:  # gone before the question has arrived
        streams.extend(await asyncio.open_connection("127.0.0.1", server.port))
        streams[1].write(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")  # type: ignore[attr-defined]
    streams[1].close()  # type: ignore[attr-defined]

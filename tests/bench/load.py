"""How the web doors stand visitors: few, far too many, and for long. Prints a table.

python -m tests.bench.load [--seconds N] [--sessions N]

Each visitor asks, reads the answer in no time and asks the next; who is turned away comes again after the time they are told.
Half of them ask by REST, half as the page does. The server and those who ask share the machine's cores.
"""

import argparse
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
from statistics import median

import numpy as np

from .measuring import ROOT, percentile

PHASES = ((50, 1.0), (300, 0.5), (500, 0.5), (50, 0.25))  # visitors, share of the seconds
LONGEST_WAIT_S, LEAST_SHARE = 1.5, 0.8
QUESTIONS = (
    "Does it help old acne scars?",
    "and for stretch marks?",
    "What is rosacea?",
    "how much does it cost",
    "does it hurt",
)


@dataclass
class Load:
    """What a number of visitors met."""

    visitors: int
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)  # of those who were answered, seconds
    turned_away: list[float] = field(default_factory=list)  # seconds until they were told
    failed: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)  # (seconds, MB)

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds


class Server:
    """A chat as a process of its own, without a limit for each visitor: here all come from one address."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.port = process, port
        self.component = 0

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def serving() -> Iterator[Server]:
    unlimited = os.environ | {"MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE": "0"}
    command = [sys.executable, "-m", "microneedling_faq", "chat", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=unlimited, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = next(line for line in process.stderr if line.startswith("Chat on"))
            yield Server(process, int(line.split()[2].rpartition(":")[2]))
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
    data = {"message": f"{QUESTIONS[number % len(QUESTIONS)]} v{number}", "history": []}
    if not by_page:
        return "/api/ask", json.dumps(data).encode()
    call = {"session_hash": f"s{number}", "component_id": component, "fn_name": "reply", "data": data}
    return "/gradio_api/component_server", json.dumps(call).encode()


async def visit(server: Server, load: Load, numbers: "count[int]", until: float, *, by_page: bool) -> None:
    """Ask until the time is over."""
    streams: list[object] = []
    while time.perf_counter() < until:
        path, body = question(next(numbers), server.component, by_page=by_page)
        begun = time.perf_counter()
        try:
            status, headers, content = await request(server.port, "POST", path, body, streams)
        except (OSError, asyncio.IncompleteReadError):
            load.failed += 1
            streams.clear()
            continue
        took = time.perf_counter() - begun
        busy = status == 200 and by_page and b'"busy"' in content[:20]
        if status == 200 and not busy:
            load.waits.append(took)
        elif status in (429, 503) or busy:
            load.turned_away.append(took)
            await asyncio.sleep(min(float(headers.get("retry-after", "1")), max(0.0, until - time.perf_counter())))
        else:
            load.failed += 1


async def watch(server: Server, load: Load, begun: float, until: float) -> None:
    while time.perf_counter() < until:
        load.memory.append((time.perf_counter() - begun, server.memory()))
        await asyncio.sleep(0.5)


async def put_under(server: Server, visitors: int, seconds: float, numbers: "count[int]") -> Load:
    """A number of visitors for a time."""
    load, begun = Load(visitors), time.perf_counter()
    visits = (visit(server, load, numbers, begun + seconds, by_page=bool(each % 2)) for each in range(visitors))
    await asyncio.gather(watch(server, load, begun, begun + seconds), *visits)
    load.seconds = time.perf_counter() - begun
    return load


async def open_and_drop(server: Server, sessions: int) -> tuple[float, float]:
    """Memory in MB before and after many sessions that ask once, or not even, and go away without a word."""
    await asyncio.gather(*(drop_one(server, number) for number in range(600)))  # as many as Gradio keeps notes of
    before = server.memory()
    for start in range(0, sessions, 50):
        await asyncio.gather(*(drop_one(server, number) for number in range(start, min(start + 50, sessions))))
    return before, server.memory()


async def drop_one(server: Server, number: int) -> None:
    path, body = question(number % 40, server.component, by_page=True)
    body = body.replace(b'"session_hash": "s', f'"session_hash": "d{number}-'.encode())
    streams: list[object] = []
    if number % 3:
        await request(server.port, "POST", path, body, streams)
    else:  # gone before the question has arrived
        streams.extend(await asyncio.open_connection("127.0.0.1", server.port))
        streams[1].write(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")  # type: ignore[attr-defined]
    streams[1].close()  # type: ignore[attr-defined]


def row(load: Load) -> str:
    told = f"{percentile(load.turned_away, 0.95):.2f}" if load.turned_away else "-"
    times, sizes = zip(*load.memory, strict=True)
    slope = 60 * float(np.polyfit(times, sizes, 1)[0]) if len(times) > 2 else 0.0
    waits = (
        f"{median(load.waits):.2f} | {percentile(load.waits, 0.95):.2f} | {max(load.waits):.2f}" if load.waits else "- | - | -"
    )
    return (
        f"| {load.visitors} | {load.seconds:.0f} | {load.per_second:.0f} | {waits} | {len(load.turned_away)} | {told} | "
        f"{load.failed} | {sizes[-1]:.0f} | {slope:+.1f} |"
    )


async def run(seconds: float, sessions: int) -> None:
    with serving() as server:
        _, _, config = await request(server.port, "GET", "/config", b"", [])
        server.component = next(part["id"] for part in json.loads(config)["components"] if part["type"] == "html")
        numbers = count()
        await put_under(server, 50, min(5.0, seconds), numbers)  # until all is warm
        print(
            "| visitors | s | replies/s | median s | p95 s | longest s | turned away | told in s (p95) | failed | MB | MB/min |"
        )
        print("|---|---|---|---|---|---|---|---|---|---|---|")
        loads = []
        for visitors, share in PHASES:
            loads.append(await put_under(server, visitors, seconds * share, numbers))
            print(row(loads[-1]), flush=True)
        peak = max(load.per_second for load in loads)
        over = [load for load in loads if load.visitors > 50]
        least, longest = min(load.per_second for load in over) / peak, max(percentile(load.waits, 0.99) for load in over)
        print(
            f"\noverload: {least:.0%} of the peak (bar {LEAST_SHARE:.0%}), p99 of waits {longest:.2f} s (bar {LONGEST_WAIT_S})"
        )
        before, after = await open_and_drop(server, sessions)
        print(f"{sessions:,} sessions opened and dropped: {before:.0f} MB before, {after:.0f} MB after")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600, help="of the fifty; the others get their share (default: 600)")
    parser.add_argument("--sessions", type=int, default=10_000, help="that are opened and dropped (default: 10000)")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.seconds, arguments.sessions))


if __name__ == "__main__":
    main()

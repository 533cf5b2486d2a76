"""Processes that answer on one address: start, memory and replies a second of 1, 2 and 4 of them. Prints a table.

python -m tests.bench.workers [--seconds N] [--rounds N] [--count N …]

Sixteen visitors ask by REST, each on a connection of their own, every message another one. They share the machine's cores with
the chat, so on two cores the ratio between rows says more than a row.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median

from .load import QUESTIONS
from .measuring import ROOT, percentile

VISITORS = 16
PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Measured:
    """What one chat showed."""

    start_s: float
    memory_mib: float  # PSS of all its processes: what they share counts once
    replies_a_second: float
    p95_s: float
    turned_away: int


@contextmanager
def chat(workers: int) -> Iterator[tuple[int, int, float]]:
    """A chat of so many processes: its own id, its port, and the seconds until it answers."""
    unlimited = os.environ | {"MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE": "0"}
    command = [sys.executable, "-m", "microneedling_faq", "chat", "--port", "0", "--workers", str(workers)]
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=unlimited, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            line = next(line for line in process.stderr if line.startswith("Chat on"))
            yield process.pid, int(line.split()[2].rpartition(":")[2]), time.perf_counter() - begun
        finally:
            process.terminate()


def memory_mib(process: int) -> float:
    """PSS of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    rollups = (Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii") for each in (process, *children))
    return sum(int(rollup.partition("\nPss:")[2].split()[0]) for rollup in rollups) / 1024


def ask_until(port: int, numbers: "count[int]", end: float) -> tuple[list[float], int]:
    """Seconds that each reply took, and how often none was to be had at once."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    waits, turned_away = [], 0
    while (begun := time.perf_counter()) < end:
        number = next(numbers)
        body = json.dumps({"message": f"{QUESTIONS[number % len(QUESTIONS)]} v{number}"})
        connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        if response.status == 200:
            waits.append(time.perf_counter() - begun)
        else:
            turned_away += 1
            time.sleep(0.1)
    return waits, turned_away


def measure(workers: int, seconds: float, rounds: Iterator[int]) -> Measured:
    """One chat, under load for some seconds."""
    with chat(workers) as (process, port, start_s):
        numbers = count(1_000_000 * next(rounds))
        ask_until(port, numbers, time.perf_counter() + 1)
        end = time.perf_counter() + seconds
        with ThreadPoolExecutor(VISITORS) as pool:
            asked = list(pool.map(lambda _: ask_until(port, numbers, end), range(VISITORS)))
        waits = [wait for each, _ in asked for wait in each]
        return Measured(
            start_s,
            memory_mib(process),
            len(waits) / seconds,
            percentile(waits, 0.95),
            sum(turned_away for _, turned_away in asked),
        )


def row(workers: int, measured: Sequence[Measured], first: float) -> str:
    """A line of the table."""
    rate = median(each.replies_a_second for each in measured)
    start, memory, p95 = (median(getattr(each, name) for each in measured) for name in ("start_s", "memory_mib", "p95_s"))
    away = sum(each.turned_away for each in measured)
    return f"| {workers} | {start:.1f} | {memory:.0f} | {rate:.0f} | {rate / first:.2f} | {p95:.2f} | {away} |"


def main() -> None:
    """Measure, the numbers of processes in turn."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workers", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20, help="of load on each (default: 20)")
    parser.add_argument("--rounds", type=int, default=3, help="of all in turn (default: 3)")
    parser.add_argument("--count", type=int, nargs="+", default=[1, 2, 4], help="of processes (default: 1 2 4)")
    arguments = parser.parse_args()
    rounds, measured = count(1), {workers: list[Measured]() for workers in arguments.count}
    for _ in range(arguments.rounds):
        for workers, each in measured.items():
            each.append(measure(workers, arguments.seconds, rounds))
    first = median(each.replies_a_second for each in measured[arguments.count[0]])
    print("| workers | start s | PSS MiB | replies/s | ratio | p95 s | turned away |\n|---|---|---|---|---|---|---|")
    for workers, each in measured.items():
        print(row(workers, each, first))


if __name__ == "__main__":
    main()

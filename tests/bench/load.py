"""How the web doors stand visitors: few, far too many, and for long. Prints a page in Markdown; `results/load.md` is one.

python -m tests.bench.load [--seconds N] [--sessions N]

Each visitor asks, reads the answer in no time and asks the next; who is turned away comes again after the time they are told.
The server and those who ask share the machine's cores, so the waits are measured inside the server as well.
"""

import argparse
import asyncio
import json
import shlex
import sys
import time
from itertools import count
from statistics import median

import numpy as np

from .crowd import LONGEST_WAIT_S, Load, open_and_drop, put_under, request, serving
from .measuring import percentile
from .report import machine

FEW, FAR_TOO_MANY = 50, (300, 500)
OVERLOAD_SHARE = 0.1  # of the seconds, for each number of far too many
LEAST_SECONDS = 10.0
LEAST_SHARE, RECOVERY_S = 0.8, 5.0
COLUMNS = (
    "visitors | s | replies/s | median s | p95 s | p99 s | longest s | over 1.5 s inside | turned away | told in s (p95) | "
    "failed | MB | MB/min | cores of the server | of who asks"
)


def row(load: Load) -> str:
    """The line of a table."""
    waits = (median(load.waits), percentile(load.waits, 0.95), percentile(load.waits, 0.99), max(load.waits))
    fields = [
        f"{load.visitors} | {load.seconds:.0f} | {len(load.waits) / load.seconds:.0f}",
        *(f"{wait:.2f}" for wait in waits),
        f"{load.late_inside:.2%} | {len(load.turned_away)}",
        f"{percentile(load.turned_away, 0.95):.2f}" if load.turned_away else "-",
        f"{load.failed} | {load.memory[-1][1]:.0f} | {slope(load.memory):+.2f}",
        f"{load.server_cores:.2f} | {load.askers_cores:.2f}",
    ]
    return f"| {' | '.join(fields)} |"


def slope(memory: list[tuple[float, float]]) -> float:
    """MB a minute over the second half of the time, when what is remembered has filled up."""
    times, sizes = zip(*memory[len(memory) // 2 :], strict=True)
    return 60 * float(np.polyfit(times, sizes, 1)[0]) if len(times) > 2 else 0.0


def verdict(usual: Load, over: list[Load], after: Load) -> str:
    """The figures that there is a bar for."""
    rates = [len(load.waits) / load.seconds for load in (usual, *over, after)]
    for_a_core = [rate / load.server_cores for rate, load in zip(rates, (usual, *over, after), strict=True)]
    waits = [wait for load in over for wait in load.waits]
    failed = sum(load.failed for load in (usual, *over, after))
    return (
        f"- overload: {min(rates[1:-1]) / max(rates):.0%} of the peak (bar {LEAST_SHARE:.0%}), "
        f"{min(for_a_core[1:-1]) / max(for_a_core):.0%} for each core that the server got; who was let in waited "
        f"{percentile(waits, 0.95):.2f} s (p95), {percentile(waits, 0.99):.2f} s (p99; bar {LONGEST_WAIT_S} s)\n"
        f"- recovery: {after.last_trouble:.1f} s after the last crowd until nobody was turned away or waited over "
        f"{LONGEST_WAIT_S} s (bar {RECOVERY_S:g} s)\n"
        f"- requests that failed: {failed} (bar 0)"
    )


async def run(seconds: float, sessions: int) -> None:
    """Measure, and print what was measured as it comes."""
    print(f"`python -m tests.bench.load {shlex.join(sys.argv[1:])}`, {time.strftime('%Y-%m-%d')}, {machine()}.\n")
    with serving() as server:
        _, _, config = await request(server.port, "GET", "/config", b"", [])
        server.component = next(part["id"] for part in json.loads(config)["components"] if part["type"] == "html")
        numbers = count()
        await put_under(server, FEW, min(5.0, seconds), numbers)  # until all is warm
        print(f"| {COLUMNS} |\n|{'---|' * len(COLUMNS.split('|'))}", flush=True)
        loads = []
        for visitors, share in ((FEW, 1.0), *((many, OVERLOAD_SHARE) for many in FAR_TOO_MANY), (FEW, OVERLOAD_SHARE)):
            loads.append(await put_under(server, visitors, max(seconds * share, LEAST_SECONDS), numbers))
            print(row(loads[-1]), flush=True)
        usual, *over, after = loads
        print(f"\n{verdict(usual, over, after)}", flush=True)
        before, afterwards = await open_and_drop(server, sessions)
        print(f"- {sessions:,} sessions opened and dropped: {before:.0f} MB before, {afterwards:.0f} MB after")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600, help="of the fifty; the others get a tenth (default: 600)")
    parser.add_argument("--sessions", type=int, default=10_000, help="that are opened and dropped (default: 10000)")
    arguments = parser.parse_args()
    asyncio.run(run(arguments.seconds, arguments.sessions))


if __name__ == "__main__":
    main()

"""Running processes by the clock, and what comes out as a row of the table."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what a run measured, round by round, and whether that meets the bar."""

    what: str
    unit: str
    bar: str
    ours: list[float]
    reference: list[float]  # empty where the bar is no ratio
    meets: bool

    @property
    def ratio(self) -> float | None:
        """Ours through the reference, by their medians; `None` without a reference."""
        return median(self.ours) / median(self.reference) if self.reference else None


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended well."""

    seconds: float  # from its start to its end
    peak_mib: float  # of resident memory
    output: str

    @property
    def told(self) -> Any:
        """The JSON in the last line of its output."""
        return json.loads(self.output.splitlines()[-1])


def run(command: Sequence[str]) -> Finished:
    """Run a process to its end.

    :raises RuntimeError: If it fails.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command} ended with {process.returncode}: {errors.read().decode()[-2000:]}")
        return Finished(seconds, usage.ru_maxrss / 1024, out.read().decode())


def ours(*arguments: str) -> Finished:
    """Run a task of `tasks.py`, which uses the package."""
    return run([sys.executable, "-m", "tests.bench.tasks", *arguments])


def reference(*arguments: str) -> Finished:
    """Run the plain script."""
    return run([sys.executable, str(HERE / "plain.py"), *arguments])


def command(*arguments: str) -> Finished:
    """Run the program as people do."""
    return run([program(), *arguments])


def program() -> str:
    """The installed command."""
    return str(Path(sys.executable).with_name("microneedling-faq"))


def turns(rounds: int, first: Any, second: Any) -> tuple[list[Any], list[Any]]:
    """Call two functions in turn, so that both meet the same moods of the machine."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

"""A training that the desk starts: `index train` as a process of its own, which outlives the desk and can be stopped.

Below the index, so that every process of the chat tells the same:

.training/run.json    who started it and when, its number, who stopped it
.training/running     locked by the process for as long as it lives: a process number alone may be another's by then
.training/progress    what it says while it works, as on a terminal
.training/outcome     what it prints in the end: the measures before and after, as JSON
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from ..errors import TeachingError
from ..index_places import DatabasePlace
from ..training.train import RUN
from .atomic_files import write_atomically
from .trial import QUESTIONS, Workplace

_RECORD, _RUNNING, _PROGRESS, _OUTCOME = "run.json", "running", "progress", "outcome"
_HOME = str(Path(__file__).parents[2])  # where the package is found
_NICENESS = 10  # visitors do not wait for a training
_MOST_SAID = 4_000  # bytes of the end of what it says

State = Literal["running", "stopping", "kept", "not kept", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class _Record:
    """What is written of a run when it starts, and when it is stopped."""

    by: str
    at: str  # ISO time, UTC
    process: int
    stopped_by: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """The training that runs, or the last one."""

    by: str
    at: str  # ISO time, UTC
    state: State
    said: str  # the last line that it said
    measures: dict[str, dict[str, dict[str, Any]]]  # as `Comparison.to_json`; empty before the end
    fallen: tuple[str, ...]  # the measures that fell
    stopped_by: str | None


def start_training(place: Workplace, by: str) -> None:
    """Start a training in a process of its own.

    :raises TeachingError: If the index is in a database, one runs, no question is recorded that it could be measured with, or
        the index cannot be written.
    """
    if isinstance(place.index, DatabasePlace):
        raise TeachingError(
            f"{place.index}: the index is in a database, and a training needs a folder. Have an operator train with "
            "'index train --index DIR' and give the weights to every machine"
        )
    questions = place.questions or tuple(sorted((place.corpus / QUESTIONS).glob("*.jsonl")))
    if not questions:
        raise TeachingError(
            f"no question is recorded with its right answer, so nobody could tell whether the training did good. Put a file of "
            f"them into {place.corpus / QUESTIONS}"
        )
    command = [sys.executable, "-P", "-m", "microneedling_faq", "index", "train", "--json", "--model", place.model.name]
    command += ["--corpus", str(place.corpus), "--index", str(place.index), "--questions", *map(str, questions)]
    folder = place.index / RUN
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _RUNNING).open("w") as running:
            fcntl.flock(running, fcntl.LOCK_EX | fcntl.LOCK_NB)
            process = _start(command, folder, running.fileno())
            _write(folder, _Record(by, datetime.now(UTC).isoformat(timespec="seconds"), process.pid))
    except BlockingIOError as error:
        raise TeachingError("a training is under way already. Wait for it, or stop it first") from error
    except OSError as error:
        raise TeachingError(f"{folder}: cannot be written ({error.strerror}). Make the folder writable") from error
    Thread(target=process.wait, daemon=True).start()  # or it would stay in the system's table when it has ended


def stop_training(index: Path, by: str) -> None:
    """Tell the training that runs to end; it takes away what it has made so far.

    :raises TeachingError: If none runs.
    """
    folder = index / RUN
    record = _read(folder)
    if record is None or not _is_running(folder):
        raise TeachingError("no training is under way")
    _write(folder, replace(record, stopped_by=by))
    with suppress(ProcessLookupError):  # it has just ended
        os.kill(record.process, signal.SIGTERM)


def read_training(index: Path) -> TrainingRun | None:
    """The training that runs, or the last one; `None` if the desk has started none."""
    folder = index / RUN
    running, record = _is_running(folder), _read(folder)  # in this order: what has ended by now has told its outcome
    if record is None:
        return None
    outcome = _outcome(folder)
    if running:
        state: State = "stopping" if record.stopped_by else "running"
    elif outcome:
        state = "kept" if outcome["kept"] else "not kept"
    else:
        state = "stopped" if record.stopped_by else "failed"
    measures, fallen = outcome.get("measures", {}), tuple(outcome.get("fallen", ()))
    return TrainingRun(record.by, record.at, state, _last_line(folder / _PROGRESS), measures, fallen, record.stopped_by)


def _start(command: list[str], folder: Path, lock: int) -> "subprocess.Popen[bytes]":
    paths = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
    with (folder / _PROGRESS).open("wb") as progress, (folder / _OUTCOME).open("wb") as outcome:
        process = subprocess.Popen(  # noqa: S603 our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=outcome,
            stderr=progress,
            pass_fds=[lock],
            start_new_session=True,  # Ctrl-C in the terminal of the chat is not meant for it
            env={**os.environ, "PYTHONPATH": paths, "TQDM_MININTERVAL": "1"},
        )
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process


def _is_running(folder: Path) -> bool:
    """Whether a process holds the lock that its starter handed on to it."""
    try:
        with (folder / _RUNNING).open() as running:
            fcntl.flock(running, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _write(folder: Path, record: _Record) -> None:
    write_atomically(folder / _RECORD, json.dumps(asdict(record)).encode())


def _read(folder: Path) -> _Record | None:
    try:
        return _Record(**json.loads((folder / _RECORD).read_bytes()))
    except (OSError, ValueError, TypeError):  # none, or damaged, which costs nobody anything
        return None


def _outcome(folder: Path) -> dict[str, Any]:
    """What it printed; empty before it has, and if it never did."""
    try:
        told = json.loads((folder / _OUTCOME).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _last_line(progress: Path) -> str:
    """The line that stands last, as on a terminal: a bar is drawn anew after each carriage return."""
    try:
        said = progress.read_bytes()[-_MOST_SAID:].decode("utf-8", errors="replace")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(said.replace("\r", "\n").split("\n")) if line.strip()), "")

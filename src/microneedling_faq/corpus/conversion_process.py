"""Converts files in a process of its own, with bounded time and memory for each: a file may be damaged, huge or hostile.

One process waits with nothing but the converters in it, and forks for each file: whatever becomes of the fork, it goes on. It
is started with the first file and stopped after the last. Where a process cannot be forked (Windows), files are converted here.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from ..errors import CorpusError
from .conversion import Converted, convert
from .formats import CONVERTED_APART

MOST_SECONDS = 120  # for a file; a PDF of a thousand pages takes half of it
MOST_MEMORY_BYTES = 2 * 2**30
_SERVE = "from microneedling_faq.corpus.conversion_process import serve; serve()"
_LIBRARIES = {".xlsx": ("openpyxl",), ".docx": ("mammoth", "markdownify"), ".pdf": ("pypdf",), ".html": ("bs4", "markdownify")}
_HOME = str(Path(__file__).parents[2])  # where the package is found


class ConversionProcess:
    """Converts files one after another; use it as `conversion_process` gives it.

    :param seconds: That a file may take.
    :param memory: Bytes that it may need.
    """

    def __init__(self, seconds: float, memory: int) -> None:
        self._bounds = (seconds, memory)
        self._process: subprocess.Popen[str] | None = None

    def convert(self, path: Path) -> Converted:
        """Convert a file.

        :raises CorpusError: If it cannot be read, or not within bounds; the message says what to do.
        """
        if path.suffix.lower() not in CONVERTED_APART or not hasattr(os, "fork"):
            return convert(path)
        told = self._ask(path)
        if "converted" in told:
            fields = told["converted"]
            return Converted(**fields | {"questions": tuple(map(tuple, fields["questions"]))})
        if "problem" in told:
            raise CorpusError(path, told["problem"], told["line"])
        raise CorpusError(path, self._why(told["signal"]))

    def stop(self) -> None:
        """Stop the process, if there is one."""
        if self._process and self._process.stdin:
            with suppress(BrokenPipeError):
                self._process.stdin.close()  # the end of its work
            self._process.wait()
            self._process = None

    def _why(self, ended_by: int) -> str:
        """Why a fork ended before it could tell, and what to do; where no signal ended it, it had no memory left to tell."""
        seconds, memory = self._bounds
        if not ended_by:
            return f"needs more than {memory // 2**20:,} MiB of memory to be read. Split it"
        why = f"takes more than {seconds} seconds to be read" if ended_by == signal.SIGALRM else "makes its reader crash"
        return f"{why}. Open it in a program, and save it anew, or split it"

    def _ask(self, path: Path) -> dict[str, Any]:
        if self._process and self._process.poll() is not None:
            self.stop()
        process = self._process or self._start()
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        process.stdin.write(json.dumps([os.fspath(path), *self._bounds]) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:  # it was ended from outside
            self.stop()
            return {"signal": signal.SIGKILL}
        told: dict[str, Any] = json.loads(line)
        return told

    def _start(self) -> "subprocess.Popen[str]":
        paths = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 our own program
            [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # converters complain of what they mend
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": paths},
        )
        return self._process


@contextmanager
def conversion_process(*, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY_BYTES) -> Iterator[ConversionProcess]:
    """A process for as long as files are read; see `ConversionProcess`."""
    process = ConversionProcess(seconds, memory)
    try:
        yield process
    finally:
        process.stop()


def serve() -> None:
    """Answer each line of stdin, a path and its bounds as JSON, with what came out of the file, or why nothing did."""
    for line in sys.stdin:
        name, seconds, memory = json.loads(line)
        path = Path(name)
        _prepare(path.suffix.lower())
        read_end, write_end = os.pipe()
        fork = os.fork()
        if fork == 0:
            os.close(read_end)
            _convert_bounded(path, seconds, memory, os.fdopen(write_end, "w", encoding="utf-8"))
        os.close(write_end)
        with os.fdopen(read_end, encoding="utf-8") as pipe:
            told = pipe.read()
        _, status = os.waitpid(fork, 0)
        print(told if status == 0 else json.dumps({"signal": os.WTERMSIG(status)}), flush=True)  # noqa: T201 the other end reads it


def _prepare(suffix: str) -> None:
    """Import what the forks for such files need, once."""
    for name in _LIBRARIES.get(suffix, ()):
        with suppress(ImportError):  # converting says so
            import_module(name)


def _convert_bounded(path: Path, seconds: float, memory: int, out: IO[str]) -> None:
    """Convert a file in a fork, which ends here."""
    code = 1
    try:
        _limit(seconds, memory)
        with out:
            out.write(json.dumps(_tell(path)))
        code = 0
    finally:
        os._exit(code)


def _tell(path: Path) -> dict[str, Any]:
    try:
        return {"converted": asdict(convert(path))}
    except CorpusError as error:
        return {"problem": error.problem, "line": error.line}


def _limit(seconds: float, memory: int) -> None:
    """Bound the time and memory of this process; past the time the system ends it."""
    import resource  # not on Windows

    signal.setitimer(signal.ITIMER_REAL, seconds)
    held = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = _memory_now() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most if held == resource.RLIM_INFINITY else min(most, held), held))


def _memory_now() -> int:
    """Bytes of address space that the process has already; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")

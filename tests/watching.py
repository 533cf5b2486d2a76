"""Watches a process and all that it starts from outside, with strace: whom it speaks to, and where it writes."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TOLD = (
    "connect,sendto,sendmsg,sendmmsg,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"
)
_CALL = re.compile(r"^\d+\s+(?:<\.\.\. )?(\w+)\((.*)")
_INTERNET = re.compile(r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SENDING = frozenset({"connect", "sendto", "sendmsg", "sendmmsg"})
_WRITING = re.compile(r"O_(?:WRONLY|RDWR|CREAT|TRUNC)")


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen; read it when the process has ended."""

    log: Path
    folder: Path  # that the process ran in

    def addresses(self) -> set[str]:
        """Every internet address, with port, that anything was sent to, but for this machine's own."""
        found = {match for name, rest in self._calls() if name in _SENDING for match in _INTERNET.findall(rest)}
        return {f"{host} port {port}" for port, host in found if not (host.startswith("127.") or host == "::1")}

    def written(self) -> set[Path]:
        """Every file and folder that was made, opened for writing or named anew, whether or not it could be."""
        found: set[Path] = set()
        for name, rest in self._calls():
            if name in _SENDING or ("open" in name and not _WRITING.search(rest)):
                continue
            named = _TEXT.findall(rest)[-2 if "name" in name else -1 :]
            found |= {Path(os.path.normpath(self.folder / path)) for path in named}
        return found

    def written_outside(self, *folders: Path) -> set[Path]:
        """What was written, but for what lies in one of these folders or is a device."""
        system = [Path("/dev"), Path("/proc"), Path("/var/lib/libuuid")]  # the last counts identifiers for all programs
        allowed = [*system, *folders]
        return {path for path in self.written() if not any(path.is_relative_to(folder) for folder in allowed)}

    def _calls(self) -> Iterator[tuple[str, str]]:
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            call = _CALL.match(line)
            if call:
                yield call[1], call[2]


@contextmanager
def watched(command: list[str], log: Path, folder: Path, environment: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a command of Python's with every call noted that could leave the process; it leads a process group of its own."""
    tracer = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", f"trace={_TOLD}", "-e", "signal=none", "-o", str(log)]
    process = subprocess.Popen(
        [*tracer, sys.executable, *command],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.communicate()

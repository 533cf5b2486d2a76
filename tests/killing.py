"""Work that is killed a step later each time; for scripts that run in a process of their own, as a fork wants it.

A step is something done to files, as Python's audit hooks see it.
"""

import os
import signal
import sys
from collections.abc import Callable

_STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree"})


def killed_after(steps: int, work: Callable[[], object]) -> bool:
    """Do work in a child process that kills itself after some steps; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        done = 0

        def die_in_time(event: str, _arguments: object) -> None:
            nonlocal done
            if event in _STEPS:  # `os.kill` is an event too
                done += 1
                if done > steps:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die_in_time)
        try:
            work()
        finally:  # without the clean-up of libraries whose threads are not there in a child
            os._exit(int(sys.exc_info()[0] is not None))
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise RuntimeError(f"the work failed by itself, status {status}")
    return status == signal.SIGKILL

"""Run by index/test_writer in a process of its own: writes an index over another over and over, killed a step later each time.

A step is a file that is opened, moved, made or removed, as Python's audit hooks see it. Prints a JSON list: which of the
two indexes a reader finds after each kill, and last the one after a build that nobody killed.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from builders import parts_of, parts_titled, titles
from microneedling_faq.index.reader import damaged_files, load_index
from microneedling_faq.index.writer import IndexParts, build_lock, write_index

STEPS = frozenset({"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree"})


def write_and_be_killed(parts: IndexParts, folder: Path, after_steps: int) -> bool:
    """Write an index in a child process that kills itself at a step; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        done = 0

        def die_in_time(event: str, _arguments: object) -> None:
            nonlocal done
            if event in STEPS:  # `os.kill` is an event too
                done += 1
                if done > after_steps:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die_in_time)
        try:
            with build_lock(folder):
                write_index(parts, folder)
        finally:  # without the clean-up of libraries whose threads are not there in a child
            os._exit(int(sys.exc_info()[0] is not None))
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise RuntimeError(f"the build failed by itself, status {status}")
    return status == signal.SIGKILL


def what_a_reader_finds(folder: Path) -> str:
    index = load_index(folder)
    damage = list(damaged_files(folder, index.manifest))
    return " and ".join(sorted(titles(index)) + damage)


def main(original: Path, scratch: Path, case: str) -> None:
    folder = scratch / "index"
    shutil.copytree(original, folder)
    with build_lock(folder):
        write_index(parts_titled(load_index(original), "old"), folder)
    found: list[str] = []
    killed = True
    while killed:
        before = load_index(folder)
        parts = parts_titled(before, "new") if case == "other content" else parts_of(before)
        killed = write_and_be_killed(parts, folder, after_steps=len(found))
        found.append(what_a_reader_finds(folder))
        if killed and "new" in found[-1]:  # back to the old one, so that each kill happens in the same place
            with build_lock(folder):
                write_index(parts_titled(load_index(folder), "old"), folder)
    left_over = [path.name for path in folder.iterdir() if path.name.startswith(".building-")]
    generations = [path.name for path in folder.iterdir() if path.is_dir()]
    print(json.dumps({"found": found, "left_over": left_over, "generations": len(generations)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

"""Run by index/test_writer in a process of its own: writes an index over another over and over, killed a step later each time.

Prints a JSON list: which of the two indexes a reader finds after each kill, and last the one after a build that nobody killed.
"""

import json
import shutil
import sys
from functools import partial
from pathlib import Path

from builders import parts_of, parts_titled, titles
from killing import killed_after
from microneedling_faq.index.reader import damaged_files, load_index
from microneedling_faq.index.writer import IndexParts, build_lock, write_index


def write(parts: IndexParts, folder: Path) -> None:
    with build_lock(folder):
        write_index(parts, folder)


def what_a_reader_finds(folder: Path) -> str:
    index = load_index(folder)
    damage = list(damaged_files(folder, index.manifest))
    return " and ".join(sorted(titles(index)) + damage)


def main(original: Path, scratch: Path, case: str) -> None:
    folder = scratch / "index"
    shutil.copytree(original, folder)
    write(parts_titled(load_index(original), "old"), folder)
    found: list[str] = []
    killed = True
    while killed:
        before = load_index(folder)
        parts = parts_titled(before, "new") if case == "other content" else parts_of(before)
        killed = killed_after(len(found), partial(write, parts, folder))
        found.append(what_a_reader_finds(folder))
        if killed and "new" in found[-1]:  # back to the old one, so that each kill happens in the same place
            write(parts_titled(load_index(folder), "old"), folder)
    left_over = [path.name for path in folder.iterdir() if path.name.startswith(".building-")]
    generations = [path.name for path in folder.iterdir() if path.is_dir()]
    print(json.dumps({"found": found, "left_over": left_over, "generations": len(generations)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

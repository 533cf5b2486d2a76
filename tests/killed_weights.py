"""Run by encoder/test_trained_weights in a process of its own: exchanges trained weights, killed a step later each time.

Prints a JSON list: the seed that a reader finds after each kill and the number of files, and last those after no kill.
"""

import json
import shutil
import sys
from functools import partial
from pathlib import Path

from killing import killed_after
from microneedling_faq.encoder.trained_weights import adopt_trained, read_trained


def main(old: Path, new: Path, scratch: Path) -> None:
    found = []
    killed = True
    while killed:
        place = scratch / str(len(found))
        folder, candidate = shutil.copytree(old, place / "trained"), shutil.copytree(new, place / "candidate")
        killed = killed_after(len(found), partial(adopt_trained, candidate, folder))
        weights = read_trained(folder)
        assert weights
        weights.adapter(), weights.target_vectors()  # both files can be read
        found.append({"seed": weights.record["seed"], "files": len(list(folder.iterdir()))})
    print(json.dumps(found))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

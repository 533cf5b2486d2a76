"""Tries every fault a number of times and prints a table of what happened.

python -m tests.faults [--times N] [--only FAULT …]

Each is described in `faults.py`.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import faults  # noqa: E402 found by the line above

EVERY = (
    faults.killed_build,
    faults.killed_training,
    faults.full_disk,
    faults.full_tmpfs,
    faults.damaged_file,
    faults.two_builders,
    faults.edited_meanwhile,
    faults.clock_moved_back,
)


def main() -> int:
    """Try what was named, everything by default; 1 if something was seen that must not be."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--times", type=int, default=50, help="of each fault (default: 50)")
    names = [fault.__name__ for fault in EVERY]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="FAULT", help=", ".join(names))
    arguments = parser.parse_args()
    print("| fault | times | what happened |\n|---|---|---|")
    wrong = 0
    for fault in (each for each in EVERY if each.__name__ in arguments.only):
        seen: Counter[str] = Counter()
        for seed in range(arguments.times):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    seen[fault(faults.fresh_place(Path(folder)), Random(seed))] += 1
                except AssertionError as error:
                    wrong += 1
                    seen["WRONG"] += 1
                    print(f"{fault.__name__}, seed {seed}: {error!r}", file=sys.stderr)
        told = "; ".join(f"{what}: {times}" for what, times in seen.most_common())
        print(f"| {(fault.__doc__ or '').rstrip('.')} | {arguments.times} | {told} |", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())

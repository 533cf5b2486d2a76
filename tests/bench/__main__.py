"""Measures every bar of speed against a plain script, in turn, and writes a table and two pictures.

python -m tests.bench [--rounds N] [--only PART …]

To be run on an otherwise idle machine with two cores; needs `pip install -e .[bench]` and the public data (`--data DIR`).
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from . import answering, desk, heavy, indexing, phone, scaling, serving, weights
from .measuring import ROOT, Row
from .report import print_table, write_results
from .setting import Setting, prepare

PARTS: dict[str, Callable[[Setting], list[Row]]] = {
    "ask": answering.measure_cold,
    "reply": answering.measure_warm,
    "heavy": heavy.measure_heavy,
    "chat": serving.measure_start,
    "visitors": serving.measure_visitors,
    "first view": phone.measure_first_view,
    "widget": phone.measure_widget,
    "phone": phone.measure_fit,
    "suggestions": phone.measure_suggestions,
    "desk": desk.measure_typing,
    "live": desk.measure_live,
    "build": indexing.measure_build,
    "change": indexing.measure_change,
    "quality": indexing.measure_quality,
    "weights": weights.measure_weights,
    "scale": scaling.measure_scale,
}


def main() -> None:
    """Run the parts that were named, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, ours and the reference in turn (default: 5)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "datasets", help="folder of scifact and clinc")
    parser.add_argument("--results", type=Path, default=Path(__file__).parent / "results", help="where table and pictures go")
    arguments = parser.parse_args()
    setting = prepare(arguments.data, arguments.results, arguments.rounds)
    rows: list[Row] = []
    for name in arguments.only:
        rows += PARTS[name](setting)
        print_table(rows)
    write_results(rows, setting)


if __name__ == "__main__":
    main()

"""The rows as a table, on the terminal and in Markdown, and the two pictures."""

import json
import os
import platform
import shlex
import sys
import time
from pathlib import Path
from statistics import median

from .measuring import Row
from .setting import Setting

HEADINGS = ("what", "ours", "spread", "reference", "spread", "ratio", "bar", "met")


def print_table(rows: list[Row]) -> None:
    """Show what has been measured so far."""
    cells = [HEADINGS, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    print()
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip(), flush=True)


def write_results(rows: list[Row], setting: Setting) -> None:
    """Write `table.md`, `breakdown.png` and `scale.png`, the pictures from what the parts that ran left behind."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *map(_cells, rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    made = f"`{shlex.join(['python', '-m', 'tests.bench', *sys.argv[1:]])}`, {time.strftime('%Y-%m-%d')}, {machine()}."
    note = "Medians of the rounds, ours and the reference in turn; spread is lowest to highest."
    (setting.results / "table.md").write_text(f"{made} {note}\n\n{table}\n", encoding="utf-8")
    (setting.results / "rounds.json").write_text(
        json.dumps({row.what: {"ours": row.ours, "reference": row.reference} for row in rows}, indent=1) + "\n",
        encoding="utf-8",
    )
    _draw_breakdown(setting.results)
    _draw_scale(setting.results)


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.3f}"
    unit = f" {row.unit}" if row.unit else ""
    mine = f"{_number(median(row.ours))}{unit}"
    other = f"{_number(median(row.reference))}{unit}" if row.reference else ""
    return (row.what, mine, _spread(row.ours), other, _spread(row.reference), ratio, row.bar, "yes" if row.meets else "NO")


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.4g}"


def _spread(values: list[float]) -> str:
    return f"{_number(min(values))}-{_number(max(values))}" if len(values) > 1 else ""


def machine() -> str:
    """The processor, how busy it is, and the version of Python."""
    names = [line for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
    model = names[0].partition(": ")[2] if names else platform.processor()
    load = os.getloadavg()[2]
    return (
        f"{model}, {os.cpu_count()} cores, load over the last quarter of an hour {load:.1f}, Python {platform.python_version()}"
    )


def _draw_breakdown(results: Path) -> None:
    """One bar for a warm reply, in its parts, and one for the plain script."""
    source = results / "breakdown.json"
    if not source.exists():
        return
    from matplotlib import pyplot

    told = json.loads(source.read_text(encoding="utf-8"))
    parts = {
        "the encoder's forward pass": told["forward pass"],
        "tokens and batch": told["embed"] - told["forward pass"],
        "nearest entries (FAISS)": told["nearest entries"],
        "words (BM25)": told["BM25"],
    }
    parts["reading, deciding, quoting"] = told["forward pass"] + told["own"] - sum(parts.values())
    figure, axes = pyplot.subplots(figsize=(9, 2.6), layout="constrained")
    left = 0.0
    for name, milliseconds in parts.items():
        axes.barh("a warm reply", milliseconds, left=left, label=f"{name}: {milliseconds:.2f} ms")
        left += milliseconds
    axes.barh("plain script:\nencode and search", told["plain"], color="0.6", label=f"plain script: {told['plain']:.2f} ms")
    axes.set_xlabel("milliseconds, median of each part")
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(results / "breakdown.png", dpi=150)
    pyplot.close(figure)


def _draw_scale(results: Path) -> None:
    """Search time, ours and exact, and recall, over the number of entries."""
    source = results / "scale.json"
    if not source.exists():
        return
    from matplotlib import pyplot

    scales = json.loads(source.read_text(encoding="utf-8"))
    entries = [each["entries"] for each in scales]
    figure, (times, recalls) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    times.loglog(entries, [each["exact_ms"] for each in scales], "o--", color="0.6", label="exact")
    times.loglog(entries, [each["search_ms"] for each in scales], "o-", label="ours")
    times.set_ylabel("search, p50, milliseconds")
    times.legend()
    recalls.semilogx(entries, [each["recall"] for each in scales], "o-")
    recalls.axhline(0.97, color="0.6", linestyle="--", label="bar: 0.97")
    recalls.set_ylim(0.9, 1.005)
    recalls.set_ylabel("recall@10 against exact")
    recalls.legend()
    for axes in (times, recalls):
        axes.set_xlabel("entries")
        axes.grid(visible=True, alpha=0.3)
    figure.savefig(results / "scale.png", dpi=150)
    pyplot.close(figure)

"""Gaps as text and as a table for spreadsheets; pure."""

import csv
import io
from collections.abc import Sequence

from .gaps import WEEKS, Gap

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def format_gaps(gaps: Sequence[Gap], least_visits: int) -> str:
    """The gaps for people, most wanted first."""
    if not gaps:
        return f"no gap that {least_visits} visits or more have met"
    return "\n\n".join(_format(gap) for gap in gaps)


def format_gaps_csv(gaps: Sequence[Gap]) -> str:
    """The gaps as CSV, a line each, under a line of names."""
    text = io.StringIO()
    table = csv.writer(text)
    weeks = ["this week" if not ago else "last week" if ago == 1 else f"{ago} weeks ago" for ago in reversed(range(WEEKS))]
    table.writerow(["gap", "topic", "questions", "visits", "not helpful", *weeks, "examples"])
    for gap in gaps:
        examples = _cell(" | ".join(gap.examples))
        table.writerow([_cell(gap.title), gap.topic or "", gap.questions, gap.visits, gap.not_helpful, *gap.weeks, examples])
    return text.getvalue()


def _format(gap: Gap) -> str:
    unhelpful = f", {gap.not_helpful} answered and not helpful" if gap.not_helpful else ""
    lines = [
        f"{gap.title}: {gap.questions} questions of {gap.visits} visits{unhelpful}; "
        f"{gap.trend:+d} in four weeks; by week {' '.join(map(str, gap.weeks))}"
    ]
    return "\n".join([*lines, *(f"    {example}" for example in gap.examples)])


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

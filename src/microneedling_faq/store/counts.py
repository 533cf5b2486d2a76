"""How often something was seen on a day: kinds of reply, passages, times, thumbs. No words, and nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from .schema import day_counts

Measure: TypeAlias = Literal["reply", "passage", "milliseconds", "verdict", "unsupported"]
"""Replies by kind, passages shown by sha256, reply times by upper bound, thumbs, topics that the corpus does not cover."""
Tally: TypeAlias = Mapping[tuple[date, Measure, str], int]


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often on a day."""

    day: date
    name: str
    count: int


def add_counts(connection: Connection, tally: Tally) -> None:
    """Add to what was counted before; many may do so at once."""
    rows = [dict(zip(("day", "measure", "name"), key, strict=True), count=count) for key, count in sorted(tally.items())]
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = dialect.insert(day_counts)
    key = (day_counts.c.day, day_counts.c.measure, day_counts.c.name)
    connection.execute(
        added.on_conflict_do_update(index_elements=key, set_={"count": day_counts.c.count + added.excluded.count}), rows
    )


def read_counts(connection: Connection, measure: Measure, since: date) -> list[DayCount]:
    """What was counted since a day, that day included, by day and name."""
    found = select(day_counts.c.day, day_counts.c.name, day_counts.c.count)
    found = found.where(day_counts.c.measure == measure, day_counts.c.day >= since)
    return [DayCount(*row) for row in connection.execute(found.order_by(day_counts.c.day, day_counts.c.name))]

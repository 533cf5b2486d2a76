"""What staff changed in the corpus: drafted, applied, undone, by whom and when. The files themselves are not here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from ..errors import StoreError
from .schema import change_steps, changes

State = Literal["draft", "applied", "undone"]


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody made of a change."""

    state: State
    who: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the corpus."""

    id: int
    kind: str  # "wording", "answer", "document" …
    summary: str  # a line for people
    details: Mapping[str, Any]  # what applying and undoing need
    state: State
    steps: Sequence[Step]  # oldest first


def draft_change(connection: Connection, kind: str, summary: str, details: Mapping[str, Any], who: str, now: datetime) -> int:
    """Keep a change that is not applied yet.

    :return: Its id.
    """
    row = {"kind": kind, "summary": summary, "details": dict(details), "state": "draft"}
    made = connection.execute(insert(changes).values(row).returning(changes.c.id)).scalar_one()
    _step(connection, made, "draft", who, now)
    return int(made)


def move_change(connection: Connection, change: int, before: State, after: State, who: str, now: datetime) -> None:
    """Say that a change was applied or undone.

    :raises StoreError: If it is not, or no longer, as it was before: of two people at once, one is told.
    """
    found = update(changes).where(changes.c.id == change, changes.c.state == before).values(state=after)
    if not connection.execute(found).rowcount:
        raise StoreError(f"change {change} is no longer {before!r}: somebody else was faster. Look at it again")
    _step(connection, change, after, who, now)


def set_details(connection: Connection, change: int, details: Mapping[str, Any]) -> None:
    """Keep other details of a change, such as what undoing it needs."""
    connection.execute(update(changes).where(changes.c.id == change).values(details=dict(details)))


def find_change(connection: Connection, change: int) -> Change | None:
    """The change of an id."""
    row = connection.execute(select(changes).where(changes.c.id == change)).first()
    return Change(**row._asdict(), steps=_steps(connection, change)) if row else None


def list_changes(connection: Connection, *, state: State | None = None, limit: int = 100) -> list[Change]:
    """The latest changes, newest first; of one state, if it is named."""
    found = select(changes).order_by(changes.c.id.desc()).limit(limit)
    if state:
        found = found.where(changes.c.state == state)
    return [Change(**row._asdict(), steps=_steps(connection, row.id)) for row in connection.execute(found).all()]


def _step(connection: Connection, change: int, state: State, who: str, now: datetime) -> None:
    connection.execute(insert(change_steps).values(change=change, state=state, who=who, time=now))


def _steps(connection: Connection, change: int) -> tuple[Step, ...]:
    rows = connection.execute(select(change_steps).where(change_steps.c.change == change).order_by(change_steps.c.id))
    return tuple(Step(row.state, row.who, row.time) for row in rows)

"""What visitors asked, scrubbed, where the operator keeps it; see `recording` for what is never kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from .schema import kept_questions


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question as it is kept. Nothing in it tells who asked."""

    id: str  # random
    day: date
    visit: str  # tells visits of a day apart, and nothing else
    language: str
    kind: str  # of the reply: "answer", "not_covered" or "refer"
    text: str  # as it was understood, scrubbed
    unsupported: tuple[str, ...]  # names of the topics that it asks about and the corpus does not cover
    passages: tuple[str, ...]  # sha256 of what was shown
    verdict: str | None = None  # "helpful" or "not_helpful", where the visitor said so
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept."""

    questions: int
    first: date | None  # day of the oldest
    last: date | None


def keep_questions(connection: Connection, questions: Sequence[KeptQuestion]) -> None:
    """Keep questions."""
    if questions:
        connection.execute(insert(kept_questions), [asdict(question) for question in questions])


def rate_question(connection: Connection, question: str, verdict: str, reason: str | None) -> None:
    """Keep what a visitor said of the reply to a question; does nothing if that is not kept."""
    connection.execute(update(kept_questions).where(kept_questions.c.id == question).values(verdict=verdict, reason=reason))


def list_questions(connection: Connection, since: date) -> list[KeptQuestion]:
    """What was asked since a day, that day included, oldest first."""
    rows = connection.execute(select(kept_questions).where(kept_questions.c.day >= since).order_by(kept_questions.c.day))
    lists = ("unsupported", "passages")
    return [KeptQuestion(**{**row, **{name: tuple(row[name]) for name in lists}}) for row in rows.mappings()]


def erase_questions(connection: Connection, before: date | None = None) -> int:
    """Erase what was asked before a day, or all.

    :return: How many questions.
    """
    found = delete(kept_questions) if before is None else delete(kept_questions).where(kept_questions.c.day < before)
    return connection.execute(found).rowcount


def describe_questions(connection: Connection) -> Kept:
    """How many questions are kept, and of which days."""
    days = kept_questions.c.day
    return Kept(*connection.execute(select(func.count(), func.min(days), func.max(days))).one())


def forget_erased(connection: Connection) -> None:
    """Take what was erased out of SQLite's log as well, in a connection of its own; a server does so by itself.

    Where somebody reads meanwhile, that is left for the next time.
    """
    if connection.dialect.name == "sqlite":
        connection.rollback()
        connection.connection.dbapi_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

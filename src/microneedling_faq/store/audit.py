"""Who did what, and when. It only grows: the database refuses to change or delete an entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from .schema import audit_log

MOST_READ = 100


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that somebody did."""

    id: int  # higher is later
    time: datetime
    who: str  # the name of a user, or what they typed as one
    what: str  # "login", "user.add", "wording.teach" …
    details: Mapping[str, Any]


def record(connection: Connection, who: str, what: str, now: datetime, **details: Any) -> None:
    """Add an entry; best in the transaction of what it tells, so that there is both or neither.

    :param details: What JSON can hold: texts, numbers, lists of them. No password, and no visitor's words.
    """
    connection.execute(insert(audit_log).values(time=now, who=who, what=what, details=details))


def read_audit(connection: Connection, *, before: int | None = None, limit: int = MOST_READ) -> list[AuditEntry]:
    """The latest entries, newest first.

    :param before: Only those older than the entry of this id, for the next page.
    """
    entries = select(audit_log).order_by(audit_log.c.id.desc()).limit(limit)
    if before is not None:
        entries = entries.where(audit_log.c.id < before)
    return [AuditEntry(**row._asdict()) for row in connection.execute(entries)]

"""How much visitors have asked of late, where several processes or servers count it together: by a hash, for a minute or two.

One statement is the rule of `web/operating/limits`, so that two who ask at once are both counted, and nothing has to be locked.
It needs no flush to the disk: what a power cut takes away is a minute's count.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ..errors import StoreError

if TYPE_CHECKING:
    from .database import Store

LOCK_SECONDS = 1.0  # waited for another process that writes

# A row says when a key will owe nothing. One that lies further ahead than can be was written before a clock was set back.
_TAKE = """
INSERT INTO allowances (key, settled) VALUES (:key, :now + :interval)
ON CONFLICT (key) DO UPDATE SET settled = :interval + CASE
  WHEN allowances.settled BETWEEN :now AND :now + 2 * :period THEN allowances.settled ELSE :now END
WHERE allowances.settled + :interval <= :now + :period + 0.000001 OR allowances.settled > :now + 2 * :period
RETURNING settled
"""
_SETTLED = "SELECT settled FROM allowances WHERE key = :key"
_FORGET = "DELETE FROM allowances WHERE settled < :now"
_TABLE = "CREATE TABLE IF NOT EXISTS allowances (key TEXT PRIMARY KEY, settled REAL NOT NULL) WITHOUT ROWID"

_SAME_FOR_ALL = b"microneedling-faq"  # servers have no secret in common but the store itself

Run: TypeAlias = Callable[[str, Mapping[str, str | float]], float | None]
"""Runs a statement, alone in its transaction; gives the number in its first row, or `None` where there is none."""


class SharedLedger:
    """A ledger in a database that others write in too. For one thread."""

    def __init__(self, run: Run, secret: bytes, period: float) -> None:
        """A ledger where statements are run.

        :param secret: By which keys are hashed, the same for all who count together; up to 64 bytes.
        :param period: Seconds that may be owed.
        """
        self._run = run
        self._secret = secret
        self._period = period
        self._forget_at = 0.0

    @classmethod
    def in_file(cls, path: Path, secret: bytes, period: float) -> "SharedLedger":
        """A ledger for the processes of one machine; the file is made first if it is not there.

        :raises StoreError: Here and in `take`, if the file cannot be used.
        """
        with _errors_in_words(path):
            connection = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_TABLE)

        def run(statement: str, values: Mapping[str, str | float]) -> float | None:
            with _errors_in_words(path):
                row = connection.execute(statement, values).fetchone()
            return float(row[0]) if row else None

        return cls(run, secret, period)

    @classmethod
    def in_store(cls, store: "Store", period: float) -> "SharedLedger":
        """A ledger for servers that share a store; `take` raises `StoreError` while that cannot be used."""
        from sqlalchemy import text

        def run(statement: str, values: Mapping[str, str | float]) -> float | None:
            with store.at_once() as connection:
                done = connection.execute(text(statement), values)
                row = done.first() if done.returns_rows else None
            return float(row[0]) if row else None

        return cls(run, _SAME_FOR_ALL, period)

    def take(self, key: str, interval: float, now: float) -> float:
        """Seconds until a key may come again; 0 lets it through and counts.

        :param interval: Seconds that it will owe for this time.
        :param now: Seconds since 1970, by a clock that is about the same for all.
        :raises StoreError: If the database cannot be used now.
        """
        if now >= self._forget_at:
            self._run(_FORGET, {"now": now})
            self._forget_at = now + self._period
        hashed = hashlib.blake2b(key.encode(), key=self._secret, digest_size=16).hexdigest()
        values: dict[str, str | float] = {"key": hashed, "now": now, "interval": interval, "period": self._period}
        if self._run(_TAKE, values) is not None:
            return 0.0
        settled = self._run(_SETTLED, {"key": hashed})
        return max(0.0, (settled or now) + interval - now - self._period)


@contextmanager
def _errors_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: questions cannot be counted there now ({error})") from error

"""Passages and entries in tables: a version's rows, read when they are asked for."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...errors import IndexFileError
from ...index_places import DatabasePlace
from ..engine import Record, Records
from .connection import Database
from .schema import SCHEMA

Numbers = npt.NDArray[np.int32]  # (n,) for each row of a version, the number of its record in the table

REMEMBERED_ROWS = 1024  # of each table; records are frozen, so all may share them
_READ_AT_ONCE = 1000


class StoredRecords(Records[Record]):
    """The records of a version. Safe to read from many threads."""

    def __init__(
        self, database: Database, corpus: int, table: str, numbers: Numbers, make: Callable[[int, dict[str, Any]], Record]
    ) -> None:
        """Those that `numbers` name.

        :param make: Gives the record of a row from its fields.
        """
        self._database, self._numbers, self._make = database, numbers, make
        self._query = f"SELECT number, record FROM {SCHEMA}.{table} WHERE corpus = {corpus:d} AND number = ANY(%s::int[])"
        self._known: dict[int, Record] = {}  # the same passages and wordings are found again and again

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Record]:
        for start in range(0, len(self), _READ_AT_ONCE):
            rows = range(start, min(start + _READ_AT_ONCE, len(self)))
            found = self._read(rows)
            yield from (found[row] for row in rows)

    def many(self, rows: Sequence[int]) -> list[Record]:
        """The records of some rows, in their order."""
        found = {row: self._known[row] for row in rows if row in self._known}
        missing = [row for row in rows if row not in found]
        if missing:
            read = self._read(missing)
            found |= read
            if len(self._known) + len(read) > REMEMBERED_ROWS:
                self._known = {}  # all at once: another thread may be reading the old ones
            self._known.update(read)
        return [found[row] for row in rows]

    def _read(self, rows: Sequence[int]) -> dict[int, Record]:
        """Row -> record.

        :raises IndexFileError: If newer versions have pushed this one out.
        """
        wanted = self._numbers[rows].tolist()
        texts = dict(self._database.fetch(self._query, [wanted]))
        if len(texts) < len(set(wanted)):
            raise pushed_out(self._database.place)
        return {row: self._make(row, json.loads(texts[number])) for row, number in zip(rows, wanted, strict=True)}


def pushed_out(place: DatabasePlace) -> IndexFileError:
    """What is wrong where a record of a version is gone."""
    return IndexFileError(f"{place}: newer versions have pushed out the one in use here. Start the program anew")


def record_key(record: str, embedding: bytes = b"") -> int:
    """Sixty-four bits, signed, of all that a record is: among a million two share a key once in forty million indexes."""
    digest = hashlib.blake2b(record.encode() + b"\0" + embedding, digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def number_rows(numbers: Numbers) -> Numbers:
    """The row of each number, -1 where no row has it."""
    rows = np.full(int(numbers.max(initial=-1)) + 1, -1, dtype=np.int32)
    rows[numbers] = np.arange(len(numbers), dtype=np.int32)
    return rows


def find_rows(numbers: npt.NDArray[np.int64] | Numbers, rows: Numbers) -> Numbers:
    """The rows of some numbers, -1 where no row has it.

    :param rows: As `number_rows` gives them; later versions have higher numbers.
    """
    found: Numbers = np.where(numbers < len(rows), rows[np.minimum(numbers, len(rows) - 1)], -1)
    return found

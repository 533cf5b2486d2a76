"""Records in a JSON-lines file that are read one at a time, so that a large index opens at once."""

import json
import mmap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from .engine import Record, Records
from .mapped_arrays import map_array

REMEMBERED_ROWS = 8192  # of each file, 5 MB of entries; records are frozen, so all may share them


def write_rows(path: Path, records: Iterable[Any]) -> None:
    """Write dataclass records, one JSON object a line, and beside them where each line starts."""
    starts = [0]
    with path.open("wb") as file:
        for record in records:
            starts.append(starts[-1] + file.write(as_json(record).encode() + b"\n"))
    np.save(path.with_suffix(".starts.npy"), np.array(starts, dtype=np.int64))


class JsonRows(Records[Record]):
    """The records that `write_rows` wrote, by memory map."""

    def __init__(self, path: Path, make: Callable[..., Record]) -> None:
        self._make = make
        self._remember = lru_cache(REMEMBERED_ROWS)(self._read)  # the same passages and wordings are found again and again
        self._starts = map_array(path.with_suffix(".starts.npy"))
        with path.open("rb") as file:
            empty = path.stat().st_size == 0  # an empty file cannot be mapped
            self._lines: bytes | mmap.mmap = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def many(self, rows: Sequence[int]) -> list[Record]:
        """The records of some rows, in their order."""
        return [self._remember(row) for row in rows]

    def _read(self, row: int) -> Record:
        return self._make(**json.loads(self._lines[self._starts[row] : self._starts[row + 1]]))


def as_json(record: Any) -> str:
    """A dataclass as a line of JSON."""
    return json.dumps(record, ensure_ascii=False, default=_as_object)


def _as_object(record: Any) -> dict[str, Any]:
    """A dataclass as a JSON object; `dataclasses.asdict` copies all that is in it and takes four times as long.

    An empty tuple is left out, as its record has one by default: most passages stand under no heading.
    """
    return {each.name: value for each in fields(record) if (value := getattr(record, each.name)) != ()}

"""Reads the version of a corpus that is in use."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ...corpus.annotations import Annotations
from ...errors import IndexFileError
from ...index_places import DatabasePlace
from ...types import Embeddings, Entry, Target
from ..calibration import Calibration
from ..converted_texts import Converted, ConvertedText
from ..reader import INDEX_FORMAT, Index, Manifest, first_rows, passage_of, signpost_rows
from .connection import open_database
from .postings import StoredPostings
from .records import Numbers, StoredRecords, number_rows, record_key
from .schema import SCHEMA, corpus_id
from .vectors import StoredVectors

_READ_AT_ONCE = 10_000
_REBUILD = "Rebuild it: microneedling-faq index build"
_IN_USE = f"FROM {SCHEMA}.corpus JOIN {SCHEMA}.version ON version.corpus = id AND version.number = corpus.version"


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is kept."""

    number: int
    written: datetime
    in_use: bool
    manifest: Manifest


def read_manifest(place: DatabasePlace) -> Manifest:
    """The manifest of the version in use.

    :raises IndexFileError: If there is none, or the database cannot be used now.
    """
    database = open_database(place)
    ((content,),) = database.fetch(f"SELECT manifest {_IN_USE} WHERE id = %s", [corpus_id(database)])
    return manifest_of(content, place)


def read_versions(place: DatabasePlace) -> list[Version]:
    """All versions that are kept, the oldest first.

    :raises IndexFileError: As `read_manifest`.
    """
    database = open_database(place)
    rows = database.fetch(
        f"SELECT version.number, written, version.number = version, manifest FROM {SCHEMA}.version "
        f"JOIN {SCHEMA}.corpus ON id = corpus WHERE id = %s ORDER BY number",
        [corpus_id(database)],
    )
    return [Version(number, written, in_use, manifest_of(content, place)) for number, written, in_use, content in rows]


def number_in_use(place: DatabasePlace) -> int:
    """The number of the version in use, a small question for those who watch for another.

    :raises IndexFileError: As `read_manifest`.
    """
    rows = open_database(place).fetch(
        f"SELECT version FROM {SCHEMA}.corpus WHERE name = %s AND version IS NOT NULL", [place.corpus]
    )
    if not rows:
        raise IndexFileError(f"{place}: there is no index of this corpus. Build it: microneedling-faq index build")
    return int(rows[0][0])


def manifest_of(content: dict[str, Any], place: DatabasePlace) -> Manifest:
    """The manifest that a version keeps.

    :raises IndexFileError: If it is of another format.
    """
    found = content["format"]
    if found != INDEX_FORMAT:
        raise IndexFileError(f"{place}: the index has format {found}, this program reads {INDEX_FORMAT}. {_REBUILD}")
    return Manifest(**content)


def load_index(place: DatabasePlace) -> Index:
    """The version in use; twelve bytes an entry are held in memory, all else is read when it is asked for.

    :raises IndexFileError: As `read_manifest`.
    """
    database = open_database(place)
    corpus = corpus_id(database)
    columns = "manifest, content, passages, entries, entry_targets, word_counts, target_vectors"
    ((manifest, text, *arrays, vectors),) = database.fetch(f"SELECT {columns} {_IN_USE} WHERE id = %s", [corpus])
    passages, numbers, entry_targets, lengths = (np.frombuffer(array, dtype="<i4") for array in arrays)
    content = json.loads(text)
    targets = [Target("passage", str(row)) for row in range(len(passages))] + [Target(**each) for each in content["targets"]]
    rows = number_rows(numbers)
    dimensions = int(content["dimensions"])
    return Index(
        place,
        manifest_of(manifest, place),
        StoredRecords(database, corpus, "passage", passages, lambda _, fields: passage_of(**fields)),
        StoredRecords(database, corpus, "entry", numbers, partial(_entry, targets, entry_targets)),
        tuple(targets),
        signpost_rows(targets),
        entry_targets,
        first_rows(entry_targets, len(targets)),
        StoredVectors(database, corpus, numbers, rows, dimensions),
        StoredPostings(database, corpus, rows, lengths),
        Annotations.from_json(content["annotations"]),
        Calibration(**content["calibration"]) if content["calibration"] else None,
        None if vectors is None else _matrix(vectors, dimensions),
    )


def read_converted(place: DatabasePlace) -> list[Converted]:
    """The texts of documents that were converted.

    :raises IndexFileError: As `read_manifest`.
    """
    database = open_database(place)
    ((text,),) = database.fetch(f"SELECT content {_IN_USE} WHERE id = %s", [corpus_id(database)])
    return [(ConvertedText(**each), converted) for each, converted in json.loads(text)["converted"]]


def damaged_records(place: DatabasePlace) -> Iterator[str]:
    """A line for each stored record that is missing or is not as it was written.

    :raises IndexFileError: As `read_manifest`.
    """
    database = open_database(place)
    corpus = corpus_id(database)
    ((passages, entries),) = database.fetch(f"SELECT passages, entries {_IN_USE} WHERE id = %s", [corpus])
    for table, embedding, wanted in (("passage", "NULL", passages), ("entry", "embedding", entries)):
        numbers = np.frombuffer(wanted, dtype="<i4")
        for start in range(0, len(numbers), _READ_AT_ONCE):
            part = numbers[start : start + _READ_AT_ONCE].tolist()
            columns = f"number, key, record, {embedding}"
            query = f"SELECT {columns} FROM {SCHEMA}.{table} WHERE corpus = %s AND number = ANY(%s::int[])"
            rows = database.fetch(query, [corpus, part])
            right = {number: key == record_key(record, value or b"") for number, key, record, value in rows}
            yield from (
                f"{place}: {table} {number} "
                + ("is not as it was written (its key differs)" if number in right else "is missing")
                for number in part
                if not right.get(number)
            )


def _entry(targets: list[Target], of_entries: Numbers, row: int, fields: dict[str, Any]) -> Entry:
    return Entry(target=targets[of_entries[row]], **fields)


def _matrix(data: bytes, dimensions: int) -> Embeddings:
    matrix: npt.NDArray[np.float32] = np.frombuffer(data, dtype="<f4").reshape(-1, dimensions)
    return matrix

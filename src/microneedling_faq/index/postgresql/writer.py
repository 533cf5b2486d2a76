"""Publishes versions: each build is one transaction, which writes what no version has yet.

Writers of one corpus wait for each other; readers wait for nobody, and see the old version until the new one is whole.
"""

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ...checksums import checksum
from ...errors import IndexFileError
from ...index_places import DatabasePlace
from ..reader import Manifest
from ..writer import IndexParts, count_parts, number_targets
from .connection import open_database
from .reader import manifest_of
from .schema import SCHEMA, make_tables
from .storing import (
    connect_graph,
    entry_records,
    forget_others,
    merge_postings,
    passage_records,
    store_entries,
    store_passages,
)
from .vectors import search_parameters

if TYPE_CHECKING:
    from psycopg import Cursor

KEPT_VERSIONS = 10  # the one in use among them, to go back to


def check_writable(place: DatabasePlace) -> None:
    """Find out whether a build could be published now, before anything is done for one; makes the tables where there are none.

    :raises IndexFileError: If not: the server does not answer, is a read replica, or lacks pgvector.
    """
    with open_database(place).writing() as cursor:
        make_tables(cursor, place)
        _lock_corpus(cursor, place)


def write_index(parts: IndexParts, place: DatabasePlace) -> Manifest:
    """Publish a version, if it is another than the one in use.

    :raises IndexFileError: As `check_writable`; nothing is changed then.
    """
    with open_database(place).writing() as cursor:
        make_tables(cursor, place)
        corpus = _lock_corpus(cursor, place)
        return _publish(parts, cursor, corpus)


def roll_back(place: DatabasePlace) -> Manifest:
    """Put the version before the one in use in use again.

    :raises IndexFileError: If none is kept; or as `check_writable`.
    """
    with open_database(place).writing() as cursor:
        corpus = _lock_corpus(cursor, place)
        row = cursor.execute(
            f"UPDATE {SCHEMA}.corpus SET version = before.number FROM (SELECT max(number) AS number FROM {SCHEMA}.version "
            f"JOIN {SCHEMA}.corpus ON id = version.corpus WHERE id = %s AND number < corpus.version) AS before "
            f"WHERE id = %s AND before.number IS NOT NULL RETURNING before.number",
            [corpus, corpus],
        ).fetchone()
        if row is None:
            raise IndexFileError(f"{place}: no older version is kept. Build one: microneedling-faq index build")
        query = f"SELECT manifest FROM {SCHEMA}.version WHERE corpus = %s AND number = %s"
        ((content,),) = cursor.execute(query, [corpus, row[0]]).fetchall()
        return manifest_of(content, place)


def _lock_corpus(cursor: "Cursor[Any]", place: DatabasePlace) -> int:
    """The number of a place's corpus, which no other transaction may write to while this one lasts."""
    cursor.execute(f"INSERT INTO {SCHEMA}.corpus (name) VALUES (%s) ON CONFLICT DO NOTHING", [place.corpus])
    query = f"SELECT id FROM {SCHEMA}.corpus WHERE name = %s FOR UPDATE"
    ((corpus,),) = cursor.execute(query, [place.corpus]).fetchall()
    return int(corpus)


def _publish(parts: IndexParts, cursor: "Cursor[Any]", corpus: int) -> Manifest:
    targets, entry_targets = number_targets(len(parts.passages), parts.entries)
    passages, entries = passage_records(parts.passages), entry_records(parts.entries, parts.embeddings)
    content = json.dumps(
        {
            "dimensions": parts.embeddings.shape[1],
            "targets": [asdict(target) for target in targets[len(parts.passages) :]],
            "annotations": asdict(parts.annotations),
            "calibration": asdict(parts.calibration) if parts.calibration else None,
            "converted": [(asdict(each), text) for each, text in parts.converted],
        }
    )
    vectors = None if parts.target_vectors is None else parts.target_vectors.astype("<f4").tobytes()
    manifest = Manifest(
        generation="",
        model=parts.model,
        model_sha256=parts.model_sha256,
        chunking=parts.chunking,
        corpus=parts.corpus,
        skipped=parts.skipped,
        counts=count_parts(parts, len(targets)),
        vectors=search_parameters(len(entries.keys)),
        files={},
    )
    told = [asdict(manifest), content, passages.keys, entries.keys, entry_targets.tolist()]
    manifest = replace(manifest, generation=checksum(told)[:12])
    in_use = cursor.execute(
        f"SELECT manifest ->> 'generation' FROM {SCHEMA}.version JOIN {SCHEMA}.corpus ON id = corpus AND version = number "
        "WHERE id = %s",
        [corpus],
    ).fetchone()
    if in_use and in_use[0] == manifest.generation:
        return manifest
    query = f"SELECT coalesce(max(number), 0) + 1 FROM {SCHEMA}.version WHERE corpus = %s"
    ((version,),) = cursor.execute(query, [corpus]).fetchall()
    passage_numbers = store_passages(cursor, corpus, passages)
    texts = [entry.text for entry in parts.entries]
    numbers, lengths = store_entries(cursor, corpus, version, entries, texts, parts.annotations.languages[0])
    connect_graph(cursor, corpus, len(numbers), parts.embeddings.shape[1])
    columns = "corpus, number, manifest, content, passages, entries, entry_targets, word_counts, target_vectors"
    arrays = [array.astype("<i4").tobytes() for array in (passage_numbers, numbers, entry_targets, lengths)]
    values = [corpus, version, json.dumps(asdict(manifest)), content, *arrays, vectors]
    cursor.execute(f"INSERT INTO {SCHEMA}.version ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", values)
    cursor.execute(f"UPDATE {SCHEMA}.corpus SET version = %s WHERE id = %s", [version, corpus])
    _forget_old(cursor, corpus)
    return manifest


def _forget_old(cursor: "Cursor[Any]", corpus: int) -> None:
    """Let go of the versions that are too old to go back to, and of what only they had."""
    cursor.execute(
        f"DELETE FROM {SCHEMA}.version WHERE corpus = %s AND number IN "
        f"(SELECT number FROM {SCHEMA}.version WHERE corpus = %s ORDER BY number DESC OFFSET %s)",
        [corpus, corpus, KEPT_VERSIONS],
    )
    if not cursor.rowcount:
        return
    kept = cursor.execute(f"SELECT passages, entries FROM {SCHEMA}.version WHERE corpus = %s", [corpus]).fetchall()
    for table, arrays in zip(("passage", "entry"), zip(*kept, strict=True), strict=True):
        numbers = np.unique(np.concatenate([np.frombuffer(array, dtype="<i4") for array in arrays]))
        forget_others(cursor, corpus, table, numbers)
    merge_postings(cursor, corpus)

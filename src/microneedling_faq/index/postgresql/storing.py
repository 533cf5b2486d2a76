"""Writes records and postings, those that a corpus does not have yet."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ...types import Embeddings, Entry, Passage
from ..json_rows import as_json
from ..lexical import count_words
from .halfvec import to_halfvecs
from .postings import pack_batch, unpack_batches
from .records import Numbers, record_key
from .schema import SCHEMA
from .vectors import EXACT_UP_TO

if TYPE_CHECKING:
    from psycopg import Cursor

MOST_BATCHES = 32  # of postings; more are merged into one


@dataclass(frozen=True, slots=True)
class Rows:
    """Records on their way into a table."""

    records: list[str]  # JSON
    keys: list[int]
    embeddings: list[bytes]  # none for passages


def passage_records(passages: Sequence[Passage]) -> Rows:
    """Passages as the table keeps them."""
    records = [as_json(passage) for passage in passages]
    return Rows(records, [record_key(record) for record in records], [])


def entry_records(entries: Sequence[Entry], embeddings: Embeddings) -> Rows:
    """Entries as the table keeps them: without their targets, whose numbers change with every paragraph above them."""
    fields = ({"text": entry.text, "kind": entry.kind, "start": entry.start, "end": entry.end} for entry in entries)
    records, vectors = [json.dumps(each, ensure_ascii=False) for each in fields], to_halfvecs(embeddings)
    return Rows(records, [record_key(*each) for each in zip(records, vectors, strict=True)], vectors)


def store_passages(cursor: "Cursor[Any]", corpus: int, rows: Rows) -> Numbers:
    """Write the passages that are new; the number of each row."""
    numbers, new = _number(cursor, corpus, "passage", rows.keys)
    with cursor.copy(f"COPY {SCHEMA}.passage (corpus, number, key, record) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int4", "int8", "text"])
        for row in new:
            copy.write_row((corpus, int(numbers[row]), rows.keys[row], rows.records[row]))
    return numbers


def store_entries(
    cursor: "Cursor[Any]", corpus: int, batch: int, rows: Rows, texts: Sequence[str], language: str
) -> tuple[Numbers, npt.NDArray[np.int32]]:
    """Write the entries that are new, and their postings as a batch; the number of each row, and how many words it has.

    :param batch: Its number, which is new.
    :param texts: Of the rows.
    :param language: Of most of them.
    """
    cursor.execute(f"CREATE TABLE IF NOT EXISTS {_partition(corpus)} PARTITION OF {SCHEMA}.entry FOR VALUES IN ({corpus:d})")
    numbers, new = _number(cursor, corpus, "entry", rows.keys)
    counted = count_words([texts[row] for row in new], language)
    with cursor.copy(f"COPY {SCHEMA}.entry (corpus, number, key, record, words, embedding) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int4", "int8", "text", "int4", "bytea"])
        for row, words in zip(new, counted.lengths.tolist(), strict=True):
            copy.write_row((corpus, int(numbers[row]), rows.keys[row], rows.records[row], words, rows.embeddings[row]))
    held = numbers[new][counted.rows]
    stretches = zip(counted.words.view(np.int64).tolist(), counted.starts[:-1], counted.starts[1:], strict=True)
    batches = ((word, *pack_batch(held[start:end], counted.counts[start:end])) for word, start, end in stretches)
    _write_postings(cursor, corpus, batch, batches)
    stored = cursor.execute(f"SELECT number, words FROM {SCHEMA}.entry WHERE corpus = %s", [corpus]).fetchall()
    lengths = np.zeros(int(numbers.max()) + 1, dtype=np.int32)
    for number, words in stored:
        if number < len(lengths):
            lengths[number] = words
    return numbers, lengths[numbers]


def connect_graph(cursor: "Cursor[Any]", corpus: int, entries: int, dimensions: int) -> None:
    """Make the graph over the entries of a corpus when they have become many; from then on PostgreSQL adds to it."""
    if entries > EXACT_UP_TO:
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS entry_{corpus:d}_graph_{dimensions:d} ON {_partition(corpus)} "
            f"USING hnsw ((embedding::halfvec({dimensions:d})) halfvec_ip_ops) WHERE vector_dims(embedding) = {dimensions:d}"
        )
    cursor.execute(f"ANALYZE {_partition(corpus)}")


def forget_others(cursor: "Cursor[Any]", corpus: int, table: str, kept: Numbers) -> None:
    """Delete the records of a corpus but for some."""
    query = f"SELECT number FROM {SCHEMA}.{table} WHERE corpus = %s"
    stored = np.array([number for (number,) in cursor.execute(query, [corpus]).fetchall()], dtype=np.int32)
    gone = np.setdiff1d(stored, kept).tolist()
    cursor.execute(f"DELETE FROM {SCHEMA}.{table} WHERE corpus = %s AND number = ANY(%s::int[])", [corpus, gone])


def merge_postings(cursor: "Cursor[Any]", corpus: int) -> None:
    """Write the postings anew, as one batch without the entries that are gone, when their batches have become many."""
    query = f"SELECT count(DISTINCT batch), max(batch) FROM {SCHEMA}.posting WHERE corpus = %s"
    ((batches, last),) = cursor.execute(query, [corpus]).fetchall()
    if batches <= MOST_BATCHES:
        return
    query = f"SELECT number FROM {SCHEMA}.entry WHERE corpus = %s"
    stored = np.array([number for (number,) in cursor.execute(query, [corpus]).fetchall()], dtype=np.int32)
    found: dict[int, list[tuple[bytes, bytes]]] = {}
    query = f"SELECT word, entries, counts FROM {SCHEMA}.posting WHERE corpus = %s ORDER BY word, batch"
    for word, entries, counts in cursor.execute(query, [corpus]).fetchall():
        found.setdefault(word, []).append((entries, counts))
    cursor.execute(f"DELETE FROM {SCHEMA}.posting WHERE corpus = %s", [corpus])
    unpacked = ((word, *unpack_batches(held)) for word, held in found.items())
    merged = (
        (word, *pack_batch(numbers[left], counts[left]))
        for word, numbers, counts in unpacked
        if (left := np.isin(numbers, stored)).any()
    )
    _write_postings(cursor, corpus, last, merged)


def _number(cursor: "Cursor[Any]", corpus: int, table: str, keys: Sequence[int]) -> tuple[Numbers, list[int]]:
    """The number of the record of each key, and which rows are new; of several rows that are the same, each has its own."""
    stored: dict[int, list[int]] = {}
    query = f"SELECT key, number FROM {SCHEMA}.{table} WHERE corpus = %s ORDER BY number DESC"
    for key, number in cursor.execute(query, [corpus]).fetchall():
        stored.setdefault(key, []).append(number)
    query = f"SELECT next_{table} FROM {SCHEMA}.corpus WHERE id = %s"
    ((first,),) = cursor.execute(query, [corpus]).fetchall()
    numbers = np.empty(len(keys), dtype=np.int32)
    new: list[int] = []
    for row, key in enumerate(keys):
        if same := stored.get(key):
            numbers[row] = same.pop()
        else:
            numbers[row] = first + len(new)
            new.append(row)
    cursor.execute(f"UPDATE {SCHEMA}.corpus SET next_{table} = %s WHERE id = %s", [first + len(new), corpus])
    return numbers, new


def _write_postings(cursor: "Cursor[Any]", corpus: int, batch: int, postings: Iterable[tuple[int, bytes, bytes]]) -> None:
    with cursor.copy(f"COPY {SCHEMA}.posting (corpus, word, batch, entries, counts) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int4", "int8", "int4", "bytea", "bytea"])
        for word, entries, counts in postings:
            copy.write_row((corpus, word, batch, entries, counts))


def _partition(corpus: int) -> str:
    return f"{SCHEMA}.entry_{corpus:d}"

"""BM25 from postings in tables: for each word of a query, the batches of entries that hold it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...types import Scores
from ..lexical import bm25, hash_words
from .connection import Database
from .records import Numbers, find_rows
from .schema import SCHEMA


@dataclass(frozen=True, slots=True)
class StoredPostings:
    """The postings of a version. Safe to read from many threads."""

    database: Database
    corpus: int
    rows: Numbers  # the row of each number, -1 where the version has no such entry
    lengths: npt.NDArray[np.int32]  # (n_entries,) words of each entry, 1 or more

    def scores(self, tokens: Sequence[str]) -> Scores:
        """BM25 of every entry for a query's tokens: (n_entries,) float32, 0 where no word is shared."""
        scores = np.zeros(len(self.lengths), dtype=np.float32)
        words = hash_words(tokens).view(np.int64).tolist()
        if not words:
            return scores
        query = f"SELECT word, entries, counts FROM {SCHEMA}.posting WHERE corpus = %s AND word = ANY(%s::bigint[])"
        found: dict[int, list[tuple[bytes, bytes]]] = {}
        for word, entries, counts in self.database.fetch(query, [self.corpus, words]):
            found.setdefault(word, []).append((entries, counts))
        for word in words:  # one that is said twice counts twice
            rows, weights = self._weights(found.get(word, []))
            scores[rows] += weights
        return scores

    def _weights(self, batches: Sequence[tuple[bytes, bytes]]) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """The rows that hold a word, and what it is worth in each."""
        numbers, counts = unpack_batches(batches)
        rows = find_rows(numbers, self.rows)
        rows, counts = rows[rows >= 0], counts[rows >= 0]
        weights = bm25(
            counts,
            self.lengths[rows].astype(np.int64),
            holding=np.full(len(rows), len(rows)),
            entries=len(self.lengths),
            mean_length=float(self.lengths.astype(np.int64).mean()),
        )
        return rows, weights


def pack_batch(numbers: npt.NDArray[np.int32], counts: npt.NDArray[np.int64]) -> tuple[bytes, bytes]:
    """Which entries hold a word, and how often, as the table keeps them: four and two bytes each."""
    return numbers.astype("<i4").tobytes(), np.minimum(counts, 2**16 - 1).astype("<u2").tobytes()


def unpack_batches(batches: Sequence[tuple[bytes, bytes]]) -> tuple[Numbers, npt.NDArray[np.int64]]:
    """The entries and counts of a word's batches, one after the other."""
    numbers = np.frombuffer(b"".join(entries for entries, _ in batches), dtype="<i4")
    counts = np.frombuffer(b"".join(counts for _, counts in batches), dtype="<u2")
    return numbers, counts.astype(np.int64)

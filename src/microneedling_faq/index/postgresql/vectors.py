"""Nearest entries by pgvector: all are compared while they are few, else HNSW leads to them.

HNSW is that of Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical navigable
small world graphs", 2018, in pgvector with its defaults (M 16, ef_construction 64).
"""

import numpy as np
import numpy.typing as npt

from ...types import Embeddings
from .connection import SEARCHED, Database
from .halfvec import from_halfvecs
from .records import Numbers, find_rows, pushed_out
from .schema import SCHEMA

EXACT_UP_TO = 10_000  # entries; among more, comparing all takes longer than following the graph (tests/bench/results)
_SPARE = 20  # entries ranked again beyond those wanted: a query in half precision may change places at the end of the list
_READ_AT_ONCE = 10_000


def search_parameters(entries: int) -> dict[str, int | str]:
    """How so many entries are searched, as the manifest records it."""
    if entries <= EXACT_UP_TO:
        return {"search": "exact, by pgvector"}
    return {"search": "HNSW of pgvector, ranked again by embedding", "searched": SEARCHED}


class StoredVectors:
    """The entry embeddings of a version in half precision; row i is entry i. Safe to search from many threads."""

    def __init__(self, database: Database, corpus: int, numbers: Numbers, rows: Numbers, dimensions: int) -> None:
        """Those of a version.

        :param numbers: (n_entries,) the number of each row's entry.
        :param rows: The row of each number, -1 where the version has no such entry.
        """
        self._database, self._numbers, self._rows = database, numbers, rows
        self._entries = f"{SCHEMA}.entry WHERE corpus = {corpus:d} AND vector_dims(embedding) = {dimensions:d}"
        self._exact = len(numbers) <= EXACT_UP_TO
        self._by_graph = f"embedding::halfvec({dimensions:d})"  # as the graph's definition has it, else it is not used

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def parameters(self) -> dict[str, int | str]:
        """How entries are searched, as the manifest records it."""
        return search_parameters(len(self))

    def search(self, query_embeddings: Embeddings, top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The nearest entries of each query; see `engine.Vectors`."""
        top_k = min(top_k, len(self))
        found = [self._search(query, top_k) for query in query_embeddings]
        shape = (len(query_embeddings), top_k)
        cosines = np.array([each for each, _ in found], dtype=np.float32).reshape(shape)
        return cosines, np.array([each for _, each in found], dtype=np.int64).reshape(shape)

    def embeddings(self) -> Embeddings:
        """All entry embeddings, (n, dimensions) float32, in half precision."""
        parts = []
        for start in range(0, len(self), _READ_AT_ONCE):
            wanted = self._numbers[start : start + _READ_AT_ONCE].tolist()
            query = f"SELECT number, embedding FROM {self._entries} AND number = ANY(%s::int[])"
            found = dict(self._database.fetch(query, [wanted]))
            parts.append(from_halfvecs([found[number] for number in wanted]))
        return np.concatenate(parts)

    def _search(self, query: npt.NDArray[np.float32], top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Cosines and rows of one query, `top_k` of each; entries of other versions are passed over."""
        wanted, exact = top_k + _SPARE, self._exact
        while True:
            cosines, rows, looked_at = self._nearest(query, wanted, exact=exact)
            if len(rows) >= top_k:
                order = np.lexsort((rows, -cosines))[:top_k]
                return cosines[order], rows[order]
            if exact and looked_at < wanted:
                raise pushed_out(self._database.place)
            exact = exact or looked_at < wanted  # the graph has no more
            wanted *= 2

    def _nearest(
        self, query: npt.NDArray[np.float32], limit: int, *, exact: bool
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64], int]:
        """Cosines and rows of the version's entries among the nearest of all that are stored, and how many those were."""
        near = "embedding" if exact else self._by_graph
        statement = f"""
            SELECT number, -(embedding::vector <#> %(query)s::vector)::real FROM (
                SELECT number, embedding FROM {self._entries} ORDER BY {near} <#> %(query)s::vector::halfvec LIMIT %(limit)s
            ) AS nearest
        """
        text = f"[{','.join(map(repr, query.tolist()))}]"
        found = self._database.fetch(statement, {"query": text, "limit": limit})
        numbers = np.array([number for number, _ in found], dtype=np.int64)
        cosines = np.array([cosine for _, cosine in found], dtype=np.float32)
        rows = find_rows(numbers, self._rows)
        return cosines[rows >= 0], rows[rows >= 0].astype(np.int64), len(found)

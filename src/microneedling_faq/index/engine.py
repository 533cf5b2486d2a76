"""What an index is made of, whichever engine keeps it: vectors, postings and records, each found by row."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol, TypeVar, overload

import numpy as np
import numpy.typing as npt

from ..types import Embeddings, Scores

Record = TypeVar("Record")


class Vectors(Protocol):
    """Entry embeddings under inner-product search; row i is entry i. Safe to search from many threads."""

    def __len__(self) -> int: ...

    @property
    def parameters(self) -> dict[str, int | str]:
        """How entries are searched, as the manifest records it."""

    def search(self, query_embeddings: Embeddings, top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The nearest entries of each query.

        :param query_embeddings: (n_queries, dimensions) float32, rows L2-normalised.
        :param top_k: The most entries wanted; fewer come back when the index is smaller.
        :return: Cosines and entry rows, both (n_queries, min(top_k, n)), best first; equal cosines in the order of the rows.
        """

    def embeddings(self) -> Embeddings:
        """All entry embeddings, (n, dimensions) float32, in half precision."""


class Lexicon(Protocol):
    """How well words match the entries; row i is entry i."""

    def scores(self, tokens: Sequence[str]) -> Scores:
        """BM25 of every entry for a query's tokens: (n_entries,) float32, 0 where no word is shared."""


class Records(Sequence[Record]):
    """Records that are read when they are asked for."""

    @overload
    def __getitem__(self, row: int) -> Record: ...
    @overload
    def __getitem__(self, row: slice) -> list[Record]: ...
    def __getitem__(self, row: int | slice) -> Record | list[Record]:
        count = len(self)
        if isinstance(row, slice):
            return self.many(range(*row.indices(count)))
        if not -count <= row < count:
            raise IndexError(row)
        return self.many([row % count])[0]

    @abstractmethod
    def many(self, rows: Sequence[int]) -> list[Record]:
        """The records of some rows, in their order: one question to a database where `[row]` for each would be many."""

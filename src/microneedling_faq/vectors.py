"""The door to FAISS: nearest entries by cosine."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from .types import Embeddings

faiss.omp_set_num_threads(1)  # one query is too little work to share; threads are for visitors


class VectorIndex:
    """Entry embeddings under exact inner-product search; row i is entry i. Safe to search from many threads."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def from_embeddings(cls, embeddings: Embeddings) -> "VectorIndex":
        """Index (n, dimensions) float32 embeddings with L2-normalised rows."""
        index = faiss.IndexFlatIP(embeddings.shape[1])
        index.add(embeddings)
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read an index from disk, by memory map.

        :raises RuntimeError: If FAISS cannot read it.
        """
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP))

    def save(self, path: Path) -> None:
        """Write the index to disk."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query_embeddings: Embeddings, top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The nearest entries of each query.

        :param query_embeddings: (n_queries, dimensions) float32, rows L2-normalised.
        :param top_k: The most entries wanted; fewer come back when the index is smaller.
        :return: Cosines and entry rows, both (n_queries, min(top_k, n)), best first; equal cosines in the order of the rows.
        """
        cosines, rows = self._index.search(query_embeddings, min(top_k, len(self)))
        order = np.lexsort((rows, -cosines))  # FAISS gives equal cosines in the order of its heap
        return np.take_along_axis(cosines, order, axis=1), np.take_along_axis(rows, order, axis=1)

    def embeddings(self) -> Embeddings:
        """All entry embeddings, (n, dimensions) float32, as they were added."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

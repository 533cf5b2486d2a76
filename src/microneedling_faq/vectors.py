"""The door to FAISS: nearest entries by cosine, exactly while that is fast, else by inverted lists."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from .types import Embeddings

EXACT_UP_TO = 50_000  # entries; there an exact search takes as long as embedding the query, and below it nothing is faster
WANTED_RECALL = 0.99  # of the ten nearest, on the sample; people's questions lie further off than entries do
_SAMPLE = 500
_TRAINING_ENTRIES_A_LIST = 40  # FAISS warns below 39
_ADDED_AT_ONCE = 20_000


class VectorIndex:
    """Entry embeddings under inner-product search; row i is entry i. Safe to search from many threads."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def from_embeddings(cls, embeddings: Embeddings) -> "VectorIndex":
        """Index (n, dimensions) float32 embeddings with L2-normalised rows; a large number takes minutes, with a bar on stderr."""
        if len(embeddings) > EXACT_UP_TO:
            return cls(_inverted_lists(embeddings))
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

    @property
    def parameters(self) -> dict[str, int | str]:
        """How entries are searched, as the manifest records it."""
        if isinstance(self._index, faiss.IndexIVF):
            return {"search": "inverted lists", "lists": self._index.nlist, "probes": self._index.nprobe}
        return {"search": "exact"}

    def search(self, query_embeddings: Embeddings, top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The nearest entries of each query.

        :param query_embeddings: (n_queries, dimensions) float32, rows L2-normalised.
        :param top_k: The most entries wanted; fewer come back when the index is smaller.
        :return: Cosines and entry rows, both (n_queries, min(top_k, n)), best first; equal cosines in the order of the rows.
        """
        top_k = min(top_k, len(self))
        with _one_thread():
            cosines, rows = self._index.search(query_embeddings, top_k)
        if (rows < 0).any():  # the lists that were probed hold fewer: look into all
            everywhere = faiss.SearchParametersIVF()
            everywhere.nprobe = self._index.nlist
            cosines, rows = self._index.search(query_embeddings, top_k, params=everywhere)
        order = np.lexsort((rows, -cosines))  # FAISS gives equal cosines in the order of its heap
        return np.take_along_axis(cosines, order, axis=1), np.take_along_axis(rows, order, axis=1)

    def embeddings(self) -> Embeddings:
        """All entry embeddings, (n, dimensions) float32, as they were added."""
        if isinstance(self._index, faiss.IndexIVF):
            self._index.make_direct_map()
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS on the calling thread alone: one query is too little to share, and waiting for helpers on a busy machine takes longer
    than the search. OpenMP keeps the number for each thread that calls it, so it is set here and not on import.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)  # torch, in the same process, reads the same number


def _inverted_lists(embeddings: Embeddings) -> Any:
    """Entries in lists by their nearest centroid, of which a search probes as many as the wanted recall takes."""
    from tqdm import tqdm  # wanted by a build only

    count, dimensions = embeddings.shape
    lists = 2 ** round(math.log2(4 * math.sqrt(count)))  # FAISS's guide: 4 to 16 times the root
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimensions), dimensions, lists, faiss.METRIC_INNER_PRODUCT)
    rows = np.random.default_rng(0).permutation(count)  # fixed, so that the same corpus gives the same index
    with tqdm(total=count, desc="Sorting entries into lists", unit="entry", unit_scale=True, leave=False) as bar:
        index.train(embeddings[np.sort(rows[: _TRAINING_ENTRIES_A_LIST * lists])])
        for start in range(0, count, _ADDED_AT_ONCE):
            index.add(embeddings[start : start + _ADDED_AT_ONCE])
            bar.update(min(_ADDED_AT_ONCE, count - start))
    sample = embeddings[rows[:_SAMPLE]]
    exact = faiss.knn(sample, embeddings, 11, metric=faiss.METRIC_INNER_PRODUCT)[1]
    index.nprobe = 1
    while index.nprobe < lists and _recall(index.search(sample, 11)[1], exact) < WANTED_RECALL:
        index.nprobe *= 2
    return index


def _recall(found: npt.NDArray[np.int64], exact: npt.NDArray[np.int64]) -> float:
    """Share of the exact neighbours that were found."""
    return float(np.mean([len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, exact, strict=True)]))

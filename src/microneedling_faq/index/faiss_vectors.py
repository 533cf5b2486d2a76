"""The door to FAISS: nearest entries by cosine, exactly while they are few, else by way of short codes."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from ..types import Embeddings
from .compact_embeddings import half_precision

EXACT_UP_TO = 10_000  # entries; among more, reading all embeddings takes twice as long as reading all codes
LISTS_FROM = 50_000  # entries; among fewer, reading all codes takes no longer than choosing lists, and finds more
PROBED_LISTS = 256  # by a search, but from one list in sixteen to one in eight: recall@10 is above 0.98 (tests/bench)
RANKED_AGAIN = 3  # times the entries wanted are taken by their codes and ranked by their embeddings
_TRAINING_ENTRIES_A_LIST = 40  # FAISS warns below 39
_TRAINING_LISTS = 512  # as many entries for codes without lists
_ADDED_AT_ONCE = 20_000


class VectorIndex:
    """Entry embeddings under inner-product search; row i is entry i. Safe to search from many threads.

    Embeddings are kept in half precision, which changes a cosine by less than 0.0001: a search is bound by the memory it has
    to read, and takes less than half the time.
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        self._is_exact = not isinstance(index, faiss.IndexRefine)
        self._exact: Any = index if self._is_exact else faiss.downcast_index(index.refine_index)

    @classmethod
    def from_embeddings(cls, embeddings: Embeddings) -> "VectorIndex":
        """Index (n, dimensions) float32 embeddings with L2-normalised rows; very many take minutes, with a bar on stderr."""
        if len(embeddings) > EXACT_UP_TO:
            return cls(_short_codes(embeddings))
        index = _flat(embeddings.shape[1])
        index.add(half_precision(embeddings))  # FAISS would cut digits off, which makes all cosines smaller
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read an index from disk; embeddings by memory map.

        :raises RuntimeError: If FAISS cannot read it.
        """
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def save(self, path: Path) -> None:
        """Write the index to disk."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def parameters(self) -> dict[str, int | str]:
        """How entries are searched, as the manifest records it."""
        if self._is_exact:
            return {"search": "exact"}
        codes: Any = faiss.downcast_index(self._index.base_index)
        in_lists = isinstance(codes, faiss.IndexIVF)
        return {
            "search": f"short codes{' in lists' if in_lists else ''}, ranked again by embedding",
            **({"lists": codes.nlist, "probed_lists": codes.nprobe} if in_lists else {}),
            "bytes_per_code": codes.code_size,
            "ranked_again": RANKED_AGAIN,
        }

    def search(self, query_embeddings: Embeddings, top_k: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """The nearest entries of each query.

        :param query_embeddings: (n_queries, dimensions) float32, rows L2-normalised.
        :param top_k: The most entries wanted; fewer come back when the index is smaller.
        :return: Cosines and entry rows, both (n_queries, min(top_k, n)), best first; equal cosines in the order of the rows.
        """
        top_k = min(top_k, len(self))
        with _one_thread():
            cosines, rows = self._index.search(query_embeddings, top_k)
            if -1 in rows[:, -1:]:  # the lists that were probed hold fewer
                cosines, rows = self._exact.search(query_embeddings, top_k)
        for query in range(len(rows)):
            if len(set(cosines[query].tolist())) < top_k:  # FAISS gives equal cosines in the order of its heap
                order = np.lexsort((rows[query], -cosines[query]))
                cosines[query], rows[query] = cosines[query, order], rows[query, order]
        return cosines, rows

    def embeddings(self) -> Embeddings:
        """All entry embeddings, (n, dimensions) float32, as they were added but for the rounding to half precision."""
        return np.asarray(self._exact.reconstruct_n(0, len(self)), dtype=np.float32)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keep FAISS on the calling thread alone.

    One query is too little to share, and waiting for helpers on a busy machine takes longer than the search. OpenMP keeps the
    number for each thread that calls it, so it is set here and not on import.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)  # torch, in the same process, reads the same number


def _flat(dimensions: int) -> Any:
    return faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


def _short_codes(embeddings: Embeddings) -> Any:
    """Entries as codes of four bits for every two dimensions, beside the embeddings; very many in lists by their centroid.

    The codes are those of André et al., "Cache locality is not enough: high-performance nearest neighbor search with product
    quantization fast scan", 2015. In a trial on 200,000 entries recall@10 was 0.98 in 0.24 ms; HNSW (M 32) took 0.8 ms or more
    for 0.97, and twice the work to build.
    """
    from tqdm import tqdm  # wanted by a build only

    count, dimensions = embeddings.shape
    codes = _untrained_codes(count, dimensions)
    full = _flat(dimensions)
    index = faiss.IndexRefine(codes, full)
    index.k_factor = RANKED_AGAIN
    wanted = _TRAINING_ENTRIES_A_LIST * getattr(codes, "nlist", _TRAINING_LISTS)
    rows = np.random.default_rng(0).permutation(count)[:wanted]  # the same for the same corpus
    with tqdm(total=count, desc="Coding entries", unit="entry", unit_scale=True, leave=False) as bar:
        index.train(embeddings[np.sort(rows)])
        for start in range(0, count, _ADDED_AT_ONCE):
            index.add(half_precision(embeddings[start : start + _ADDED_AT_ONCE]))
            bar.update(min(_ADDED_AT_ONCE, count - start))
    index.own_fields = index.own_refine_index = True  # else both would be freed with this function's names for them
    codes.this.disown()
    full.this.disown()
    return index


def _untrained_codes(count: int, dimensions: int) -> Any:
    if count < LISTS_FROM:
        return faiss.index_factory(dimensions, f"PQ{dimensions // 2}x4fs", faiss.METRIC_INNER_PRODUCT)
    list_count = 2 ** round(math.log2(4 * math.sqrt(count)))  # FAISS's guide: 4 to 16 times the root
    lists: Any = faiss.index_factory(dimensions, f"IVF{list_count},PQ{dimensions // 2}x4fsr", faiss.METRIC_INNER_PRODUCT)
    lists.nprobe = max(min(list_count // 8, PROBED_LISTS), list_count // 16)
    return lists

"""Embeddings in a byte a dimension, found again by a key of their text: what of an index cannot be derived in a second."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..types import Embeddings
from .mapped_arrays import map_array

CODES, KEYS = "embeddings.npy", "keys.npy"
_LARGEST = 127  # of a signed byte

Codes = npt.NDArray[np.int8]  # (n, dimensions), the largest of each row 127 in size


def to_codes(embeddings: Embeddings) -> Codes:
    """Round each row to bytes, in steps of a 127th of its largest number.

    The length of a row is not kept, for it is 1. On the question files no kind of reply and no first passage changed, and 5 of
    1,985 replies had another second or third passage, against half precision, which takes twice the room.
    """
    largest = np.abs(embeddings).max(axis=1, keepdims=True)
    codes: Codes = np.rint(embeddings * (_LARGEST / np.where(largest > 0, largest, 1))).astype(np.int8)
    return codes


def from_codes(codes: Codes) -> Embeddings:
    """The embeddings that codes stand for: (n, dimensions) float32, rows L2-normalised."""
    rows = codes.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
    return rows


def save_codes(folder: Path, texts: Sequence[str], embeddings: Embeddings) -> None:
    """Write embeddings, and the keys of their texts beside them."""
    np.save(folder / CODES, to_codes(embeddings))
    np.save(folder / KEYS, np.array([_key(text) for text in texts], dtype=np.uint64))


class KnownEmbeddings:
    """Embeddings of an index, looked up by text."""

    def __init__(self, folder: Path | None = None) -> None:
        """Those in a folder, or none."""
        self._codes: Codes = map_array(folder / CODES) if folder else np.empty((0, 0), dtype=np.int8)
        self._rows = {key: row for row, key in enumerate(np.load(folder / KEYS).tolist())} if folder else {}

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._rows

    def codes(self, texts: Sequence[str]) -> Codes:
        """The codes of texts, all of which are known, in their order.

        :raises KeyError: If one is not known.
        """
        return self._codes[[self._rows[_key(text)] for text in texts]]


def _key(text: str) -> int:
    """Sixty-four bits: among a million texts two share a key once in forty million indexes."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")

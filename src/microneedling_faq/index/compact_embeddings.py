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


def half_precision(embeddings: Embeddings) -> Embeddings:
    """Embeddings rounded to half precision, in which they are searched; a cosine changes by less than 0.0001."""
    return embeddings.astype(np.float16).astype(np.float32)


def save_codes(folder: Path, texts: Sequence[str], embeddings: Embeddings) -> None:
    """Write embeddings, and the keys of their texts beside them."""
    np.save(folder / CODES, to_codes(embeddings))
    np.save(folder / KEYS, _keys(texts))


class KnownEmbeddings:
    """Embeddings of an index, looked up by text."""

    def __init__(self, keys: npt.NDArray[np.uint64], codes: Codes) -> None:
        self._codes = codes
        self._rows = {key: row for row, key in enumerate(keys.tolist())}

    @classmethod
    def none(cls) -> "KnownEmbeddings":
        """Nothing is known."""
        return cls(np.empty(0, dtype=np.uint64), np.empty((0, 0), dtype=np.int8))

    @classmethod
    def load(cls, folder: Path) -> "KnownEmbeddings":
        """Those that `save_codes` wrote, by memory map."""
        return cls(np.load(folder / KEYS), map_array(folder / CODES))

    @classmethod
    def from_texts(cls, texts: Sequence[str], embeddings: Embeddings) -> "KnownEmbeddings":
        """Those of texts; rounding to half precision has not changed their codes."""
        return cls(_keys(texts), to_codes(embeddings))

    def __len__(self) -> int:
        return len(self._rows)

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


def _keys(texts: Sequence[str]) -> npt.NDArray[np.uint64]:
    return np.array([_key(text) for text in texts], dtype=np.uint64)

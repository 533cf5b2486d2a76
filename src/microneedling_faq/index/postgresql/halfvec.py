"""pgvector's halfvec as PostgreSQL sends and takes it: two counts of two bytes, then the numbers, all big-endian."""

import struct
from collections.abc import Sequence

import numpy as np

from ...types import Embeddings

_HEAD = struct.Struct(">hh")


def to_halfvecs(embeddings: Embeddings) -> list[bytes]:
    """Each row of (n, dimensions) embeddings in half precision."""
    head = _HEAD.pack(embeddings.shape[1], 0)
    return [head + row.tobytes() for row in embeddings.astype(">f2")]


def from_halfvecs(values: Sequence[bytes]) -> Embeddings:
    """(n, dimensions) float32, the rows that `to_halfvecs` gave."""
    return np.stack([np.frombuffer(value, dtype=">f2", offset=_HEAD.size) for value in values]).astype(np.float32)

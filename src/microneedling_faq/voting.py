"""Where staff attached wordings, the nearest entries vote for their targets; pure.

Each vote has a weight that falls off with the entry's distance from the query: a kernel-weighted nearest-neighbour vote
(Dudani, "The Distance-Weighted k-Nearest-Neighbor Rule", 1976).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CANDIDATES = 100  # entries taken from each side; on SciFact 1,000 change nDCG@10 by 0.001
VOTE_TEMPERATURE = 0.05  # cosine distance over which a neighbour's vote falls to 1/e
WORD_BONUS = 0.1  # what the entry that matches a query's words best gains in cosine: rare words ("hurry") count

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vote:
    """How the nearest entries vote."""

    shares: Mapping[int, float]  # row in `Index.targets` -> share, summing to 1; those that got no vote are left out
    nearest: float  # cosine of the nearest entry
    lead: float  # cosine of the nearest passage entry less that of the nearest other entry, signposts left out


def cast_votes(cosines: Scores, bm25: Scores, targets: Sequence[int], *, passages: int, signposts: Collection[int]) -> Vote:
    """Let the entries found vote for their targets.

    :param cosines: (k,) best first.
    :param bm25: (k,) of the same entries, as shares of the highest BM25 of all.
    :param targets: k rows in `Index.targets`; those below `passages` are passages.
    :param signposts: Which targets are signposts.
    """
    scores = cosines + WORD_BONUS * bm25
    weights = np.exp((scores - scores.max()) / VOTE_TEMPERATURE).tolist()
    total = sum(weights)
    shares: dict[int, float] = {}
    for target, weight in zip(targets, weights, strict=True):
        shares[target] = shares.get(target, 0.0) + weight / total
    of_passages = next((at for at, target in enumerate(targets) if target < passages), None)
    of_others = next((at for at, target in enumerate(targets) if target >= passages and target not in signposts), None)
    lead = _cosine(cosines, of_passages) - _cosine(cosines, of_others)
    return Vote(shares, float(cosines[0]), lead)


def _cosine(cosines: Scores, place: int | None) -> float:
    """A side without entries counts as one with nothing near."""
    return 0.0 if place is None else max(float(cosines[place]), 0.0)

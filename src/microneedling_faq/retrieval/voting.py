"""Where staff attached wordings, the nearest entries vote for their targets; pure.

Each vote has a weight that falls off with the entry's distance from the query: a kernel-weighted nearest-neighbour vote
(Dudani, "The Distance-Weighted k-Nearest-Neighbor Rule", 1976).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

CANDIDATES = 100  # entries taken from each side; on SciFact 1,000 change nDCG@10 by 0.001
VOTE_TEMPERATURE = 0.05  # cosine distance over which a neighbour's vote falls to 1/e
WORD_BONUS = 0.1  # what the entry that matches a query's words best gains in cosine: rare words ("hurry") count


@dataclass(frozen=True, slots=True)
class Vote:
    """How the nearest entries vote."""

    shares: Mapping[int, float]  # row in `Index.targets` -> share, summing to 1; those that got no vote are left out
    nearest: float  # cosine of the nearest entry
    lead: float  # cosine of the nearest passage entry less that of the nearest other entry, signposts left out


def without(shares: Mapping[int, float], left_out: Collection[int]) -> dict[int, float]:
    """The shares of all other targets among themselves, summing to 1; none where there are no others."""
    others = {target: share for target, share in shares.items() if target not in left_out}
    total = sum(others.values())
    return {target: share / total for target, share in others.items()}


def cast_votes(
    cosines: Sequence[float], bm25: Sequence[float], targets: Sequence[int], *, passages: int, signposts: Collection[int]
) -> Vote:
    """Let the entries found vote for their targets.

    :param cosines: Of the entries, best first.
    :param bm25: Of the same entries, as shares of the highest BM25 of all.
    :param targets: What they point to, as rows of `Index.targets`; those below `passages` are passages.
    :param signposts: Which targets are signposts.
    """
    scores = [cosine + WORD_BONUS * words for cosine, words in zip(cosines, bm25, strict=True)]
    best = max(scores)
    weights = [math.exp((score - best) / VOTE_TEMPERATURE) for score in scores]
    total = sum(weights)
    shares: dict[int, float] = {}
    for target, weight in zip(targets, weights, strict=True):
        shares[target] = shares.get(target, 0.0) + weight / total
    sides = list(zip(cosines, targets, strict=True))
    passage = next((cosine for cosine, target in sides if target < passages), 0.0)
    other = next((cosine for cosine, target in sides if target >= passages and target not in signposts), 0.0)
    return Vote(shares, cosines[0], max(passage, 0.0) - max(other, 0.0))

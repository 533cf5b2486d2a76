"""Where staff attached wordings, the nearest entries vote for their targets; pure.

Each vote has a weight that falls off with the entry's distance from the query: a kernel-weighted nearest-neighbour vote
(Dudani, "The Distance-Weighted k-Nearest-Neighbor Rule", 1976).
"""

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

    numbers: npt.NDArray[np.int32]  # (n,) targets that got votes, as rows of `Index.targets`
    shares: Scores  # (n,) their shares, summing to 1
    nearest: float  # cosine of the nearest entry
    lead: float  # cosine of the nearest passage entry less that of the nearest other entry, signposts left out


def cast_votes(
    cosines: Scores, bm25: Scores, targets: npt.NDArray[np.int32], *, passages: int, signposts: npt.NDArray[np.bool_]
) -> Vote:
    """Let the entries found vote for their targets.

    :param cosines: (k,) best first.
    :param bm25: (k,) of the same entries, as shares of the highest BM25 of all.
    :param targets: (k,) target of each entry; rows below `passages` are passages.
    :param signposts: (n_targets,) which targets are signposts.
    """
    scores = cosines + WORD_BONUS * bm25
    weights = np.exp((scores - scores.max()) / VOTE_TEMPERATURE)
    numbers, inverse = np.unique(targets, return_inverse=True)
    shares = np.bincount(inverse, weights) / weights.sum()
    is_passage, is_other = targets < passages, (targets >= passages) & ~signposts[targets]
    lead = float(cosines[is_passage].max(initial=0.0) - cosines[is_other].max(initial=0.0))
    return Vote(numbers, shares.astype(np.float32), float(cosines[0]), lead)

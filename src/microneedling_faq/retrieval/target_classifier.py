"""A classifier over targets: how likely a text means each of them, by the vector that training gave it; pure.

A softmax over cosines with one vector per target, as in a cosine classifier (Gidaris and Komodakis, "Dynamic Few-Shot Visual
Learning without Forgetting", 2018). It knows what is typical of a target, where the vote of the nearest wordings knows each
wording: a lone odd wording wins the one and not the other, a wording taught a second ago the other way round. So the mean of
both decides.
"""

from collections.abc import Mapping

import numpy as np

from ..types import Embeddings

SHARPNESS = 16.0  # of the softmax; the loss of the training has the same
HEAD_WEIGHT = 0.5  # of the mean with the vote; see tests/bench/results
LEAST_SHARE = 0.001  # smaller shares are left out: they decide nothing, and there are hundreds


def head_shares(query_embeddings: Embeddings, target_vectors: Embeddings) -> Embeddings:
    """How likely each text means each target: (n_queries, n_targets) float32, rows summing to 1.

    :param query_embeddings: (n_queries, dimensions), rows L2-normalised.
    :param target_vectors: (n_targets, dimensions), rows L2-normalised.
    """
    logits = SHARPNESS * (query_embeddings @ target_vectors.T)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


def mixed_shares(vote: Mapping[int, float], head: Embeddings) -> dict[int, float]:
    """The mean of a vote and a text's row of `head_shares`.

    :param vote: Row of a target -> share, summing to 1.
    :param head: (n_targets,) summing to 1.
    :return: Row of a target -> share, the smallest left out.
    """
    shares = {int(row): HEAD_WEIGHT * float(head[row]) for row in np.flatnonzero(head >= LEAST_SHARE)}
    for row, share in vote.items():
        shares[row] = shares.get(row, 0.0) + (1 - HEAD_WEIGHT) * share
    return {row: share for row, share in shares.items() if share >= LEAST_SHARE}

"""From the evidence on a text to the probability that the corpus answers it: a logistic regression, stored as plain numbers.

Where staff attached wordings it is fitted when the index is built: each wording in turn is taken as a question, with itself and
all its near-duplicates held out, so that the numbers tell of questions nobody has written down.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..index.calibration import Calibration, Features, fit_calibration
from ..types import Embeddings, Entry, Scores
from .target_classifier import head_shares, mixed_shares
from .voting import CANDIDATES, Vote, cast_votes, without

FEATURES = ("passages' share, as log odds", "best passage's share", "nearest entry's cosine", "passages' lead in cosine")
NEAR_DUPLICATE_COSINE = 0.85  # a wording this near to the one asked says the same thing
LEAST_WORDINGS = 50  # of passages, and of what is none, below which they cannot be told apart by vote
MOST_HELD_OUT = 1_500  # more do not move the coefficients


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What a training gave, and what it did not see."""

    target_vectors: Embeddings  # (n_targets, dimensions) rows L2-normalised
    held: npt.NDArray[np.bool_]  # (n_entries,) wordings that were kept out of it, near-duplicates with them


@dataclass(frozen=True, slots=True)
class Targets:
    """What entries point to, as arrays."""

    of_entries: npt.NDArray[np.int32]  # (n_entries,)
    passages: int  # targets below this row are passages
    signposts: frozenset[int]  # rows of the targets that are signposts


def vote_features(vote: Vote, *, passages: int, signposts: Collection[int]) -> Features:
    """The evidence of a vote, in the order of `FEATURES`; shares are those among all targets but signposts.

    :param passages: Targets below this row are passages.
    :param signposts: Which targets are signposts.
    """
    shares = [share for target, share in without(vote.shares, signposts).items() if target < passages]
    total = min(sum(shares), 1.0)
    return (math.log((total + 0.01) / (1.01 - total)), max(shares, default=0.0), vote.nearest, vote.lead)


def hold_out(
    embeddings: Embeddings,
    bm25: Callable[[int], Scores],
    entries: Sequence[Entry],
    targets: Targets,
    *,
    trained: HeldOut | None = None,
) -> Calibration | None:
    """Fit on the wordings of a corpus, each asked with itself and its near-duplicates held out; `None` if there are too few.

    :param embeddings: (n_entries, dimensions) float32, rows L2-normalised.
    :param bm25: Row of an entry -> BM25 of every entry for its text.
    :param targets: What the entries point to.
    :param trained: Where the embeddings come from a training: only what it did not see can be asked, and its head counts.
    """
    asked = [
        row
        for row, entry in enumerate(entries)
        if entry.kind == "wording" and entry.target.kind != "signpost" and (trained is None or trained.held[row])
    ]
    of_passages = sum(entries[row].target.kind == "passage" for row in asked)
    if min(of_passages, len(asked) - of_passages) < (LEAST_WORDINGS if trained is None else 1):
        return None
    sample = np.random.default_rng(0).permutation(asked)[:MOST_HELD_OUT]
    features = []
    from tqdm import tqdm  # wanted by a build only

    bar = tqdm(sample.tolist(), desc="Calibrating", unit="wording", leave=False)
    for row, cosines in zip(bar, _cosines(embeddings, sample), strict=True):
        cosines[cosines > NEAR_DUPLICATE_COSINE if trained is None else trained.held] = -1.0
        nearest = np.argpartition(-cosines, CANDIDATES)[:CANDIDATES] if len(cosines) > CANDIDATES else np.arange(len(cosines))
        nearest = nearest[np.argsort(-cosines[nearest], kind="stable")]
        words = np.where(cosines > -1.0, bm25(row), np.float32(0))
        share = words[nearest] / (float(words.max()) or 1.0)
        pointed = targets.of_entries[nearest].tolist()
        vote = cast_votes(
            cosines[nearest].tolist(), share.tolist(), pointed, passages=targets.passages, signposts=targets.signposts
        )
        if trained is not None:
            head = head_shares(embeddings[row : row + 1], trained.target_vectors)[0]
            vote = replace(vote, shares=mixed_shares(vote.shares, head))
        features.append(vote_features(vote, passages=targets.passages, signposts=targets.signposts))
    answered = np.array([entries[row].target.kind == "passage" for row in sample])
    return fit_calibration(np.array(features), answered, names=FEATURES)


def _cosines(embeddings: Embeddings, rows: npt.NDArray[np.int64]) -> Iterator[Scores]:
    """The cosines of each row with all entries, (n_entries,) float32; a block at a time takes a third of the time."""
    for start in range(0, len(rows), 100):
        yield from embeddings[rows[start : start + 100]] @ embeddings.T

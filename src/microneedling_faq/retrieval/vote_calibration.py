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
LEAST_OF_EACH = 3  # wordings of a passage, on average: where each has just the question over it, none is left to vote for it
LEAST_TARGETS = 5  # passages with wordings, of which one can be taken out and leave something to be mistaken for it
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

    Where staff wrote next to nothing of what is not covered, each wording is asked a second time with all of its target taken
    out, for then it is a question that the corpus does not cover.

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
    covered = [row for row in asked if entries[row].target.kind == "passage"]
    passages = len({targets.of_entries[row] for row in covered})
    least = LEAST_WORDINGS if trained is None else 1
    least_covered = least if trained else max(least, LEAST_OF_EACH * passages)
    takes_out = len(asked) - len(covered) < least
    if len(covered) < least_covered or (takes_out and passages < LEAST_TARGETS):
        return None
    sample = np.random.default_rng(0).permutation(asked)[:MOST_HELD_OUT]
    evidence = _Evidence(embeddings, bm25, targets, trained)
    features, answered = [], []
    from tqdm import tqdm  # wanted by a build only

    bar = tqdm(sample.tolist(), desc="Calibrating", unit="wording", leave=False)
    for row, cosines in zip(bar, _cosines(embeddings, sample), strict=True):
        features.append(evidence.of(row, cosines))
        answered.append(entries[row].target.kind == "passage")
        if takes_out and answered[-1]:
            features.append(evidence.of(row, cosines, without_target=True))
            answered.append(False)
    return fit_calibration(np.array(features), np.array(answered), names=FEATURES)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """How wordings vote on one of them."""

    embeddings: Embeddings
    bm25: Callable[[int], Scores]
    targets: Targets
    trained: HeldOut | None

    def of(self, row: int, cosines: Scores, *, without_target: bool = False) -> Features:
        """The evidence on the wording of a row, with its near-duplicates held out.

        :param cosines: Of the wording with every entry.
        :param without_target: Whether to take all out that points to the same target.
        """
        targets, trained = self.targets, self.trained
        out = cosines > NEAR_DUPLICATE_COSINE if trained is None else trained.held
        if without_target:
            out = out | (targets.of_entries == targets.of_entries[row])
        left = np.where(out, np.float32(-1), cosines)
        nearest = np.argpartition(-left, CANDIDATES)[:CANDIDATES] if len(left) > CANDIDATES else np.arange(len(left))
        nearest = nearest[np.argsort(-left[nearest], kind="stable")]
        words = np.where(out, np.float32(0), self.bm25(row))
        share = words[nearest] / (float(words.max()) or 1.0)
        pointed = targets.of_entries[nearest].tolist()
        vote = cast_votes(
            left[nearest].tolist(), share.tolist(), pointed, passages=targets.passages, signposts=targets.signposts
        )
        if trained is not None:
            head = head_shares(self.embeddings[row : row + 1], trained.target_vectors)[0]
            if without_target:
                head[targets.of_entries[row]] = 0.0
                head /= head.sum()
            vote = replace(vote, shares=mixed_shares(vote.shares, head))
        return vote_features(vote, passages=targets.passages, signposts=targets.signposts)


def _cosines(embeddings: Embeddings, rows: npt.NDArray[np.int64]) -> Iterator[Scores]:
    """The cosines of each row with all entries, (n_entries,) float32; a block at a time takes a third of the time."""
    for start in range(0, len(rows), 100):
        yield from embeddings[rows[start : start + 100]] @ embeddings.T

"""Decides whether the corpus answers a query, and with which passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .types import Hit, Target

PASSAGE_BAR = 0.5  # share of the votes that passages must get together, where staff attached wordings
COSINE_BAR = 0.40  # nearest entry's cosine below which nothing is answered, where they did not
NEAREST_BAR = 0.30  # nearest entry's cosine below which even an undivided vote means nothing
SHOWN_SHARE = 0.03  # a further passage with a smaller share of the votes is not worth reading
MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What a query gets: passages, or the target that says why there is none."""

    passages: tuple[Hit, ...]
    other: Target | None  # the topic, small talk … that won over the passages
    probability: float  # that the corpus answers, 0 to 1
    bar: float


def decide_by_cosine(hits: Sequence[Hit], nearest: float, *, bar: float = COSINE_BAR) -> Decision:
    """For a corpus without wordings: answer when the nearest entry is near enough.

    :param hits: Best first.
    :param nearest: Cosine of the nearest entry.
    """
    shown = tuple(hits[:MOST_PASSAGES]) if nearest >= bar else ()
    return Decision(shown, None, max(0.0, nearest), bar)


def decide_by_vote(hits: Sequence[Hit], votes: Mapping[Target, float], nearest: float, *, bar: float = PASSAGE_BAR) -> Decision:
    """For a corpus with wordings: answer when passages win the vote.

    :param hits: Best first, their scores the shares of the vote.
    :param votes: Share of every target.
    :param nearest: Cosine of the nearest entry.
    """
    probability = sum(share for target, share in votes.items() if target.kind == "passage")
    if probability >= bar and nearest >= NEAREST_BAR:
        shown = [hit for hit in hits if hit.rank == 1 or hit.score >= SHOWN_SHARE]
        return Decision(tuple(shown[:MOST_PASSAGES]), None, probability, bar)
    others = {target: share for target, share in votes.items() if target.kind != "passage"}
    winner = max(others, key=lambda target: others[target]) if others and nearest >= NEAREST_BAR else None
    return Decision((), winner, probability, bar)

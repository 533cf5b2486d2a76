"""Which one or two sentences of a passage answer: the entries nearest to the question vote for the span they point to.

Measured by leaving one out (`tests/bench/sentences.py`): the sentence that staff attached a wording to is the nearest entry's
in 81 of 100, and among the one or two shown here in 88, two being shown in 17.
"""

import math
from collections.abc import Iterable, Sequence

from ..index.reader import Index
from ..retrieval.evidence import Reading
from ..safety.cautions import touches
from ..types import Entry, Hit, Passage, QuotedCaution

VOTE_TEMPERATURE = 0.03  # cosine distance over which an entry's vote falls to 1/e
CANDIDATES = 30  # nearest entries of all; further ones would weigh next to nothing
SECOND_SHARE = 0.25  # of the vote, from which a second span is shown too
MOST_CHARACTERS = 450  # of two spans and their cautions together: more is no answer at a glance

Span = tuple[int, int]
Near = Sequence[tuple[Entry, float]]  # entries of one passage with their cosines, nearest first


def near_entries(hit: Hit, readings: Iterable[Reading], index: Index) -> Near:
    """The entries of a hit's passage that are near to the text that found it; none where there are no wordings.

    :param readings: Of the message and its parts, one of which the hit is of.
    """
    of = next((each for each in readings if each.votes and _has(each, hit)), None)
    target = int(hit.entry.target.id)
    near = [each for each in (of.near[:CANDIDATES] if of else ()) if index.entry_targets[each[0]] == target]
    entries = index.entries.many([row for row, _ in near])
    return [(entry, cosine) for entry, (_, cosine) in zip(entries, near, strict=True)]


def answering_spans(passage: Passage, near: Near, cautions: Sequence[QuotedCaution]) -> tuple[Span, ...]:
    """The spans of a passage's text that answer, one or two, in its order; none if no entry points into it.

    :param near: Of this passage, as are the cautions.
    """
    votes: dict[Span, float] = {}
    for entry, cosine in near:
        span = span_of(entry, passage)
        if span:
            votes[span] = votes.get(span, 0.0) + math.exp((cosine - near[0][1]) / VOTE_TEMPERATURE)
    if not votes:
        return ()
    first, *others = sorted(votes, key=lambda span: -votes[span])
    least = SECOND_SHARE * sum(votes.values())
    further = (each for each in others if votes[each] >= least and _is_apart(first, each))
    seconds = (each for each in further if _characters(passage.text, [first, each], cautions) <= MOST_CHARACTERS)
    return tuple(sorted([first, *list(seconds)[:1]]))


def span_of(entry: Entry, passage: Passage) -> Span | None:
    """Where in a passage's text an entry points to; `None` if it is all of it, as for a question over it."""
    if (
        entry.kind == "passage"
        or entry.start is None
        or entry.end is None
        or (entry.start, entry.end) == (passage.start, passage.end)
    ):
        return None
    return max(entry.start, passage.start) - passage.start, min(entry.end, passage.end) - passage.start


def _has(reading: Reading, hit: Hit) -> bool:
    return any(each.passage.id == hit.passage.id and each.score == hit.score for each in reading.hits)


def _is_apart(first: Span, second: Span) -> bool:
    return second[0] >= first[1] or second[1] <= first[0]


def _characters(text: str, spans: Sequence[Span], cautions: Iterable[QuotedCaution]) -> int:
    """How much there is to read in spans of a text and the cautions that must stand beside them."""
    notes = (caution.note for caution in cautions if touches(caution, text, spans))
    return sum(end - start for start, end in spans) + sum(map(len, notes))

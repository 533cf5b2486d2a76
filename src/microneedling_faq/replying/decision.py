"""Decides what a message gets from what was read: care first, then honest silence, then an answer; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..retrieval.evidence import Reading
from ..types import Hit, Target

ANSWER_BAR = 0.4  # probability from which a text is answered, unless the operator sets another; set on plain and visits
GENERAL_BAR = 0.3  # the same without wordings: refuses 4-5 % of what the corpora that `general` was fitted on do answer
QUESTION_BAR = 0.65  # the same where questions stand over the passages: answers one in twenty of what they do not cover
NEAREST_BAR = 0.35  # nearest entry's cosine below which even an undivided vote means nothing
BEST_BAR = 0.25  # share that one passage must get: votes strewn over all of them know nothing
REFERRED_BAR = 0.5  # share among all targets that passages need where a signpost was found; set on the seen question files
TOPIC_SHARE = 0.5  # share from which a topic clearly owns a part of a message
PART_MARGIN, PART_NEAREST = 0.1, 0.6  # a part of a message must be surer than the whole, for it was never asked alone
CLEAR_SHARE, CLEAR_NEAREST = 0.8, 0.8  # a follow-up so clear on its own has changed the subject
SAME_NEAREST = 0.97  # a wording asked word for word, but for marks and accents
# A follow-up with a topic of its own ("will my insurance pay?") needs less; small talk and what is off topic are too often near
# to a few words.
OWN_TOPIC_SHARE, OWN_TOPIC_NEAREST = 0.6, 0.58
SHOWN_SHARE = 0.05  # a further passage with a smaller share of the vote is not worth reading
WORTH_COSINE = 0.1  # without votes: a further passage so much farther than the best is not worth reading
MOST_PASSAGES = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What a message gets: passages, or the target that says why there is none."""

    passages: tuple[Hit, ...]
    other: Target | None  # the topic, small talk … that won over the passages
    unsupported: tuple[Target, ...]  # topics that were asked about as well and found nothing
    probability: float  # that the corpus answers, 0 to 1
    bar: float


def decide(
    whole: Reading,
    parts: Sequence[Reading] = (),
    *,
    referred: bool = False,
    unanswered: Collection[str] = (),
    bar: float | None = None,
) -> Decision:
    """Decide on a message and, if it holds several needs, on each.

    :param whole: The message in one piece.
    :param parts: Its needs; empty if it has one.
    :param referred: Whether a signpost points to a clinician; then passages must win over the signposts too.
    :param unanswered: Texts that ask a clinician, not the documents.
    :param bar: The probability from which a text is answered; one of the bars above if left out.
    """
    if not whole.votes:
        usual = QUESTION_BAR if whole.by_questions else GENERAL_BAR
        return _decide_without_votes(whole, usual if bar is None else bar)
    bar = ANSWER_BAR if bar is None else bar
    whole_answered = whole.text not in unanswered and is_answered(whole, bar, referred=referred)
    sure = [part for part in parts if part.nearest >= PART_NEAREST and part.text not in unanswered]
    answered = [part for part in sure if is_answered(part, bar + PART_MARGIN, referred=referred)]
    readings = [whole, *answered] if whole_answered else answered
    named = (_named_topic(part) for part in parts if part.nearest >= NEAREST_BAR and part.signpost_share < TOPIC_SHARE)
    silent = tuple(dict.fromkeys(target for target in named if target))
    if not readings:
        other = whole.best_other() if whole.nearest >= NEAREST_BAR else None
        return Decision((), other[0] if other else None, silent, whole.probability, bar)
    readings.sort(key=lambda reading: -max(hit.score for hit in reading.hits))  # stable: the whole comes first where equal
    probability = max(reading.probability for reading in readings)
    passages = _own_first(_interleave([_worth_showing(reading) for reading in readings]))
    return Decision(passages, None, silent, probability, bar)


def is_answered(reading: Reading, bar: float, *, referred: bool) -> bool:
    """Whether passages win the vote on a text, one of them clearly, and against signposts too where one was found."""
    beside_signposts = reading.passage_share * (1 - reading.signpost_share)
    if referred and beside_signposts < REFERRED_BAR:
        return False
    best = max((hit.score for hit in reading.hits), default=0.0)
    return reading.probability >= bar and best >= BEST_BAR and reading.nearest >= NEAREST_BAR


def is_clear(reading: Reading) -> bool:
    """Whether a text alone leaves no doubt about its target, so that no context is wanted."""
    return reading.nearest >= SAME_NEAREST or (reading.clearest_share >= CLEAR_SHARE and reading.nearest >= CLEAR_NEAREST)


def names_topic(reading: Reading) -> bool:
    """Whether a topic owns a text, so that no passage of the message before may be given for it."""
    return reading.nearest >= OWN_TOPIC_NEAREST and _named_topic(reading, OWN_TOPIC_SHARE) is not None


def _decide_without_votes(whole: Reading, bar: float) -> Decision:
    if whole.other or whole.probability < bar:
        return Decision((), whole.other, (), whole.probability, bar)
    best = whole.hits[0].cosine
    shown = [hit for hit in whole.hits[:MOST_PASSAGES] if hit.rank == 1 or hit.cosine >= best - WORTH_COSINE]
    return Decision(_own_first(shown), None, (), whole.probability, bar)


def _own_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The clinic's own texts before others, where they are about as near as the best; ranked anew."""
    own = [hit for hit in hits if hit.passage.own and hit.cosine >= hits[0].cosine - WORTH_COSINE]
    order = [*own, *(hit for hit in hits if hit not in own)]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(order, start=1))


def _named_topic(reading: Reading, least_share: float = TOPIC_SHARE) -> Target | None:
    """The topic that clearly owns a text."""
    other = reading.best_other()
    return other[0] if other and other[0].kind == "topic" and other[1] >= least_share else None


def _worth_showing(reading: Reading) -> list[Hit]:
    """The best passage, and further ones with a share worth reading, as far as the text is answered at all."""
    return [hit for hit in reading.hits if hit.rank == 1 or hit.score >= SHOWN_SHARE]


def _interleave(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """The best of every list, then the second of every list …, no passage twice, ranked anew."""
    order = [hit for rank in range(MOST_PASSAGES) for hits in lists for hit in hits[rank : rank + 1]]
    unique = [hit for at, hit in enumerate(order) if hit.passage.id not in {earlier.passage.id for earlier in order[:at]}]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(unique[:MOST_PASSAGES], start=1))

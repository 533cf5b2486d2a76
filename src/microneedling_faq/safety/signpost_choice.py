"""Which signpost a message needs, if any: by patterns and by meaning; pure."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ..retrieval.evidence import Reading
from .assertion_status import denies, is_only_asked, is_part_of, is_past, what_is_over
from .permission import asks_permission
from .signposts import Heard, Signposts, told_by
from .word_patterns import Words, sentences

URGENT_BAR = 0.45  # share of the vote from which meaning alone makes a message urgent
URGENT_BAR_PART = 0.7  # the same for a part of a message: torn out, "my neighbour says toothpaste" may mean anything
URGENT_BAR_TOLD = 0.6  # the same where a pattern has told already what it is about ("I have a heart condition")
URGENT_BAR_DENIED = 0.8  # the same where the text denies something: embeddings hardly tell "fever" from "no fever"
REFER_BAR = 0.4  # share from which meaning alone points to a clinician
REFER_BAR_DENIED = 0.8  # the same where the text denies a sign
NEAREST_BAR = 0.5  # nearest entry's cosine below which meaning alone says nothing
NEAREST_BAR_PART = 0.67  # the same for a part: torn out, "we got talking about my late aunt" is near everything a little
AGREED_SHARE = 0.2  # of signposts in the whole message, below which no part refers by meaning: "it left a shiny patch"
MIN_PART_WORDS = 5  # a shorter part means nothing urgent by itself ("Antibiotics, all healed.")

Shares = Mapping[str, float]  # signpost -> its share of the vote
Hear = Callable[[Words], Heard]


def choose_signpost(
    signposts: Signposts, readings: Sequence[Reading], *, literal: Reading | None = None, kind: str | None = None
) -> str | None:
    """The most pressing signpost of a message.

    :param readings: The whole message, then its parts.
    :param literal: The message without its figures of speech, which tell nothing by their meaning; `None` if nothing is left.
    :param kind: Only signposts of this kind; `None` for all.
    """
    hear = cache(signposts.hear)  # for this message only: its parts repeat the sentences of the whole
    whole = readings[0]
    heard = [(number, reading, *_heard(signposts, reading, hear, whole, literal)) for number, reading in enumerate(readings)]
    heard = [each for each in heard if each[2] or each[3]]
    over = what_is_over(sentences(whole.text)) if heard else []
    found, by_meaning = signposts.overhear(whole.text), set[str]()
    for number, reading, told, meant in heard:
        if number == 0 and over:  # what is there now has a part of its own
            meant = _asked_about(signposts, meant)
        elif over and is_part_of(sentences(reading.text), over):  # it may have lost the "two years ago"
            told, meant = _asked_about(signposts, told), _asked_about(signposts, meant)
        found |= told
        by_meaning |= meant
    if any(signposts.kinds[name] == "urgent" and signposts.tiers[name] == "now" for name in found):
        by_meaning = {name for name in by_meaning if signposts.kinds[name] == "refer"}  # words say better which danger it is
    found |= by_meaning
    return signposts.most_pressing({name for name in found if kind in (None, signposts.kinds[name])})


def _heard(
    signposts: Signposts, reading: Reading, hear: Hear, whole: Reading, literal: Reading | None
) -> tuple[set[str], set[str]]:
    """The signposts that a text tells of by its patterns, and those it tells of by meaning."""
    texts = dict.fromkeys((reading.text, reading.spelled))
    told, denied, past = told_by(hear(words) for text in texts for words in sentences(text))
    if past and any(map(asks_permission, sentences(whole.text))):  # "I had sepsis in 2019, can I have it?"
        told |= past
    part, meaning = reading is not whole, reading
    if any(map(signposts.lures, sentences(reading.text))):
        if part or literal is None:
            return told, set()
        part, meaning = True, literal  # it is torn out as well
    meant = _meant(signposts, meaning, told, denied, part=part)
    if part and whole.signpost_share < AGREED_SHARE:
        meant = {name for name in meant if signposts.kinds[name] == "urgent"}
    return told, meant - denied


def _meant(signposts: Signposts, reading: Reading, told: set[str], denied: set[str], *, part: bool) -> set[str]:
    """The signposts that win the vote on a text."""
    least = NEAREST_BAR_PART if part else NEAREST_BAR
    if reading.nearest < least or reading.signpost_share < REFER_BAR:  # the lowest of the bars
        return set()
    words = sentences(reading.text)
    denied_danger = any(signposts.kinds[name] == "urgent" for name in denied)  # meaning cannot tell "no fever" from "fever"
    too_short = part and len(reading.text.split()) < MIN_PART_WORDS
    urgent = {} if denied_danger or too_short else _of_kind(signposts, reading.signposts, "urgent")
    refer = _of_kind(signposts, reading.signposts, "refer")
    if all(map(is_past, words)):
        return set()
    if _only_asks(words):
        urgent, refer = _as_asked(signposts, urgent, refer)
    something_denied = any(map(denies, words))
    bar = URGENT_BAR_DENIED if something_denied else URGENT_BAR_TOLD if told else URGENT_BAR_PART if part else URGENT_BAR
    if sum(urgent.values()) >= bar:
        return {max(urgent, key=lambda name: urgent[name])}
    share = sum(refer.values()) + (0.0 if something_denied else sum(urgent.values()))  # "didnt hurt" is near "it hurts"
    if refer and share >= (REFER_BAR_DENIED if denied else REFER_BAR):
        return {max(refer, key=lambda name: refer[name])}
    return set()


def _as_asked(signposts: Signposts, urgent: Shares, refer: Shares) -> tuple[Shares, Shares]:
    """Shares where a text only asks: what is urgent counts for the signpost for a question about it, if there is one."""
    asked = dict(refer)
    for name, share in urgent.items():
        about = signposts.if_asked.get(name)
        if about:
            asked[about] = asked.get(about, 0.0) + share
    return {name: share for name, share in urgent.items() if name not in signposts.if_asked}, asked


def _asked_about(signposts: Signposts, names: set[str]) -> set[str]:
    """What signposts become where nothing is there now."""
    return {about for name in names if (about := signposts.if_asked.get(name, name))}


def _only_asks(message: Sequence[Sequence[str]]) -> bool:
    """Whether all sentences only ask; a single word ("True?") may follow."""
    said = [words for words in message if len(words) > 1]
    return bool(said) and all(map(is_only_asked, said))


def _of_kind(signposts: Signposts, shares: Shares, kind: str) -> Shares:
    return {name: share for name, share in shares.items() if signposts.kinds.get(name) == kind}

"""A message in its conversation -> all that was read of it and what was decided; the steps of a reply in their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..query.follow_ups import (
    asks_the_same,
    is_bare_question,
    joined,
    leans_on_context,
    recalled,
    starts_new_subject,
    topic_of,
    without_lead,
    without_opening,
)
from ..query.segmentation import split_halves, split_needs, windows_of
from ..retrieval.evidence import Reading
from ..safety.carried_danger import Said, carried_danger
from ..safety.signpost_choice import choose_signpost
from ..safety.signposts import Signposts
from .decision import Decision, decide, is_clear, names_topic

HALF = 0.5  # of the vote

Read = Callable[[Sequence[str]], list[Reading]]


@dataclass(frozen=True, slots=True)
class Considered:
    """What was made of a message."""

    reading: Reading  # of the message, or of the message in its context
    needs: tuple[Reading, ...]  # of its parts, if it has several
    signpost: str | None
    urgent: bool
    decision: Decision
    understood_as: str | None  # what was searched, where that is not what the visitor typed
    recalled: str | None = None  # the signpost of an earlier danger that this message says is over


def consider(
    query: str,
    history: Sequence[str],
    read: Read,
    signposts: Signposts,
    *,
    bar: float | None = None,
    as_typed: bool = False,
) -> Considered:
    """Look for signposts, find the context, and decide.

    :param query: The message, cleaned.
    :param history: The visitor's earlier messages, cleaned, oldest first.
    :param read: Reads some texts, together faster than one by one.
    :param bar: As `decide` takes it.
    :param as_typed: Whether to look for no context in the history, only for danger that is not known to be over.
    """
    now = signposts.said(query) if history and signposts.releases(query) else Said(None, released=False)
    danger = carried_danger([signposts.said(earlier) for earlier in history], now)
    found = _consider(query, () if as_typed else history, read, signposts, bar, over=danger.recalled is not None)
    if danger.urgent and not found.urgent:
        return replace(found, signpost=danger.urgent, urgent=True, understood_as=None)
    return replace(found, recalled=danger.recalled)


def _consider(
    query: str, history: Sequence[str], read: Read, signposts: Signposts, bar: float | None, *, over: bool
) -> Considered:
    """The same without a danger told of before; `over` says that the message tells of the end of one."""
    typed = without_opening(query)
    asked = recalled(typed, history) or typed
    in_context = bool(history) and leans_on_context(asked) and not starts_new_subject(query)
    needs, windows = split_needs(asked), windows_of(asked)
    halves = split_halves(asked) if not needs and not in_context else []
    whole, *rest = read([asked, *needs, *halves, *windows])
    parts = rest[: len(needs)]
    kind = "refer" if over else None  # "the swelling is gone, they gave me a shot" is near to what is urgent
    signpost = choose_signpost(signposts, [whole, *parts, *rest[len(needs) + len(halves) :]], kind=kind)
    if signpost and signposts.kinds[signpost] == "urgent":
        return Considered(whole, tuple(parts), signpost, True, decide(whole, bar=bar), None)
    if in_context and not signposts.is_particular(signpost):
        followed = _follow(whole, history, read)
        if followed is not whole:  # then "who tends to get it?" asks about something else than it seemed to
            whole, parts = followed, []
            signpost = choose_signpost(signposts, [whole], kind="refer")
    elif halves:
        parts = rest[: len(halves)]
    signpost = signpost or _carried_signpost(signposts, asked, history)
    referred = signposts.is_particular(signpost)
    understood_as = whole.spelled if whole.spelled != typed else None
    if referred:  # "too old for this?" says too little beside a condition
        parts = [part for part in parts if is_clear(part) or not leans_on_context(part.text)]
    decision = decide(whole, parts, referred=referred, bar=bar)
    return Considered(whole, tuple(parts), signpost, False, decision, understood_as)


def _follow(asked: Reading, history: Sequence[str], read: Read) -> Reading:
    """A message that leans on the one before, read as what it means: alone where it names another subject, else in context."""

    def read_one(text: str) -> Reading:
        return read([text])[0]

    topic = topic_of(history, lambda rest: is_clear(read_one(rest)))
    if not is_bare_question(asked.text):
        alone = asked if is_clear(asked) else read_one(without_lead(asked.spelled))
        if asks_the_same(asked.text) and _is_covered(alone):
            before = read_one(topic)
            if not _is_covered(before):  # "and for wrinkles?" after "what does it cost for scars?"
                return before
        if is_clear(alone) or names_topic(alone):
            return alone
    return read_one(joined(topic, asked.spelled))


def _is_covered(reading: Reading) -> bool:
    return reading.passage_share >= HALF


def _carried_signpost(signposts: Signposts, asked: str, history: Sequence[str]) -> str | None:
    """A condition that the message before told of ("I take warfarin"), where this one leans on it."""
    if not history or not leans_on_context(asked):
        return None
    told, _ = signposts.told(history[-1])
    particular = {name for name in told if signposts.kinds[name] == "refer" and signposts.is_particular(name)}
    return signposts.most_pressing(particular)

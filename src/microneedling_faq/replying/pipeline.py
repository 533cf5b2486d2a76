"""The way of a message: texts -> readings -> signpost -> meaning in its conversation -> decision; but for reading, pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..encoder.onnx_encoder import QueryEncoder
from ..index.reader import Index
from ..query.follow_ups import leans_on_context
from ..query.search_texts import Context, SearchTexts, texts_of
from ..retrieval.evidence import Reading, read
from ..safety.signpost_choice import choose_signpost
from ..safety.signposts import Signposts
from .decision import ANSWER_BAR, Decision, decide, is_answered, is_clear, names_topic

HALF = 0.5  # of the vote

Readings = Mapping[str, Reading]  # text -> what it may mean


@dataclass(frozen=True, slots=True)
class Considered:
    """What was made of a message."""

    reading: Reading  # of the message, or of the message in its context
    needs: tuple[Reading, ...]  # of its parts, if it has several
    signpost: str | None
    urgent: bool
    decision: Decision
    understood_as: str | None  # what was searched, where that is not what the visitor typed


def consider(
    message: str,
    earlier: Sequence[str],
    language: str,
    index: Index,
    encoder: QueryEncoder,
    signposts: Signposts,
    *,
    bar: float | None = None,
    as_typed: bool = False,
) -> Considered:
    """Read all texts of a message in one pass, and weigh them.

    :param message: Cleaned.
    :param earlier: The visitor's messages before it, cleaned, oldest first.
    :param language: Of the message, as `detect_language` tells.
    :param bar: As `decide` takes it.
    :param as_typed: Whether to leave the spelling as it is.
    """
    texts = texts_of(message, earlier)
    wanted = texts.all()
    readings = read(wanted, language, index, encoder, as_typed=as_typed)
    return weigh(texts, dict(zip(wanted, readings, strict=True)), earlier, signposts, bar=bar)


def weigh(
    texts: SearchTexts, readings: Readings, earlier: Sequence[str], signposts: Signposts, *, bar: float | None = None
) -> Considered:
    """Look for signposts, find what the message means in its conversation, and decide.

    :param readings: Of each text in `texts.all()`.
    """
    signpost = _signpost_told(texts, readings, signposts)
    if signpost and signposts.kinds[signpost] == "urgent":
        whole = readings[texts.asked]
        return Considered(whole, tuple(readings[need] for need in texts.needs), signpost, True, decide(whole, bar=bar), None)
    whole, parts = _understand(texts, readings, in_context=not signposts.is_particular(signpost))
    if whole is not readings[texts.asked]:  # then "who tends to get it?" asks about something else than it seemed to
        signpost = choose_signpost(signposts, [whole], kind="refer")
    signpost = signpost or _carried_signpost(signposts, texts.asked, earlier)
    referred = signposts.is_particular(signpost)
    if referred:  # "too old for this?" says too little beside a condition
        parts = [part for part in parts if is_clear(part) or not leans_on_context(part.text)]
    halves = [readings[half] for half in texts.halves]
    if (
        halves
        and not referred
        and all(is_answered(half, ANSWER_BAR if bar is None else bar, referred=False) for half in halves)
    ):
        parts = halves  # "red cheeks and pitted scars"; where one half finds nothing, the other says too little alone
    understood_as = whole.spelled if whole.spelled != texts.typed else None
    return Considered(whole, tuple(parts), signpost, False, decide(whole, parts, referred=referred, bar=bar), understood_as)


def _signpost_told(texts: SearchTexts, readings: Readings, signposts: Signposts) -> str | None:
    """The signpost that the message needs for itself, whatever was said before."""
    return choose_signpost(signposts, [readings[text] for text in (texts.asked, *texts.needs)])


def _understand(texts: SearchTexts, readings: Readings, *, in_context: bool) -> tuple[Reading, list[Reading]]:
    """The message as what it means, alone or in its context, and its parts."""
    whole = readings[texts.asked]
    if texts.context and in_context:
        followed = _follow(whole, texts.context, readings)
        if followed is not whole:
            return followed, []
    return whole, [readings[part] for part in texts.needs]


def _follow(asked: Reading, context: Context, readings: Readings) -> Reading:
    """A message that leans on the one before: alone where it names another subject, else in context."""
    subject = next(each for each in context.subjects if each.certain or is_clear(readings[each.text]))
    if not context.is_bare:
        alone = asked if is_clear(asked) else readings[context.alone]
        if context.asks_the_same and _is_covered(alone):
            before = readings[subject.text]
            if not _is_covered(before):  # "and for wrinkles?" after "what does it cost for scars?"
                return before
        if is_clear(alone) or names_topic(alone):
            return alone
    return readings[subject.joined]


def _is_covered(reading: Reading) -> bool:
    return reading.passage_share >= HALF


def _carried_signpost(signposts: Signposts, asked: str, earlier: Sequence[str]) -> str | None:
    """A condition that the message before told of ("I take warfarin"), where this one leans on it."""
    if not earlier or not leans_on_context(asked):
        return None
    told, _ = signposts.told(earlier[-1])
    particular = {name for name in told if signposts.kinds[name] == "refer" and signposts.is_particular(name)}
    return signposts.most_pressing(particular)

"""The way of a message: texts -> readings -> signpost -> meaning in its conversation -> decision; but for reading, pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..encoder.onnx_encoder import QueryEncoder
from ..index.reader import Index
from ..query.follow_ups import goes_on, leans_on_context
from ..query.search_texts import Context, SearchTexts, said_in, texts_of
from ..query.segmentation import is_question
from ..retrieval.evidence import Reading, read
from ..safety.carried_danger import Carried, Said, carried_danger
from ..safety.permission import asks_advice, asks_permission
from ..safety.signpost_choice import choose_signpost
from ..safety.signposts import Signposts
from ..safety.word_patterns import sentences
from .decision import Decision, decide, is_clear, names_topic

HALF = 0.5  # of the vote
MOST_CARRIED = 10  # earlier messages that are looked at for danger by meaning (the page sends ten); of others the words count
MOST_CONDITIONS = 4  # earlier messages that are looked at for a condition of the visitor's own

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
    carried: bool = False  # whether the danger was told of before, and this message does not say that it is over
    recalled: str | None = None  # the signpost of an earlier danger that this message says is over


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
    :param as_typed: Whether to leave the spelling as it is, and to look in the conversation for nothing but danger.
    """
    leant_on = () if as_typed else earlier
    texts = texts_of(message, leant_on, index.annotations.subject_names)
    literal = signposts.without_lures(texts.asked)
    wanted = tuple(dict.fromkeys([*texts.all(), *([literal] if literal else []), *map(said_in, earlier[-MOST_CARRIED:])]))
    readings = dict(zip(wanted, read(wanted, language, index, encoder, as_typed=as_typed), strict=True))
    danger = _danger_before(message, earlier, readings, signposts)
    found = weigh(texts, readings, leant_on, signposts, literal=literal, bar=bar, over=danger.calm)
    if danger.urgent and not found.urgent:
        return replace(found, signpost=danger.urgent, urgent=True, carried=True, understood_as=None)
    return replace(found, recalled=danger.recalled)


def weigh(
    texts: SearchTexts,
    readings: Readings,
    earlier: Sequence[str],
    signposts: Signposts,
    *,
    literal: str | None = None,
    bar: float | None = None,
    over: bool = False,
) -> Considered:
    """Look for signposts, find what the message means in its conversation, and decide.

    :param readings: Of each text in `texts.all()`, and of `literal`.
    :param literal: The message without its figures of speech; `None` if it has none, or is nothing else.
    :param over: Whether the message says that all is well, after a danger told of before.
    """
    kind = "refer" if over else None  # "the swelling is gone, they gave me a shot" is near to what is urgent
    told = [readings[text] for text in (texts.asked, *texts.needs)]
    signpost = choose_signpost(signposts, told, literal=readings[literal] if literal else None, kind=kind)
    if signpost and signposts.kinds[signpost] == "urgent":
        whole = readings[texts.asked]
        return Considered(whole, tuple(readings[need] for need in texts.needs), signpost, True, decide(whole, bar=bar), None)
    whole, parts = _understand(texts, readings, in_context=not signposts.is_particular(signpost))
    if whole is not readings[texts.asked]:  # then "who tends to get it?" asks about something else than it seemed to
        signpost = choose_signpost(signposts, [whole], kind="refer")
    signpost = signpost or _carried_signpost(signposts, readings[texts.asked], earlier)
    advice = signposts.advice if any(map(asks_advice, sentences(whole.spelled))) else None
    signpost = signpost or advice
    referred = signposts.is_particular(signpost) or advice is not None
    if referred and signposts.leaves_unanswered(signpost, whole.spelled):
        parts = [part for part in parts if is_question(part.text)]  # not what is only told: "my stretch marks are awful"
    elif referred:  # "too old for this?" says too little beside a condition
        parts = [part for part in parts if is_clear(part) or not leans_on_context(part.text)]
    else:
        parts = [*parts, *(item for item in map(readings.__getitem__, texts.items) if is_clear(item))]
    understood_as = whole.spelled if whole.spelled != texts.typed else None
    unanswered = {each.text for each in (whole, *parts) if signposts.leaves_unanswered(signpost, each.spelled)}
    decision = decide(whole, parts, referred=referred, unanswered=unanswered, bar=bar)
    return Considered(whole, tuple(parts), signpost, False, decision, understood_as)


def _danger_before(message: str, earlier: Sequence[str], before: Readings, signposts: Signposts) -> Carried:
    """What is left of a danger that earlier messages told of, by their words or, the latest, by what they meant."""
    now = signposts.said(message) if earlier and signposts.course(message) else Said(None, released=False)
    said = []
    for each in earlier:
        told, reading = signposts.said(each), before.get(said_in(each))
        silent = told.urgent or told.released  # "the doctor treated me, I'm fine now" is near to what is urgent
        meant = choose_signpost(signposts, [reading], kind="urgent") if reading and not silent else None
        said.append(replace(told, urgent=told.urgent or meant))
    return carried_danger(said, now)


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
    said = readings[context.said]
    if _is_small_talk(said):
        return said
    subject = next(each for each in context.subjects if each.certain or _is_subject(readings[each.text]))
    if not context.is_bare:
        alone = asked if is_clear(asked) else readings[context.alone]
        if context.asks_the_same and _is_covered(alone):
            before = readings[subject.text]
            if not _is_covered(before):  # "and for wrinkles?" after "what does it cost for scars?"
                return before
        if is_clear(alone) or names_topic(alone):
            return alone
    return readings[subject.joined]


def _is_subject(reading: Reading) -> bool:
    """Whether an earlier message that leans on another names a subject itself; "ok" does not."""
    return is_clear(reading) and not _is_small_talk(reading)


def _is_small_talk(reading: Reading) -> bool:
    other = reading.best_other()
    return other is not None and other[0].kind == "small_talk" and other[1] >= HALF


def _is_covered(reading: Reading) -> bool:
    return reading.passage_share >= HALF


def _carried_signpost(signposts: Signposts, asked: Reading, earlier: Sequence[str]) -> str | None:
    """A condition that a message before told of ("I take warfarin"), where this one leans on it or asks permission.

    A short message with a sense of its own does not lean on it: "ok thx", "what's your number".
    """
    own = _is_small_talk(asked) or (names_topic(asked) and not goes_on(asked.text))
    leans = leans_on_context(asked.text) and not own
    if not earlier or not (leans or any(map(asks_permission, sentences(asked.text)))):
        return None
    told = {name for each in earlier[-MOST_CONDITIONS:] for name in signposts.told(each)[0]}
    particular = {name for name in told if signposts.kinds[name] == "refer" and signposts.is_particular(name)}
    return signposts.most_pressing(particular)

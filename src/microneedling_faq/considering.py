"""A message in its conversation -> all that was read of it and what was decided; the steps of a reply in their order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .care import choose_signpost
from .conversation import in_context, is_bare_question, leans_on_context, starts_new_subject, without_opening
from .decision import Decision, decide, is_clear
from .needs import split_halves, split_needs, windows_of
from .reading import Reading
from .safety import Signposts

Read = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Considered:
    """What was made of a message."""

    reading: Reading  # of the message, or of the message in its context
    needs: tuple[Reading, ...]  # of its parts, if it has several
    signpost: str | None
    urgent: bool
    decision: Decision
    understood_as: str | None  # what was searched, where that is not what the visitor typed


def consider(query: str, history: Sequence[str], read: Read, signposts: Signposts) -> Considered:
    """Look for signposts, find the context, and decide.

    :param query: The message, cleaned.
    :param history: The visitor's earlier messages, cleaned, oldest first.
    :param read: Reads one text.
    """
    asked = without_opening(query)
    whole = read(asked)
    parts = [read(part) for part in split_needs(asked)]
    signpost = choose_signpost(signposts, [whole, *parts, *map(read, windows_of(asked))])
    if signpost and signposts.kinds[signpost] == "urgent":
        return Considered(whole, tuple(parts), signpost, True, decide(whole), None)
    context = None if starts_new_subject(query) else in_context(whole.spelled, history)
    if context and (is_bare_question(asked) or not is_clear(whole)):
        whole, parts = read(context), []
        signpost = signpost or choose_signpost(signposts, [whole], kind="refer")
    elif not parts:
        parts = [read(half) for half in split_halves(asked)]
    signpost = signpost or _carried_signpost(signposts, asked, history)
    referred = signpost is not None and signpost not in signposts.answered
    understood_as = whole.spelled if whole.spelled != asked else None
    if referred:  # "too old for this?" says too little beside a condition
        parts = [part for part in parts if not leans_on_context(part.text)]
    return Considered(whole, tuple(parts), signpost, False, decide(whole, parts, referred=referred), understood_as)


def _carried_signpost(signposts: Signposts, asked: str, history: Sequence[str]) -> str | None:
    """A condition that the message before told of ("I take warfarin"), where this one leans on it."""
    if not history or not leans_on_context(asked):
        return None
    told, _ = signposts.told(history[-1])
    particular = {name for name in told if signposts.kinds[name] == "refer" and name not in signposts.answered}
    return signposts.most_pressing(particular)

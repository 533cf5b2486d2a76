"""A message in its conversation -> every text that may be searched for it, so that all are embedded in one pass; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .courtesies import without_courtesies, without_greeting
from .follow_ups import (
    asks_the_same,
    is_bare_question,
    joined,
    leans_on_context,
    recalled,
    starts_new_subject,
    without_lead,
    without_opening,
)
from .segmentation import split_items, split_needs

MOST_NEEDS_OF_A_LIST = 2  # what has more needs is told, not listed: on ten question files its items found nothing more
MOST_EARLIER = 4  # earlier messages that are looked at for what a follow-up is about


@dataclass(frozen=True, slots=True)
class EarlierSubject:
    """What the conversation may be about."""

    text: str
    certain: bool  # it stood on its own; else it must turn out to name a subject ("and my nose?")
    joined: str  # with the message that leans on it, as one text


@dataclass(frozen=True, slots=True)
class Context:
    """How a message leans on earlier ones."""

    said: str  # the message with what people say first: "thank you so much" is no follow-up
    alone: str  # the message without the words that tie it to the one before
    is_bare: bool  # nothing but a question word
    asks_the_same: bool  # of another thing: "and for wrinkles?"
    subjects: tuple[EarlierSubject, ...]  # the latest first; the last one is certain


@dataclass(frozen=True, slots=True)
class SearchTexts:
    """The texts of a message."""

    typed: str  # the message without courtesies and what people say first
    asked: str  # the same, or the earlier message that it asks for again
    needs: tuple[str, ...]  # its parts, if it has several needs
    items: tuple[str, ...]  # what it lists
    context: Context | None  # where it leans on earlier messages

    def all(self) -> tuple[str, ...]:
        """Every text, each once."""
        texts = [self.asked, *self.needs, *self.items]
        if self.context:
            texts += [self.context.said, self.context.alone]
            texts += [text for subject in self.context.subjects for text in (subject.text, subject.joined)]
        return tuple(dict.fromkeys(texts))


def texts_of(message: str, earlier: Sequence[str], subject_names: Collection[str] = ()) -> SearchTexts:
    """The texts of a message.

    :param earlier: The visitor's messages before it, oldest first.
    :param subject_names: Of what the corpus is about, which are no need of their own: "peeling or microneedling?".
    """
    typed = said_in(message)
    asked = recalled(typed, earlier) or typed
    in_context = bool(earlier) and leans_on_context(asked) and not starts_new_subject(message)
    needs = split_needs(asked)
    no_items = {*subject_names, *map(str.lower, needs)}
    items = (item for item in split_items(asked) if item.lower() not in no_items)
    return SearchTexts(
        typed=typed,
        asked=asked,
        needs=tuple(needs),
        items=() if in_context or len(needs) > MOST_NEEDS_OF_A_LIST else tuple(items),
        context=_context_of(message, asked, earlier[-MOST_EARLIER:]) if in_context else None,
    )


def said_in(message: str) -> str:
    """A message without what is said around it: greetings, thanks, "one more thing:"."""
    return without_opening(without_courtesies(message))


def _context_of(message: str, asked: str, earlier: Sequence[str]) -> Context:
    subjects = []
    for before in reversed(earlier):
        if not leans_on_context(before):
            subjects.append(before)
            break
        if not is_bare_question(before):
            subjects.append(without_lead(before))
    else:
        subjects.append(earlier[0])
    last = len(subjects) - 1
    return Context(
        said=without_greeting(without_courtesies(message)),
        alone=without_lead(asked),
        is_bare=is_bare_question(asked),
        asks_the_same=asks_the_same(asked),
        subjects=tuple(EarlierSubject(text, at == last, joined(text, asked)) for at, text in enumerate(subjects)),
    )

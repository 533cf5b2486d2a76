"""What staff see of a search: the nearest passages, whether a visitor would be shown them, and why each was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..corpus.languages import DEFAULT_LANGUAGE
from ..corpus.vocabulary import WORD
from ..index.lexical import tokenize
from ..types import Entry, Hit, Quotation, Reply
from .answering_spans import near_entries
from .chatbot import MOST_FOUND, Chatbot
from .quoting import quote


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that was found."""

    quotation: Quotation
    entry: Entry  # of the index, that found it: a wording, a heading, a sentence or the passage
    words: tuple[str, ...]  # of the query that stand in the passage too, as they were typed
    answers: bool  # whether the reply to the same words shows it


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for some words."""

    reply: Reply  # what a visitor would get
    found: tuple[Finding, ...]  # what answers first, then the nearest others; none beside a danger


def find(chatbot: Chatbot, query: str, *, limit: int = MOST_FOUND, language: str | None = None) -> Findings:
    """Find the passages nearest to a query, whether or not they answer it.

    :param limit: The most passages, 1 or more; all that answer are among them.
    :param language: As `Chatbot.reply` takes it.
    :raises ValueError: If the limit is below 1.
    """
    reply, reading = chatbot.reply_and_reading(query, limit=limit, language=language)
    if reading is None:
        return Findings(reply, ())
    hits = {_span(hit): hit for hit in reading.hits}
    shown = {_place(quotation): quotation for quotation in reply.passages}
    order = [*(place for place in shown if place in hits), *(place for place in hits if place not in shown)][:limit]
    found = []
    for place in order:
        hit = hits[place]
        near = near_entries(hit, [reading], chatbot.index)
        quotation = shown.get(place) or quote(hit, chatbot.cautions_of(hit.passage, reply.language), near)
        found.append(
            Finding(quotation, hit.entry, shared_words(reading.spelled, quotation.text, hit.passage.language), place in shown)
        )
    return Findings(reply, tuple(found))


def shared_words(query: str, text: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """The words of a query, in its order, that a text holds in any form ("scar" in "scars"); but for words that say nothing.

    :param language: Of the text.
    """
    words = list(dict.fromkeys(WORD.findall(query)))
    held = set(tokenize([text], language)[0])
    return tuple(word for word, stems in zip(words, tokenize(words, language), strict=True) if stems and held.issuperset(stems))


def _span(hit: Hit) -> Sequence[object]:
    return hit.passage.document, hit.passage.start


def _place(quotation: Quotation) -> Sequence[object]:
    return quotation.document, quotation.start

"""Headings and titles -> entries: what stands over a text finds it; a question is one that visitors ask; pure.

A question over an answer is a wording of it, as if staff had attached it, and is offered to visitors. Other headings only find
what stands below them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..types import Document, Entry, Passage, Target
from .languages import DEFAULT_LANGUAGE, read_words
from .vocabulary import plain_word

MOST_WORDS = 25  # a longer heading is a sentence of the text
_FIRST_WORD = re.compile(r"[¿\s]*([^\W\d_]+)(?=.*\s)")
_ASKED_IN = (DEFAULT_LANGUAGE, "es")  # whatever the language of a document


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a passage, or over several of which this is the first."""

    text: str
    passage: int  # its row
    asks: bool


def is_question(heading: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Whether a heading or title is a question, as its end or its first word tells."""
    text = heading.strip()
    first = _FIRST_WORD.match(text)
    known = (words.asking for code, words in read_words().items() if code in (language, *_ASKED_IN))
    asks = first is not None and any(plain_word(first[1].lower()) in asking for asking in known)
    return len(text.split()) <= MOST_WORDS and (text.endswith("?") or asks)


def headings_over(documents: Sequence[Document], passages: Sequence[Passage]) -> list[Heading]:
    """Every heading with the passage it stands over, in the order of the passages; those over other headings only if they ask.

    :param passages: In the order of the index, those of a document together.
    """
    by_id = {document.id: document for document in documents}
    found: list[Heading] = []
    before: Passage | None = None
    begun = 0  # up to where the document has been gone through
    for row, passage in enumerate(passages):
        document, known = by_id[passage.document], before.headings if before and before.document == passage.document else ()
        if before is None or before.document != passage.document:
            found += [Heading(document.title, row, asks=True)] if is_question(document.title, document.language) else []
            begun = 0
        found += [Heading(text, row, asks=True) for place, text in document.questions if begun <= place < passage.end]
        begun = passage.end
        found += _new_headings(passage, known, row)
        before = passage
    return list(dict.fromkeys(found))


def heading_entries(headings: Sequence[Heading], passages: Sequence[Passage]) -> list[Entry]:
    """What finds the passages below headings: wordings where these are questions."""
    spans = [(passages[heading.passage].start, passages[heading.passage].end) for heading in headings]
    return [
        Entry(heading.text, Target("passage", str(heading.passage)), "wording" if heading.asks else "heading", *span)
        for heading, span in zip(headings, spans, strict=True)
    ]


def _new_headings(passage: Passage, known: tuple[str, ...], row: int) -> Iterator[Heading]:
    headings = passage.headings
    for depth, text in enumerate(headings):
        asks = is_question(text, passage.language)
        if headings[: depth + 1] != known[: depth + 1] and (asks or depth == len(headings) - 1):
            yield Heading(text, row, asks)

"""Document -> passages -> entries; pure.

What stands under a heading is one passage where it fits the model's window. Else, and where there is no heading, paragraphs,
lists and tables are passages: one that does not fit is cut between its rows or at sentence ends, a very short one takes in its
neighbours under the same heading. Sentences are entries that point to their passage.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sentencex

from ..paths import SHORT_PARAGRAPH_CHARACTERS
from ..types import Document, Entry, Passage, Target
from .structure import Block, Section, blocks_of, sections_of

TokenCounter = Callable[[str], int]
Span = tuple[int, int]

_ROW = re.compile(r"^[ \t]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+|\|[ \t]*)(?=\S)", re.MULTILINE)  # "- ", "1. ", "| "
_ROW_SIGNS = re.compile(r"[ \t]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+|\|[ \t]*)")
_RULED = re.compile(r"[\s|:-]*")  # the line below the head of a table


@dataclass(frozen=True, slots=True)
class _Window:
    """What a passage may hold."""

    count_tokens: TokenCounter
    max_tokens: int

    def fits(self, text: str) -> bool:
        return self.count_tokens(text) <= self.max_tokens


@dataclass(frozen=True, slots=True)
class _Paragraph:
    number: int
    block: Block


def chunk_document(document: Document, *, count_tokens: TokenCounter, max_tokens: int) -> list[Passage]:
    """Split a document into passages, in its order and without overlap.

    :param count_tokens: Length of a text in the model's tokens, special tokens included.
    :param max_tokens: The model's window.
    """
    window = _Window(count_tokens, max_tokens)
    if document.record:
        spans = _fit(document.text, (0, len(document.text)), _beside(document.title, window))
        return [_passage(document, (1,), span, ()) for span in spans]
    passages = []
    number = 1
    for section in _sections(document):
        paragraphs = [_Paragraph(number + at, block) for at, block in enumerate(section.blocks)]
        number += len(paragraphs)
        headings = tuple(heading.title for heading in section.headings if heading.title)
        for group in _groups(document.text, section, paragraphs, window):
            numbers = tuple(paragraph.number for paragraph in group)
            rows = [row for paragraph in group for row in paragraph.block.rows]
            span = (group[0].block.start, group[-1].block.end)
            passages += [_passage(document, numbers, part, headings) for part in _fit(document.text, span, window, rows)]
    return passages


def passage_entries(passage: Passage, row: int, *, record: bool) -> list[Entry]:
    """The entries that find a passage: itself, below its heading if it has one, and its sentences where these differ.

    :param row: The passage's place in the index.
    :param record: Whether it comes from a JSONL file: then title and text together are its only entry.
    """
    target = Target("passage", str(row))
    if record:
        return [Entry(f"{passage.title} {passage.text}".strip(), target, "passage", passage.start, passage.end)]
    whole = Entry(f"{_heading_over(passage)} {passage.text}".strip(), target, "passage", passage.start, passage.end)
    spans = [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]
    if len(spans) < 2 and not passage.headings:
        return [whole]
    first = passage.start
    sentences = [Entry(passage.text[s - first : e - first], target, "sentence", s, e) for s, e in spans]
    return [whole, *sentences]


def _heading_over(passage: Passage) -> str:
    """The first question over a passage, of several that share its text; else the nearest heading, or none."""
    return next((heading for heading in passage.headings if heading.endswith("?")), "".join(passage.headings[-1:]))


def sentence_spans(text: str) -> list[Span]:
    """Start and end of each sentence, without the space around it; an item of a list or a row of a table ends one too."""
    starts = [0, *(match.start() for match in _ROW.finditer(text)), len(text)]
    spans: list[Span] = []
    for start, end in pairwise(dict.fromkeys(starts)):
        signs = _ROW_SIGNS.match(text, start, end) if _ROW.match(text, start) else None
        spans += _prose_spans(text, (signs.end() if signs else start, end))
    return spans


def _prose_spans(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    if _RULED.fullmatch(text, start, end):
        return
    for bound in sentencex.get_sentence_boundaries("en", text[start:end]):
        trimmed = _trim(text, (start + bound["start_index"], start + bound["end_index"]))
        if trimmed:
            yield trimmed


def paragraph_numbers(document: Document) -> Callable[[int], int]:
    """What tells the number of the paragraph at an offset of a document; a heading counts with the paragraph below it."""
    ends = [1] if document.record else [block.end for section in _sections(document) for block in section.blocks]
    return lambda offset: min(bisect_right(ends, offset) + 1, len(ends))


def _trim(text: str, span: Span) -> Span | None:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return (start, end) if end > start else None


def _beside(title: str, window: _Window) -> _Window:
    """The window that a title leaves, which each part of a record is found with; a title that fills half of it is cut off."""
    taken = window.count_tokens(title)
    return _Window(window.count_tokens, window.max_tokens - (taken if taken < window.max_tokens // 2 else 0))


def _sections(document: Document) -> list[Section]:
    return sections_of(blocks_of(document.text, document.body_start, plain=document.plain))


def _groups(text: str, section: Section, paragraphs: list[_Paragraph], window: _Window) -> list[list[_Paragraph]]:
    """The paragraphs of a section that become a passage together."""
    whole = text[section.blocks[0].start : section.blocks[-1].end]
    if section.headings and window.fits(" ".join([*(heading.title for heading in section.headings), whole])):
        return [paragraphs]
    groups: list[list[_Paragraph]] = []
    for paragraph in paragraphs:
        first = groups[-1][0].block if groups else None
        if (
            first
            and groups[-1][-1].block.end - first.start < SHORT_PARAGRAPH_CHARACTERS
            and window.fits(text[first.start : paragraph.block.end])
        ):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return groups


def _fit(text: str, span: Span, window: _Window, rows: Sequence[int] = ()) -> list[Span]:
    """Split a span so that each part fits the window: between rows, if it has any, else at sentence ends, else at words."""
    if window.fits(text[span[0] : span[1]]):
        return [span]
    pieces = _pieces(text, span, rows)
    if len(pieces) == 1:  # one endless word: the model will see its beginning
        return pieces
    parts: list[Span] = []
    for start, end in pieces:
        if parts and window.fits(text[parts[-1][0] : end]):
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return [piece for part in parts for piece in _fit(text, part, window)]


def _pieces(text: str, span: Span, rows: Sequence[int]) -> list[Span]:
    edges = [span[0], *(row for row in rows if span[0] < row < span[1]), span[1]]
    pieces = [trimmed for edge in pairwise(edges) if (trimmed := _trim(text, edge))]
    if len(pieces) == 1:
        pieces = list(_prose_spans(text, span))
    if len(pieces) == 1:
        pieces = [match.span() for match in re.compile(r"\S+").finditer(text, *span)]
    return pieces


def _passage(document: Document, paragraphs: tuple[int, ...], span: Span, headings: tuple[str, ...]) -> Passage:
    start, end = span
    text = document.text[start:end]
    digest = hashlib.sha256(text.encode()).hexdigest()
    told = (document.id, document.title, document.author, document.reviewed)
    return Passage(*told, paragraphs, start, end, text, digest, headings, document.language, document.own)

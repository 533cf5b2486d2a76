"""Document -> passages -> entries; pure.

Paragraphs are passages. A paragraph that does not fit the model's window is split at sentence ends; a very short one takes
in its neighbours under the same heading. Sentences are entries that point to their passage.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sentencex

from ..paths import SHORT_PARAGRAPH_CHARACTERS
from ..types import Document, Entry, Passage, Target

TokenCounter = Callable[[str], int]
Span = tuple[int, int]

_HEADING = re.compile(r"#{1,6} \S[^\n]*")
_BLOCK = re.compile(  # a heading, or lines up to the next blank one or heading
    rf"{_HEADING.pattern}|\S[^\n]*(?:\n(?![ \t\r]*(?:\n|\Z)|{_HEADING.pattern})[^\n]*)*"
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    number: int
    start: int
    end: int
    heading: int  # how many headings stand above it


def chunk_document(document: Document, *, count_tokens: TokenCounter, max_tokens: int) -> list[Passage]:
    """Split a document into passages, in its order and without overlap.

    :param count_tokens: Length of a text in the model's tokens, special tokens included.
    :param max_tokens: The model's window. A record of a JSONL file stays whole and is cut by the model instead.
    """
    if document.record:
        return [_passage(document, (1,), 0, len(document.text))]
    passages = []
    for group in _join_short(document, list(_paragraphs(document)), count_tokens, max_tokens):
        numbers = tuple(paragraph.number for paragraph in group)
        for start, end in _fit(document.text, (group[0].start, group[-1].end), count_tokens, max_tokens):
            passages.append(_passage(document, numbers, start, end))
    return passages


def passage_entries(passage: Passage, row: int, *, record: bool) -> list[Entry]:
    """The entries that find a passage: itself and, when there are several, its sentences.

    :param row: The passage's place in the index.
    :param record: Whether it comes from a JSONL file: then title and text together are its only entry.
    """
    target = Target("passage", str(row))
    if record:
        return [Entry(f"{passage.title} {passage.text}".strip(), target, "passage", passage.start, passage.end)]
    whole = Entry(passage.text, target, "passage", passage.start, passage.end)
    spans = [(passage.start + start, passage.start + end) for start, end in sentence_spans(passage.text)]
    if len(spans) < 2:
        return [whole]
    first = passage.start
    sentences = [Entry(passage.text[s - first : e - first], target, "sentence", s, e) for s, e in spans]
    return [whole, *sentences]


def sentence_spans(text: str) -> list[Span]:
    """Start and end of each sentence, without the space around it."""
    spans = ((bound["start_index"], bound["end_index"]) for bound in sentencex.get_sentence_boundaries("en", text))
    return [trimmed for span in spans if (trimmed := _trim(text, span))]


def paragraph_numbers(document: Document) -> Callable[[int], int]:
    """What tells the number of the paragraph at an offset of a document; a heading counts with the paragraph below it."""
    ends = [1] if document.record else [paragraph.end for paragraph in _paragraphs(document)]
    return lambda offset: min(bisect_right(ends, offset) + 1, len(ends))


def _trim(text: str, span: Span) -> Span | None:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return (start, end) if end > start else None


def _paragraphs(document: Document) -> Iterator[_Paragraph]:
    """Blocks between blank lines, numbered from 1; Markdown headings are not counted."""
    number = headings = 0
    for match in _BLOCK.finditer(document.text, document.body_start):
        if _HEADING.match(match[0]):
            headings += 1
            continue
        number += 1
        yield _Paragraph(number, match.start(), match.start() + len(match[0].rstrip()), headings)


def _join_short(
    document: Document, paragraphs: list[_Paragraph], count_tokens: TokenCounter, max_tokens: int
) -> list[list[_Paragraph]]:
    groups: list[list[_Paragraph]] = []
    for paragraph in paragraphs:
        last = groups[-1] if groups else None
        if (
            last
            and last[-1].heading == paragraph.heading
            and last[-1].end - last[0].start < SHORT_PARAGRAPH_CHARACTERS
            and count_tokens(document.text[last[0].start : paragraph.end]) <= max_tokens
        ):
            last.append(paragraph)
        else:
            groups.append([paragraph])
    return groups


def _fit(text: str, span: Span, count_tokens: TokenCounter, max_tokens: int) -> list[Span]:
    """Split a span at sentence ends so that each part has at most `max_tokens`; an endless sentence at words."""
    if count_tokens(text[span[0] : span[1]]) <= max_tokens:
        return [span]
    sentences = [(span[0] + start, span[0] + end) for start, end in sentence_spans(text[span[0] : span[1]])]
    if len(sentences) == 1:
        sentences = [match.span() for match in re.compile(r"\S+").finditer(text, *span)]
        if len(sentences) == 1:  # one endless word: the model will see its beginning
            return [span]
    parts: list[Span] = []
    for start, end in sentences:
        if parts and count_tokens(text[parts[-1][0] : end]) <= max_tokens:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return [piece for part in parts for piece in _fit(text, part, count_tokens, max_tokens)]


def _passage(document: Document, paragraphs: tuple[int, ...], start: int, end: int) -> Passage:
    text = document.text[start:end]
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Passage(document.id, document.title, document.author, document.reviewed, paragraphs, start, end, text, digest)

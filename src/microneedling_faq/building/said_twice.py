"""Finds what two documents of a corpus answer or say alike, so that staff can see whether they agree; pure."""

import re
from collections.abc import Iterator

from ..index.reader import Index
from ..types import Entry, Passage

SAME_QUESTION = 0.88  # cosine of two headings or wordings, from which they ask the same
SAME_TEXT = 0.95  # cosine of two passages, from which they say the same
MOST_TOLD = 50  # lines
_NEAREST = 10  # entries that are looked at for each
_MOST_ENTRIES = 20_000
_SAME = {"wording": SAME_QUESTION, "heading": SAME_QUESTION, "passage": SAME_TEXT}
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def said_twice(index: Index) -> list[str]:
    """A line for each two passages of different documents that answer the same question or are nearly the same text."""
    pairs: dict[tuple[int, int], str] = {}
    for row, other, entry in _near_pairs(index):
        first, second = sorted((row, other))
        pairs.setdefault((first, second), entry.text)
    told = [_line(index.passages[first], index.passages[second], text) for (first, second), text in sorted(pairs.items())]
    more = [f"{len(told) - MOST_TOLD} more passages are answered or said in two documents"] if len(told) > MOST_TOLD else []
    return told[:MOST_TOLD] + more


def _near_pairs(index: Index) -> Iterator[tuple[int, int, Entry]]:
    """(passage, passage of another document, entry of the first) wherever entries of a kind are near enough."""
    if len({passage.document for passage in index.passages}) < 2:
        return
    rows = [row for row, entry in enumerate(index.entries) if _compared(entry)][:_MOST_ENTRIES]
    cosines, nearest = index.vectors.search(index.vectors.embeddings()[rows], _NEAREST)
    for at, row in enumerate(rows):
        entry = index.entries[row]
        for cosine, found in zip(cosines[at].tolist(), nearest[at].tolist(), strict=True):
            other = index.entries[found]
            if not _compared(other) or cosine < _SAME[entry.kind] or _SAME[other.kind] != _SAME[entry.kind]:
                continue
            here, there = int(entry.target.id), int(other.target.id)
            if index.passages[here].document != index.passages[there].document:
                yield here, there, entry


def _compared(entry: Entry) -> bool:
    return entry.target.kind == "passage" and entry.kind in _SAME


def _line(first: Passage, second: Passage, text: str) -> str:
    numbers = [_numbers(passage.text) for passage in (first, second)]
    differ = ""
    if numbers[0] != numbers[1]:
        only = [", ".join(sorted(numbers[at] - numbers[1 - at])) or "none" for at in (0, 1)]
        differ = f" Their numbers differ: {only[0]} and {only[1]}."
    return f"{_place(first)} and {_place(second)} both answer {text[:60]!r}.{differ} See that they agree, or keep one"


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))


def _place(passage: Passage) -> str:
    return f"{passage.document}, paragraph {passage.paragraphs[0]}"

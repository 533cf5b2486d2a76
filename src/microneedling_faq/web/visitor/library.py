"""The documents of a corpus as they are read: passages with the headings above them, and how each is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...corpus.formats import CONVERTED_SUFFIXES
from ...types import Passage
from .markdown import Part, parts_of, plain_parts

HIGHEST_LEVEL, LOWEST_LEVEL = 2, 6  # of headings; the title is the first
_MARKDOWN_SUFFIXES = frozenset({".md", *CONVERTED_SUFFIXES})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document."""

    level: int  # 2 to 6, never more than one below the heading before
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A passage, what stands above it, and the parts that it is set in."""

    headings: list[Heading]
    passage: Passage
    parts: list[Part]


class Library:
    """Finds the passages of a document. The first search goes through the whole index, later ones do not."""

    def __init__(self, passages: Sequence[Passage], corpus: Path) -> None:
        self._passages = passages
        self._corpus = corpus

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self._passages):
            rows.setdefault(passage.document, []).append(row)
        return rows

    def passages_of(self, document: str) -> list[Passage]:
        """The passages of a document in its order; none if there is no such document."""
        return [self._passages[row] for row in self._rows.get(document, [])]

    def sections_of(self, document: str) -> list[Section]:
        """The document in the order of its text; empty if there is no such document."""
        passages = self.passages_of(document)
        set_parts = parts_of if self._is_markdown(document) else plain_parts
        above = [(), *(passage.headings for passage in passages)]
        return [
            Section(_new_headings(passage.headings, before), passage, set_parts(passage.text))
            for before, passage in zip(above, passages, strict=False)
        ]

    def _is_markdown(self, name: str) -> bool:
        if self._corpus.is_file():
            return self._corpus.suffix.lower() in _MARKDOWN_SUFFIXES
        return any((self._corpus / f"{name}{suffix}").is_file() for suffix in _MARKDOWN_SUFFIXES)


def _new_headings(headings: Sequence[str], before: Sequence[str]) -> list[Heading]:
    """Those that do not stand above the passage before as well."""
    return [
        Heading(min(HIGHEST_LEVEL + depth, LOWEST_LEVEL), text)
        for depth, text in enumerate(headings)
        if list(headings[: depth + 1]) != list(before[: depth + 1])
    ]

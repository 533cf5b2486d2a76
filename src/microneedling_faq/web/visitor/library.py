"""The documents of a corpus as they are read: passages with the headings above them, and how each is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...corpus.documents import read_corpus
from ...corpus.structure import Block, blocks_of
from ...errors import CorpusError
from ...types import Document, Passage
from .markdown import Part, parts_of, plain_parts

HIGHEST_LEVEL, LOWEST_LEVEL = 2, 6  # of headings; the title is the first


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
        found = self._markdown(document, passages)
        if found is None:
            return [Section([], each, plain_parts(each.text)) for each in passages]
        headings = [block for block in blocks_of(found.text, found.body_start) if block.kind == "heading"]
        set_headings = [Heading(level, block.title) for level, block in zip(_levels(headings), headings, strict=True)]
        starts = [found.body_start, *(passage.start for passage in passages)]
        return [
            Section(
                [to_set for to_set, block in zip(set_headings, headings, strict=True) if before <= block.start < each.start],
                each,
                parts_of(each.text),
            )
            for before, each in zip(starts, passages, strict=False)
        ]

    def _markdown(self, name: str, passages: Sequence[Passage]) -> Document | None:
        """A Markdown document; `None` if it is none, or is not any more what was indexed."""
        path = self._corpus if self._corpus.is_file() else self._corpus / f"{name}.md"
        if not passages or path.suffix != ".md" or not path.is_file():
            return None
        try:
            document = read_corpus(path).documents[0]
        except CorpusError:
            return None
        return document if all(document.text[each.start : each.end] == each.text for each in passages) else None


def _levels(headings: Sequence[Block]) -> list[int]:
    """The levels of headings on a page with a title, without a gap on the way down."""
    levels: list[int] = []
    highest = min((heading.level for heading in headings), default=0)
    for heading in headings:
        below = levels[-1] + 1 if levels else HIGHEST_LEVEL
        levels.append(min(HIGHEST_LEVEL + heading.level - highest, below, LOWEST_LEVEL))
    return levels

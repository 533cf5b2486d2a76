"""Markdown -> parts to be set: paragraphs, lists, headings, emphasis, links; pure.

Not a whole Markdown: just what articles are written with, and every run knows where in the text it stands, which no Markdown
library tells, so that marks fall on the right letters. Everything else, HTML above all, stays the text that it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
PartKind = Literal["p", "ul", "ol", "plain"]

_BLOCK = re.compile(r"\S[^\n]*(?:\n[ \t\r]*\S[^\n]*)*")  # lines up to the next blank one
_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+]|(?P<number>\d{1,9})[.)])[ \t]+(?=\S)")  # "- ", "  * ", "1. ", "2) "
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")  # "> "
_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>(?=\S)[^\n]+?(?<=\S))\*\*(?!\*)"
    r"|(?<!\w)__(?P<strong_too>(?=\S)[^\n]+?(?<=\S))__(?!\w)"
    r"|(?<![\w*])\*(?P<em>(?=[^\s*])[^*\n]*?(?<=\S))\*(?![\w*])"
    r"|(?<!\w)_(?P<em_too>(?=[^\s_])[^_\n]*?(?<=\S))_(?!\w)"
    r"|(?<!!)\[(?P<link>[^\[\]\n]+)\]\((?P<address>https?://[^\s()]+)\)"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is set in one way; the signs of Markdown around it belong to no run."""

    start: int
    end: int
    styles: tuple[str, ...] = ()  # of "strong", "em", "code", outermost first
    address: str = ""  # where it leads, if it is a link


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, which has one row, or a list with a row for each item."""

    kind: PartKind
    rows: list[list[Run]]
    first: int = 1  # the number of the first item

    @property
    def end(self) -> int:
        """Where its last run ends in the text."""
        return self.rows[-1][-1].end


@dataclass(slots=True)
class _Lines:
    """A part while its lines are read."""

    kind: PartKind
    rows: list[Span] = field(default_factory=list)
    first: int = 1


def paragraph_starts(text: str) -> list[int]:
    """Where the paragraphs of a text start, as blank lines part them."""
    return [match.start() for match in _BLOCK.finditer(text)]


def plain_parts(text: str) -> list[Part]:
    """The paragraphs of a text that is no Markdown, each to be set as it was typed."""
    return [Part("plain", [[Run(*match.span())]]) for match in _BLOCK.finditer(text)]


def parts_of(text: str) -> list[Part]:
    """The paragraphs and lists of a Markdown text, in its order."""
    return [Part(part.kind, [list(runs_of(text, row)) for row in part.rows], part.first) for part in _parts(text)]


def _parts(text: str) -> list[_Lines]:
    parts: list[_Lines] = []
    end_before = 0
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        marker, quoted = _MARKER.match(text, *line.span()), _QUOTED.match(text, *line.span())
        apart = text.count("\n", end_before, line.start()) > 1
        indented = line[0][0].isspace()
        if marker:
            _add_item(parts, marker, line.end())
        elif not parts or quoted or (apart and (parts[-1].kind == "p" or not indented)):
            parts.append(_Lines("p", [(quoted.end() if quoted else line.start(), line.end())]))
        else:
            parts[-1].rows[-1] = (parts[-1].rows[-1][0], line.end())  # the line goes on with what is above it
        end_before = line.end()
    return parts


def runs_of(text: str, span: Span, styles: tuple[str, ...] = (), address: str = "") -> Iterator[Run]:
    """The runs of a span of a text."""
    start, end = span
    for match in _INLINE.finditer(text, start, end):
        if start < match.start():
            yield Run(start, match.start(), styles, address)
        name = next(name for name, value in match.groupdict().items() if value is not None)
        style = name.removesuffix("_too")
        if style == "link":
            yield from runs_of(text, match.span(name), styles, match["address"])
        elif style == "code":
            yield Run(*match.span(name), (*styles, style), address)
        else:
            yield from runs_of(text, match.span(name), (*styles, style), address)
        start = match.end()
    if start < end:
        yield Run(start, end, styles, address)


def _add_item(parts: list[_Lines], marker: re.Match[str], end: int) -> None:
    kind: PartKind = "ol" if marker["number"] else "ul"
    if not parts or parts[-1].kind != kind:
        parts.append(_Lines(kind, first=int(marker["number"] or 1)))
    parts[-1].rows.append((marker.end(), end))

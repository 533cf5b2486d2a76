"""Markdown -> parts to be set: paragraphs, lists, tables, emphasis, links; pure.

Not a whole Markdown: just what articles are written with, and every run knows where in the text it stands, which no Markdown
library tells, so that marks fall on the right letters. Everything else, HTML above all, stays the text that it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
PartKind = Literal["p", "ul", "ol", "table", "plain"]

_BLOCK = re.compile(r"\S[^\n]*(?:\n[ \t\r]*\S[^\n]*)*")  # lines up to the next blank one
_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+]|(?P<number>\d{1,9})[.)])[ \t]+(?=\S)")  # "- ", "  * ", "1. ", "2) "
_TABLE_ROW = re.compile(r"[ \t]*\|(?P<cells>.*)\|[ \t\r]*")  # "| kit | $180 |", a line by itself
_CELL = re.compile(r"(?:[^|\\]|\\.)*")
_RULE = re.compile(r"[ \t\r|:-]*-[ \t\r|:-]*")  # "|---|--:|" below the head of a table
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
    """A paragraph, which has one row, a list with a row for each item, or a table with a row for each cell, line by line."""

    kind: PartKind
    rows: list[list[Run]]
    first: int = 1  # the number of the first item
    columns: int = 0  # of a table
    headed: bool = False  # whether the first line of a table names its columns

    @property
    def end(self) -> int:
        """Where its last run ends in the text."""
        return max((run.end for row in self.rows for run in row), default=0)


@dataclass(slots=True)
class _Lines:
    """A part while its lines are read."""

    kind: PartKind
    rows: list[Span] = field(default_factory=list)
    first: int = 1
    columns: int = 0
    headed: bool = False


def paragraph_starts(text: str) -> list[int]:
    """Where the paragraphs of a text start, as blank lines part them."""
    return [match.start() for match in _BLOCK.finditer(text)]


def plain_parts(text: str) -> list[Part]:
    """The paragraphs of a text that is no Markdown, each to be set as it was typed."""
    return [Part("plain", [[Run(*match.span())]]) for match in _BLOCK.finditer(text)]


def parts_of(text: str) -> list[Part]:
    """The paragraphs, lists and tables of a Markdown text, in its order."""
    return [
        Part(part.kind, [list(runs_of(text, row)) for row in part.rows], part.first, part.columns, part.headed)
        for part in _parts(text)
    ]


def is_set(parts: Sequence[Part]) -> bool:
    """Whether parts look otherwise than the text as it was typed."""
    runs = (run for part in parts for row in part.rows for run in row)
    return any(part.kind not in ("p", "plain") for part in parts) or any(run.styles or run.address for run in runs)


def _parts(text: str) -> list[_Lines]:
    parts: list[_Lines] = []
    end_before = 0
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        marker, quoted = _MARKER.match(text, *line.span()), _QUOTED.match(text, *line.span())
        apart = text.count("\n", end_before, line.start()) > 1
        indented = line[0][0].isspace()
        if table := _TABLE_ROW.fullmatch(text, *line.span()):
            _add_line(parts, text, table.span("cells"), apart=apart)
        elif marker:
            _add_item(parts, marker, line.end())
        elif not parts or quoted or parts[-1].kind == "table" or (apart and (parts[-1].kind == "p" or not indented)):
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


def _add_line(parts: list[_Lines], text: str, span: Span, *, apart: bool) -> None:
    """Add a line of a table; what it has more than the first line stands in its last cell."""
    table = parts[-1] if parts and parts[-1].kind == "table" and not apart else None
    if table and len(table.rows) == table.columns and not table.headed and _RULE.fullmatch(text, *span):
        table.headed = True
        return
    cells = [_trimmed(text, cell.span()) for cell in _cells(text, span)]
    if table is None:
        table = _Lines("table", columns=len(cells))
        parts.append(table)
    first, rest = cells[: table.columns - 1], cells[table.columns - 1 :]
    row = [*first, (rest[0][0], rest[-1][1])] if rest else first
    table.rows += [*row, *[(span[1], span[1])] * (table.columns - len(row))]


def _cells(text: str, span: Span) -> Iterator[re.Match[str]]:
    start, end = span
    while start <= end and (cell := _CELL.match(text, start, end)):
        yield cell
        start = cell.end() + 1


def _trimmed(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())

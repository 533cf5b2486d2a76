"""A text cut where marks begin and end, so that a template can set each piece without touching a letter; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .markdown import Part, PartKind, Run, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked in one way throughout; joined, the pieces are the text."""

    text: str
    answers: bool  # part of what answers the question
    doubtful: bool  # part of a claim that has a caution
    styles: tuple[str, ...] = ()  # "strong", "em", "code", outermost first
    address: str = ""  # where it leads, if it is a link


def cut_pieces(text: str, answering: Sequence[Span], doubtful: Sequence[Span]) -> list[Piece]:
    """The pieces of a text.

    :param answering: Spans of the text that answer.
    :param doubtful: Spans of the text that have a caution; both kinds may overlap.
    """
    ends = {end for span in (*answering, *doubtful) for end in span if 0 < end < len(text)}
    cuts = [0, *sorted(ends), len(text)]
    return [
        Piece(text[start:end], _covered(start, answering), _covered(start, doubtful))
        for start, end in pairwise(cuts)
        if start < end
    ]


def cut_runs(text: str, runs: Iterable[Run], answering: Sequence[Span], doubtful: Sequence[Span]) -> list[Piece]:
    """The pieces of some runs of a text, in their order; the spans are counted from the start of the text, as above."""
    return [
        replace(piece, styles=run.styles, address=run.address)
        for run in runs
        for piece in cut_pieces(text[run.start : run.end], _shifted(answering, run.start), _shifted(doubtful, run.start))
    ]


@dataclass(frozen=True, slots=True)
class SetPart:
    """A part of a text, ready for the template."""

    kind: PartKind
    first: int  # the number of the first item
    columns: int  # of a table
    headed: bool
    rows: list[list[Piece]]


def set_part(text: str, part: Part, answering: Sequence[Span], doubtful: Sequence[Span]) -> SetPart:
    """The pieces of a part of a text; the spans are counted from the start of the text."""
    rows = [cut_runs(text, row, answering, doubtful) for row in part.rows]
    return SetPart(part.kind, part.first, part.columns, part.headed, rows)


def _shifted(spans: Sequence[Span], start: int) -> list[Span]:
    return [(first - start, last - start) for first, last in spans]


def _covered(position: int, spans: Sequence[Span]) -> bool:
    return any(start <= position < end for start, end in spans)

"""Hits -> quotations: the passage word for word, what in it answers, and the cautions that must stand beside it; pure."""

from collections.abc import Sequence

from ..types import Hit, Quotation, QuotedCaution, SourceLink


def quote(hit: Hit, cautions: tuple[QuotedCaution, ...]) -> Quotation:
    """A hit as a reply shows it; what the entry that found it points to is highlighted."""
    passage = hit.passage
    return Quotation(
        document=passage.document,
        title=passage.title,
        paragraphs=passage.paragraphs,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        highlights=_highlights(hit),
        score=hit.score,
        sha256=passage.sha256,
        cautions=cautions,
        author=passage.author,
        reviewed=passage.reviewed,
        headings=passage.headings,
    )


def cite(source: SourceLink) -> str:
    """A source in plain text: its name, and its address if there is one to show."""
    return f"{source.name} <{source.url}>" if source.url else source.name


def path_line(headings: Sequence[str]) -> str:
    """Headings in one line, the highest first."""
    return " › ".join(headings)


def _highlights(hit: Hit) -> tuple[tuple[int, int], ...]:
    entry, passage = hit.entry, hit.passage
    passage_span = (passage.start, passage.end)  # what a heading stands over: nothing in it answers more than the rest
    if entry.kind == "passage" or entry.start is None or entry.end is None or (entry.start, entry.end) == passage_span:
        return ()
    return ((max(entry.start, passage.start) - passage.start, min(entry.end, passage.end) - passage.start),)

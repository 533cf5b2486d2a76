"""Hits -> quotations: the passage word for word, what in it answers, and the cautions that must stand beside it; pure."""

from collections.abc import Sequence

from ..types import Hit, Quotation, QuotedCaution, Reply, SourceLink
from .answering_spans import Near, answering_spans, span_of


def quote(hit: Hit, cautions: tuple[QuotedCaution, ...], near: Near = ()) -> Quotation:
    """A hit as a reply shows it.

    :param near: The entries that say which sentences are highlighted; if there are none, the entry that found it does.
    """
    passage = hit.passage
    return Quotation(
        document=passage.document,
        title=passage.title,
        paragraphs=passage.paragraphs,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        highlights=answering_spans(passage, near, cautions) or _highlights(hit),
        score=hit.score,
        sha256=passage.sha256,
        cautions=cautions,
        author=passage.author,
        reviewed=passage.reviewed,
        headings=passage.headings,
        language=passage.language,
    )


def cite(source: SourceLink) -> str:
    """A source in plain text: its name, and its address if there is one to show."""
    return f"{source.name} <{source.url}>" if source.url else source.name


def path_line(headings: Sequence[str]) -> str:
    """Headings in one line, the highest first."""
    return " › ".join(headings)


def left_unsaid(reply: Reply) -> tuple[str, ...]:
    """What was asked about and neither passages nor the notice of a reply speak of."""
    return reply.unsupported[1:] if reply.kind == "not_covered" else reply.unsupported


def _highlights(hit: Hit) -> tuple[tuple[int, int], ...]:
    span = span_of(hit.entry, hit.passage)
    return (span,) if span else ()

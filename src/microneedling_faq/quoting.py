"""Hits -> quotations: the passage word for word, what in it answers, and the cautions that must stand beside it; pure."""

from collections.abc import Sequence

from .annotations import CautionRecord
from .notices import Notices
from .types import Hit, Passage, Quotation, QuotedCaution, SourceLink


class Cautions:
    """The cautions of a corpus, looked up by passage."""

    def __init__(self, records: Sequence[CautionRecord], notices: Notices) -> None:
        self._records = records
        self._notices = notices

    def on(self, passage: Passage, language: str) -> tuple[QuotedCaution, ...]:
        """The cautions on over-claims that a passage holds, in the order of the text."""
        touching = (
            record
            for record in self._records
            if record.document == passage.document and record.start < passage.end and record.end > passage.start
        )
        return tuple(
            QuotedCaution(
                record.quote,
                self._notices.text(f"cautions.{record.id}.text", language),
                tuple(SourceLink(**source) for source in record.sources),
            )
            for record in sorted(touching, key=lambda record: record.start)
        )


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
    )


def _highlights(hit: Hit) -> tuple[tuple[int, int], ...]:
    entry, passage = hit.entry, hit.passage
    if entry.kind == "passage" or entry.start is None or entry.end is None:
        return ()
    return ((max(entry.start, passage.start) - passage.start, min(entry.end, passage.end) - passage.start),)

"""The corrections that stand beside quoted over-claims."""

from collections.abc import Sequence

from ..corpus.annotations import CautionRecord
from ..corpus.notices import Notices
from ..types import Passage, QuotedCaution, SourceLink


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

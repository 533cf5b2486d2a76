"""The corrections that stand beside quoted over-claims, and where these claims stand."""

from collections.abc import Iterable, Iterator, Sequence

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


def claim_spans(text: str, cautions: Iterable[QuotedCaution]) -> list[tuple[int, int]]:
    """Where the claims of cautions stand in a text, every time they do."""
    return [span for caution in cautions for span in _occurrences(text, caution.quote)]


def touches(caution: QuotedCaution, text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a letter of a caution's claim is in any of some spans; if its claim is not all in the text, it touches all."""
    claims = claim_spans(text, [caution])
    return not claims or any(start < last and end > first for start, end in claims for first, last in spans)


def _occurrences(text: str, quote: str) -> Iterator[tuple[int, int]]:
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield start, start + len(quote)
        start = text.find(quote, start + len(quote))

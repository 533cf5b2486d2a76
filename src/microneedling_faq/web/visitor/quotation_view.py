"""A quotation as the page shows it: what answers first, the whole passage behind it, cautions with each; pure.

No claim that has a caution is shown or copied without it: what touches the answering spans stands below them, the rest opens
with the passage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ...replying.quoting import cite
from ...safety.cautions import claim_spans, touches
from ...texts import Texts
from ...types import Quotation, QuotedCaution
from .markdown import Span, is_set, parts_of
from .marking import Piece, SetPart, cut_pieces, set_part
from .page_words import filled, place, source_line

_LABEL_WORDS = 5  # of a folded passage, as many as one line of a phone holds beside its place
_FEWEST_LABEL_WORDS = 2  # fewer tell nothing
_SENTENCE_ENDS = ".!?"


@dataclass(frozen=True, slots=True)
class Lead:
    """A span of the passage that answers, word for word."""

    pieces: list[Piece]
    cut_before: bool  # whether its sentence begins before it
    cut_after: bool


@dataclass(frozen=True, slots=True)
class QuotationView:
    """What the template needs of a quotation."""

    quotation: Quotation
    leads: list[Lead]
    near: tuple[QuotedCaution, ...]  # stand below the leads
    numbered: bool  # whether the claims in the leads and these cautions have numbers, the same ones in the same order
    whole: list[Piece]  # the passage that opens; empty where the leads are all of it
    parts: list[SetPart]  # of the passage, set as the Markdown that it is; empty where it looks as it was typed
    further: tuple[QuotedCaution, ...]  # open with it
    place: str
    label: str  # of the quotation while it is folded
    link: str
    cited: str  # what is copied after the leads: source and cautions
    cited_whole: str  # the same after the whole passage


def view_of(quotation: Quotation, words: Texts, language: str) -> QuotationView:
    """A quotation with its leads, in the words of the reader's language."""
    text, spans = quotation.text, _answering(quotation)
    doubtful, parts = claim_spans(text, quotation.cautions), parts_of(text)
    near = beside(quotation)
    leads = [_lead(text, each, doubtful) for each in spans]
    is_all = spans == [(0, len(text))]
    span = (quotation.start + spans[0][0], quotation.start + spans[0][1])
    return QuotationView(
        quotation=quotation,
        leads=leads,
        near=near,
        numbered=_can_have_numbers(text, leads, near) and not (is_all and is_set(parts)),
        parts=[set_part(text, part, quotation.highlights, doubtful) for part in parts] if is_set(parts) else [],
        whole=[] if is_all else cut_pieces(text, quotation.highlights, doubtful),
        further=tuple(each for each in quotation.cautions if each not in near),
        place=place(quotation, words),
        label=_label(text, spans[0], doubtful, place(quotation, words), words),
        link=article_link(quotation.document, span, quotation.paragraphs[0], language),
        cited=cited_lines(quotation, near, words),
        cited_whole=cited_lines(quotation, quotation.cautions, words),
    )


def beside(quotation: Quotation) -> tuple[QuotedCaution, ...]:
    """The cautions that touch what answers; one whose claim stands partly outside the passage touches everything."""
    spans = _answering(quotation)
    return tuple(each for each in quotation.cautions if touches(each, quotation.text, spans))


def article_link(document: str, span: tuple[int, int], paragraph: int, language: str) -> str:
    """The address of a span on the article page, relative to the chat page."""
    query = urlencode({"from": span[0], "to": span[1], "lang": language})
    return f"article/{quote(document, safe='')}?{query}#p{paragraph}"


def _answering(quotation: Quotation) -> list[Span]:
    """The spans that answer, in the order of the text; all of it where none is known."""
    return sorted(quotation.highlights) or [(0, len(quotation.text))]


def _can_have_numbers(text: str, leads: Sequence[Lead], near: Sequence[QuotedCaution]) -> bool:
    """Whether there are several cautions, each with one claim of its own that is seen in one piece."""
    pieces = sum(piece.doubtful for lead in leads for piece in lead.pieces)
    return 1 < len(near) == pieces and all(len(claim_spans(text, [each])) == 1 for each in near)


def _lead(text: str, span: Span, doubtful: Sequence[Span]) -> Lead:
    start, end = span
    shifted = [(first - start, last - start) for first, last in doubtful]
    before, after = text[:start].rstrip(), text[end:].strip()
    return Lead(
        cut_pieces(text[start:end], [], shifted),
        cut_before=bool(before) and before[-1] not in _SENTENCE_ENDS,
        cut_after=bool(after) and text[start:end].rstrip()[-1:] not in _SENTENCE_ENDS,
    )


def _label(text: str, span: Span, doubtful: Sequence[Span], where: str, words: Texts) -> str:
    """One line for a folded quotation: its place, and the first words of its sentence as far as no claim begins."""
    start, end = span
    claims = [first for first, last in doubtful if last > start]
    free = text[start : min([end, *claims])].split()[:_LABEL_WORDS]
    first_words = f"“{' '.join(free)} …”" if len(free) >= _FEWEST_LABEL_WORDS else ""
    return filled(words["also"], place=", ".join(filter(None, (where, first_words))))


def cited_lines(quotation: Quotation, cautions: Sequence[QuotedCaution], words: Texts) -> str:
    """What is copied after a quotation, in plain text: where it stands, and its cautions with their sources."""
    lines = [f"— {source_line(quotation, words)}"]
    for caution in cautions:
        sources = "; ".join(map(cite, caution.sources))
        lines.append(f"{words['caution']} (“{caution.quote}”): {caution.note}" + (f" [{sources}]" if sources else ""))
    return "\n".join(lines)

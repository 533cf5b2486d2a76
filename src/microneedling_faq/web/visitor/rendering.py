"""Reply -> HTML. Templates escape all text, so that what a visitor or a document says is always shown as text; pure."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...corpus.notices import DEFAULT_LANGUAGE
from ...countries import LINES
from ...replying.quoting import cite, path_line
from ...settings import Settings
from ...texts import Texts
from ...types import Quotation, Reply
from .feedback import Reason
from .markdown import is_set, parts_of
from .marking import Piece, SetPart, cut_pieces, doubtful_spans, set_part
from .notice_setting import leading_number, set_notice, telephone_address
from .page_words import filled, place, source_line

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
DOCUMENT_LANGUAGE = "en"  # of the quotations; documents do not name theirs

_RATED = frozenset({"answer", "refer", "not_covered"})
_WEB_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _QuotationView:
    """What the template needs of a quotation."""

    quotation: Quotation
    pieces: list[Piece]
    parts: list[SetPart]  # empty where it is shown as it was typed
    place: str
    link: str
    copied: str


def render_reply(reply: Reply, words: Texts, settings: Settings, *, language: str) -> str:
    """The HTML of a reply.

    :param words: What stands around it, as `page_words` gives it for a language.
    :param language: Of these words.
    """
    return TEMPLATES.get_template("reply.html").render(
        reply=reply,
        words=words,
        language=language,
        views=[_view(quotation, words, language) for quotation in reply.passages],
        reply_language=DEFAULT_LANGUAGE if reply.language == "other" else reply.language,  # of its notices
        document_language=DOCUMENT_LANGUAGE,
        notice=set_notice(reply.notice, numbers_to_call(settings)) if reply.notice else None,
        phone=settings.phone if reply.tier == "today" else "",
        contact=[] if reply.kind == "urgent" else contact_links(words, settings),
        report=report_address(reply, words, settings),
        copied_advice=copied_advice(reply, settings),
        unsupported=_unsupported_line(reply, words),
        more=_more_line(len(reply.passages) - 1, words),
        rated=reply.kind in _RATED,
        reasons=get_args(Reason),
    )


def announcement(reply: Reply, words: Texts) -> str:
    """What a screen reader says when the reply is there; empty if the reply holds an alert, which speaks for itself."""
    if reply.kind == "urgent":
        return ""
    parts = [reply.notice] if reply.notice else []
    if reply.understood_as:
        parts.append(f"{words['understood']} “{reply.understood_as}”.")
    for quotation in reply.passages[:1]:
        answering = " ".join(quotation.text[start:end] for start, end in quotation.highlights) or quotation.text
        parts += [f"{words['answered']} “{answering}”", source_line(quotation, words)]
        parts += [f"{words['caution']}: {caution.note}" for caution in quotation.cautions]
    if reply.passages and reply.unsupported:
        parts.append(_unsupported_line(reply, words))
    return " ".join([*parts, reply.recommendation])


def article_link(document: str, span: tuple[int, int], paragraph: int, language: str) -> str:
    """The address of a span on the article page, relative to the chat page."""
    query = urlencode({"from": span[0], "to": span[1], "lang": language})
    return f"article/{quote(document, safe='')}?{query}#p{paragraph}"


def copied_quotation(quotation: Quotation, words: Texts) -> str:
    """What the copy button puts before the link: headings, quotation, source, cautions."""
    lines = [path_line(quotation.headings)] if quotation.headings else []
    lines += [f"“{quotation.text}”", f"— {source_line(quotation, words)}"]
    for caution in quotation.cautions:
        sources = "; ".join(map(cite, caution.sources))
        lines.append(f"{words['caution']} (“{caution.quote}”): {caution.note}" + (f" [{sources}]" if sources else ""))
    return "\n".join(lines)


def copied_advice(reply: Reply, settings: Settings) -> str:
    """What the copy button puts after the link: the standing recommendation and the way to the clinic."""
    ways = [settings.phone, settings.booking]
    return "\n".join([reply.recommendation, *(f"{settings.name}: {way}" for way in ways if way)])


def contact_links(words: Texts, settings: Settings) -> list[tuple[str, str]]:
    """(text, address) for each way to the clinic that the operator has set."""
    links = []
    if settings.phone:
        links.append((filled(words["call"], phone=settings.phone), telephone_address(settings.phone)))
    if web_address(settings.booking):
        links.append((words["book"], settings.booking))
    return links


def web_address(address: str) -> str | None:
    """The address if it leads to the web: "javascript:…" and the like must not become links."""
    return address if _WEB_ADDRESS.match(address) else None


def _view(quotation: Quotation, words: Texts, language: str) -> _QuotationView:
    doubtful = doubtful_spans(quotation.text, quotation.cautions)
    parts = parts_of(quotation.text)
    start, end = quotation.highlights[0] if quotation.highlights else (0, len(quotation.text))
    span = (quotation.start + start, quotation.start + end)
    return _QuotationView(
        quotation,
        cut_pieces(quotation.text, quotation.highlights, doubtful),
        [set_part(quotation.text, part, quotation.highlights, doubtful) for part in parts] if is_set(parts) else [],
        place(quotation, words),
        article_link(quotation.document, span, quotation.paragraphs[0], language),
        copied_quotation(quotation, words),
    )


def numbers_to_call(settings: Settings) -> list[str]:
    """The numbers that notices may name, as they write them."""
    values = settings.placeholders()
    return [leading_number(values[line]) for line in LINES] + [settings.phone]


def report_address(reply: Reply, words: Texts, settings: Settings) -> str:
    """The mail that reports a reply to the clinic; empty without an address. What was asked is left to the visitor to say."""
    if not settings.email:
        return ""
    body = f"{words['report_body']}\n\n\n({reply.kind}, {reply.content_version})"
    return f"mailto:{quote(settings.email, safe='@')}?" + urlencode(
        {"subject": words["report_subject"], "body": body}, quote_via=quote
    )


def _unsupported_line(reply: Reply, words: Texts) -> str:
    return filled(words["unsupported"], names="; ".join(reply.unsupported))


def _more_line(count: int, words: Texts) -> str:
    return words["more_one"] if count == 1 else filled(words["more_many"], count=count)


TEMPLATES.globals |= {
    "filled": filled,
    "path_line": path_line,
    "web_address": web_address,
    "telephone_address": telephone_address,
}

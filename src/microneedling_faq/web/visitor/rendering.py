"""Reply -> HTML. Templates escape all text, so that what a visitor or a document says is always shown as text; pure."""

from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

from ...countries import LINES
from ...replying.quoting import left_unsaid, path_line
from ...settings import Settings
from ...texts import Texts
from ...types import Reply
from ..templating import templates_in
from .contact import contact_links, person_links, report_address, web_address
from .feedback import Reason
from .notice_typesetting import leading_number, set_notice, telephone_address
from .page_words import filled, source_line
from .quotation_view import beside, view_of

TEMPLATES = templates_in(Path(__file__).parent / "templates")

_RATED = frozenset({"answer", "refer", "not_covered"})
_MAY_BE_WITHOUT_ANSWER = frozenset({"refer", "not_covered"})  # of what a person can be asked instead


def render_reply(reply: Reply, words: Texts, settings: Settings, *, language: str) -> str:
    """The HTML of a reply.

    :param words: What stands around it, as `page_words` gives it for a language.
    :param language: Of these words.
    """
    without_answer = reply.kind in _MAY_BE_WITHOUT_ANSWER and not reply.passages
    return TEMPLATES.get_template("reply.html").render(
        reply=reply,
        words=words,
        language=language,
        views=[view_of(quotation, words, language) for quotation in reply.passages],
        reply_language=reply.language,  # of its notices
        notice=set_notice(reply.notice, numbers_to_call(settings)) if reply.notice else None,
        phone=settings.phone if reply.tier == "today" else "",
        contact=[] if reply.kind == "urgent" or without_answer else contact_links(words, settings),
        persons=person_links(reply, words, settings) if without_answer else [],
        report=report_address(reply, words, settings),
        copied_advice=copied_advice(reply, settings),
        unsupported=_unsupported_line(reply, words) if left_unsaid(reply) else "",
        asked_about=filled(words["asked_about"], names="; ".join(reply.unsupported)),
        rated=reply.kind in _RATED,
        share="?" + urlencode({"q": reply.understood_as or reply.query, "lang": language}),
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
        parts += [f"{words['caution']}: {caution.note}" for caution in beside(quotation)]
    if left_unsaid(reply):
        parts.append(_unsupported_line(reply, words))
    return " ".join([*parts, reply.recommendation])


def copied_advice(reply: Reply, settings: Settings) -> str:
    """What the copy button puts after the link: the standing recommendation and the way to the clinic."""
    ways = [settings.phone, settings.booking]
    return "\n".join([reply.recommendation, *(f"{settings.name}: {way}" for way in ways if way)])


def numbers_to_call(settings: Settings) -> list[str]:
    """The numbers that notices may name, as they write them."""
    values = settings.placeholders()
    return [leading_number(values[line]) for line in LINES] + [settings.phone]


def _unsupported_line(reply: Reply, words: Texts) -> str:
    return filled(words["unsupported"], names="; ".join(left_unsaid(reply)))


TEMPLATES.globals |= {
    "filled": filled,
    "path_line": path_line,
    "web_address": web_address,
    "telephone_address": telephone_address,
}

"""The tab "E-mail": what a pasted e-mail asks, what there is for each part, and a letter of reply to edit and copy."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
from pydantic import BaseModel, Field

from ...replying.mail_reading import MailReading, Need, read_mail
from ...replying.mail_text import MOST_CHARACTERS
from ...settings import Settings
from ...texts import Texts
from ...types import Reply
from ..visitor.notice_typesetting import SetNotice, set_notice
from ..visitor.quotation_view import QuotationView, view_of
from ..visitor.rendering import numbers_to_call
from .letter import compose_letter
from .page import Desk, Tab, checked
from .rendering import TEMPLATES, opening, static

_TOLD = {"answered": "answered", "clinician": "for a clinician", "open": "no answer: write it yourself"}


class PastedMail(BaseModel):
    """What `mail.js` sends."""

    mail: str = Field(max_length=MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class _NeedView:
    """A need, ready for the template."""

    text: str
    state: str  # a key of `_TOLD`
    told: str
    reply: Reply
    notice: SetNotice | None
    views: list[QuotationView]


def fill(desk: Desk) -> None:
    """The tab's content."""
    chatbot = desk.chatbot

    def read_customer_mail(data: object, request: gr.Request) -> dict[str, Any]:
        desk.member(request)
        reading = read_mail(chatbot, checked(PastedMail, data).mail)
        words = desk.words_of(reading.language)
        return {
            "html": render_reading(reading, words, chatbot.settings),
            "letter": compose_letter(reading, chatbot.notices, words, chatbot.settings),
            "gap": chatbot.notices.text("letter.gap", reading.language),
            "summary": _summary(reading),
        }

    gr.HTML(
        html_template=opening("mail.html", longest=MOST_CHARACTERS),
        js_on_load=static("shared.js") + static("mail.js"),
        apply_default_css=False,
        server_functions=[read_customer_mail],
    )


def render_reading(reading: MailReading, words: Texts, settings: Settings) -> str:
    """What stands beside an e-mail, as HTML.

    :param words: Of its language.
    """
    numbers = numbers_to_call(settings)
    return TEMPLATES.get_template("mail_reading.html").render(
        urgent={"reply": reading.urgent, "notice": _set(reading.urgent, numbers)} if reading.urgent else None,
        needs=[_view(need, words, reading.language, numbers) for need in reading.needs],
        told=reading.told,
        words=words,
        language=reading.language,
    )


def _view(need: Need, words: Texts, language: str, numbers: list[str]) -> _NeedView:
    reply = need.reply
    state = "clinician" if reply.kind == "refer" else "answered" if reply.passages else "open"
    views = [view_of(quotation, words, language) for quotation in reply.passages[:1]]
    return _NeedView(need.text, state, _TOLD[state], reply, _set(reply, numbers), views)


def _set(reply: Reply, numbers: list[str]) -> SetNotice | None:
    return set_notice(reply.notice, numbers) if reply.notice else None


def _summary(reading: MailReading) -> str:
    """One line, which a screen reader says too."""
    if reading.urgent:
        return "Danger: see the way to care."
    if not reading.needs:
        return "No question was found in this e-mail."
    open_needs = sum(not need.reply.passages and need.reply.kind != "refer" for need in reading.needs)
    parts = "1 part" if len(reading.needs) == 1 else f"{len(reading.needs)} parts"
    return f"{parts} to answer; {open_needs} that nothing answers." if open_needs else f"{parts} to answer."


TAB = Tab("E-mail", fill)

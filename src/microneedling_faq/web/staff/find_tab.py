"""The tab "Find and copy": passages while somebody types, ticked and copied as one block."""

from dataclasses import asdict
from typing import Any

import gradio as gr
from pydantic import BaseModel

from ...query.cleaning import MAX_MESSAGE_CHARACTERS
from ...replying.finding import Findings, find
from ...settings import Settings
from ...texts import Texts
from ..visitor.notice_typesetting import set_notice
from ..visitor.quotation_view import view_of
from ..visitor.rendering import numbers_to_call
from .copied_text import copied_foot, copied_quotation
from .page import Desk, Tab, checked
from .rendering import TEMPLATES, opening, static

MOST_FOUND = 8  # more than anyone looks through while on the phone
_KINDS = {
    "wording": "the question",
    "heading": "the heading",
    "sentence": "the sentence",
    "passage": "the passage itself",
}


class Query(BaseModel):
    """What `find.js` sends while somebody types."""

    query: str


def fill(desk: Desk) -> None:
    """The tab's content."""
    settings = desk.chatbot.settings

    def find_passages(data: object, request: gr.Request) -> dict[str, Any]:
        desk.member(request)
        query = checked(Query, data).query[: MAX_MESSAGE_CHARACTERS + 1]
        findings = find(desk.chatbot, query, limit=MOST_FOUND)
        return shown(findings, desk.words_of(findings.reply.language), settings)

    gr.HTML(
        html_template=opening("find.html"),
        js_on_load=static("shared.js") + static("find.js"),
        apply_default_css=False,
        server_functions=[find_passages],
    )


def shown(findings: Findings, words: Texts, settings: Settings) -> dict[str, Any]:
    """What the page shows and copies of findings.

    :param words: Of the customer's language.
    """
    reply = findings.reply
    quotations = [each.quotation for each in findings.found]
    html = TEMPLATES.get_template("findings.html").render(
        reply=reply,
        notice=set_notice(reply.notice, numbers_to_call(settings)) if reply.notice else None,
        findings=findings.found,
        views=[view_of(each, words, reply.language) for each in quotations],
        kinds=_KINDS,
        words=words,
        language=reply.language,
    )
    return {
        "html": html,
        "kind": reply.kind,
        "answers": sum(each.answers for each in findings.found),
        "pieces": [asdict(copied_quotation(each, words, reply.language)) for each in quotations],
        "foot": asdict(copied_foot(reply.recommendation, settings)),
    }


TAB = Tab("Find and copy", fill)

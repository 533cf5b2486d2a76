"""The tab "Gaps": what visitors asked and did not get, most wanted first; each leads to where it is closed, with its words."""

from collections.abc import Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import Response
from pydantic import BaseModel

from ...query.cleaning import MAX_MESSAGE_CHARACTERS
from ...store.gaps import Gap, find_gaps, topics_by_name
from ...store.gaps_listing import format_gaps_csv
from ...store.questions import list_questions
from ...store.statistics import read_overview
from . import answer_tab, teach_tab
from .gate import MEMBER
from .page import QUIET, Desk, Fields, Tab, checked
from .rendering import TEMPLATES, static

CSV_PATH = "/gaps.csv"
_MOST_SHOWN = 50


class Carried(BaseModel):
    """What `gaps.js` sends when somebody wants to close a gap."""

    to: str  # the name of a tab
    text: str  # a visitor's words
    topic: str  # of the gap; empty if it has none


def fill(desk: Desk) -> Fields:
    """The tab's content; gives the list, which tells when somebody wants to close a gap."""
    gr.Markdown("What visitors asked and did not get, or said did not help. What was asked by more people stands first.")
    look = gr.Button("Look now")
    shown = gr.HTML(js_on_load=static("gaps.js"), apply_default_css=False)

    def show(request: gr.Request) -> str:
        may_edit = desk.member(request).role == "edits"
        return gaps_html(desk, gaps_of(desk) if desk.chatbot.settings.keep_questions else [], may_edit=may_edit)

    look.click(show, outputs=shown, **QUIET)
    return [shown]


def gaps_of(desk: Desk) -> list[Gap]:
    """The gaps of the questions that are kept.

    :raises StoreError: If the store cannot be read.
    """
    settings, today = desk.chatbot.settings, date.today()
    with desk.store.reading() as connection:
        questions = list_questions(connection, today - timedelta(days=settings.keep_days))
    topics = topics_by_name(desk.chatbot.notices.texts)
    # The encoder remembers these texts, so that the next look is quick.
    return find_gaps(questions, desk.chatbot.encoder.embed, topics, today=today, least_visits=settings.least_visits)


def gaps_html(desk: Desk, gaps: Sequence[Gap], *, may_edit: bool) -> str:
    """The gaps as a list, and how often danger was told; whatever visitors wrote is escaped."""
    settings = desk.chatbot.settings
    with desk.store.reading() as connection:
        urgent = read_overview(connection, date.today() - timedelta(days=settings.keep_days)).urgent
    return TEMPLATES.get_template("gaps.html").render(
        gaps=gaps[:_MOST_SHOWN], settings=settings, urgent=urgent, may_edit=may_edit, tabs=(teach_tab.TAB, answer_tab.TAB)
    )


def carry_gaps(desk: Desk, tabs: gr.Tabs, gaps: Fields, teach: Fields, answer: Fields) -> None:
    """Let a gap be carried to the tabs that close it.

    :param gaps: What `fill` gave; the others likewise, each of its own tab.
    """
    (shown,) = gaps

    def carry(event: gr.EventData, request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        carried = checked(Carried, event._data)
        text, topic = carried.text[:MAX_MESSAGE_CHARACTERS], carried.topic
        if carried.to == teach_tab.TAB.name:
            language = desk.chatbot.language_of(text)
            told = [text, language if language in desk.chatbot.notices.texts else gr.skip()]
            return [gr.Tabs(selected=carried.to), *told, *(gr.skip() for _ in answer)]
        known = [each for _, each in teach_tab.topic_choices(desk)]
        return [
            gr.Tabs(selected=answer_tab.TAB.name),
            *(gr.skip() for _ in teach),
            answer_tab.as_question(text),
            topic if topic in known else answer_tab.NEW,
        ]

    shown.click(carry, outputs=[tabs, *teach, *answer], **QUIET)  # type: ignore[attr-defined]  # Gradio adds it to the class


def add_gaps_file(staff: FastAPI, desk: Desk) -> None:
    """Serve the gaps as a table for spreadsheets, to members alone; nothing is put on the disk for it."""

    @staff.get(CSV_PATH)
    def gaps_file(request: Request) -> Response:
        if not request.scope.get(MEMBER):  # the gate lets nobody through; this is for the day when it does
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        name = f"gaps-{date.today().isoformat()}.csv"
        content = format_gaps_csv(gaps_of(desk)).encode("utf-8-sig")  # by its mark Excel knows that it is UTF-8
        return Response(content, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


TAB = Tab("Gaps", fill)

"""Puts the tabs of the desk together, below a line that says who is signed in."""

from typing import Any

import gradio as gr

from ..visitor.page import SESSIONS_KEPT
from ..visitor.page import mount_options as visitors_mount_options
from . import (
    answer_tab,
    changes_tab,
    documents_tab,
    find_tab,
    gaps_tab,
    mail_tab,
    overview_tab,
    teach_tab,
    texts_tab,
    training_tab,
)
from .gaps_tab import carry_gaps
from .gate import MEMBER
from .page import QUIET, Desk, Fields, Tab
from .rendering import desk_styles, opening, static

TABS: tuple[Tab, ...] = (
    *(find_tab.TAB, mail_tab.TAB, gaps_tab.TAB, overview_tab.TAB),
    *(teach_tab.TAB, answer_tab.TAB, documents_tab.TAB, texts_tab.TAB, changes_tab.TAB, training_tab.TAB),
)
MOST_UPLOADED_BYTES = 20 * 1024 * 1024  # of a document


def build_page(desk: Desk) -> gr.Blocks:
    """The Gradio app for staff."""
    page = gr.Blocks(title="Staff desk", analytics_enabled=False, fill_width=True)
    page.state_session_capacity = SESSIONS_KEPT
    with page:
        _fill_head(desk)
        fields: dict[str, Fields] = {}
        with gr.Tabs(elem_classes="desk-tabs") as tabs:
            for_editors = []
            for tab in TABS:
                with gr.Tab(tab.name, id=tab.name, visible=tab.role == "answers") as block:
                    fields[tab.name] = tab.fill(desk) or ()
                if tab.role == "edits":
                    for_editors.append(block)
        carry_gaps(desk, tabs, *(fields[tab.TAB.name] for tab in (gaps_tab, teach_tab, answer_tab)))
        if for_editors:

            def show_tabs(request: gr.Request) -> list[Any]:
                may = desk.member(request).role == "edits"
                return [gr.Tab(visible=may) for _ in for_editors]

            page.load(show_tabs, outputs=for_editors, show_progress="hidden", **QUIET)
    return page


def mount_options() -> dict[str, Any]:
    """How `gr.mount_gradio_app` serves the desk: as the visitors' page, with documents to upload, and only for members."""
    return visitors_mount_options() | {
        "head": f"<style>{desk_styles()}</style>",
        "max_file_size": MOST_UPLOADED_BYTES,
        "auth_dependency": lambda request: request.scope[MEMBER].name if request.scope.get(MEMBER) else None,
    }


def _fill_head(desk: Desk) -> None:
    unsigned = desk.chatbot.content.unsigned_line(desk.chatbot.notices.texts)

    def who(data: object, request: gr.Request) -> dict[str, str]:  # noqa: ARG001 Gradio hands it on
        member = desk.member(request)
        return {"name": member.name, "role": member.role}

    gr.HTML(
        html_template=opening("head.html"),
        js_on_load=static("head.js"),
        apply_default_css=False,
        server_functions=[who],
        clinic=desk.chatbot.settings.name,
        unsigned=unsigned or "",
    )

"""The tab "Changes": who changed what and when; a second person publishes drafts here, and changes are taken back."""

from typing import Any

import gradio as gr

from ...errors import FaqError
from ...teaching.change_log import Change, read_changes
from ...teaching.publishing import drop_draft, undo
from .change_panel import TRIED, hand_of, note, publish_draft, said, shown, workplace
from .page import QUIET, UNCHECKED, Desk, Tab
from .rendering import TEMPLATES

MOST_LISTED = 200


def fill(desk: Desk) -> None:
    """The tab's content."""
    again = gr.Button("Show the latest")
    listed = gr.HTML(apply_default_css=False)
    chosen = gr.Dropdown([], label="Change")
    with gr.Row():
        look = gr.Button("Look at the draft")
        publish = gr.Button("Publish the draft", variant="primary")
        drop = gr.Button("Drop the draft")
        take_back = gr.Button("Take the change back")
    confirmed = gr.Checkbox(label="I have looked at what it would change")
    told = gr.HTML(apply_default_css=False)

    def refresh(request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        return _listed(desk)

    def look_at(number: int | None, request: gr.Request) -> str:
        member = desk.member(request, "edits")
        try:
            return shown(None, TRIED.try_again(workplace(desk), number or 0, hand_of(member), desk.chatbot)[1])
        except FaqError as error:
            return said(str(error), wrong=True)

    def publish_it(number: int | None, confirmed: bool, request: gr.Request) -> list[Any]:
        return [publish_draft(desk, number or 0, request, confirmed=confirmed)[0], *_listed(desk)]

    def drop_it(number: int | None, request: gr.Request) -> list[Any]:
        return [_do(desk, request, "corpus.drop", lambda place, hand: drop_draft(place, number or 0, hand)), *_listed(desk)]

    def undo_it(number: int | None, request: gr.Request) -> list[Any]:
        return [_do(desk, request, "corpus.undo", lambda place, hand: undo(place, number or 0, hand)), *_listed(desk)]

    gr.on(None, refresh, outputs=[listed, chosen], **QUIET)
    again.click(refresh, outputs=[listed, chosen], **QUIET)
    look.click(look_at, [chosen], [told], **UNCHECKED)
    publish.click(publish_it, [chosen, confirmed], [told, listed, chosen], **UNCHECKED)
    drop.click(drop_it, [chosen], [told, listed, chosen], **UNCHECKED)
    take_back.click(undo_it, [chosen], [told, listed, chosen], **UNCHECKED)


def _do(desk: Desk, request: gr.Request, what: str, do: Any) -> str:
    member = desk.member(request, "edits")
    try:
        change: Change = do(workplace(desk), hand_of(member))
    except FaqError as error:
        return said(str(error), wrong=True)
    TRIED.forget(workplace(desk), change.id)
    note(desk, member, what, change)
    return said(f"Done, as change {change.id}: {change.operation.title}.")


def _listed(desk: Desk) -> list[Any]:
    """The table of changes, and those that something can be done with."""
    try:
        changes = read_changes(desk.chatbot.corpus)[::-1][:MOST_LISTED]
    except FaqError as error:
        return [said(str(error), wrong=True), gr.Dropdown([])]
    choices = [(f"{each.id}: {each.operation.title} ({each.state})", each.id) for each in changes if _open(each)]
    return [TEMPLATES.get_template("changes.html").render(changes=changes), gr.Dropdown(choices)]


def _open(change: Change) -> bool:
    return change.state in ("draft", "live")


TAB = Tab("Changes", fill, role="edits")

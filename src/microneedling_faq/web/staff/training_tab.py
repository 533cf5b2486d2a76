"""The tab "Training": starts a training on all wordings, shows how far it is, and what it changed of the measures."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import gradio as gr

from ...errors import FaqError
from ...index_places import beside
from ...store.audit import record
from ...teaching.training_run import TrainingRun, read_training, start_training, stop_training
from .change_panel import said, workplace
from .page import QUIET, Desk, Tab
from .rendering import TEMPLATES

LOOK_SECONDS = 2  # between two looks at a training that runs
_UNDER_WAY = ("running", "stopping")


def fill(desk: Desk) -> None:
    """The tab's content."""
    gr.Markdown(
        "What you teach counts at once. A training lets the search learn from all wordings together, so that it understands "
        "what nobody has written down yet. It takes a quarter of an hour or more, and visitors are answered meanwhile. The "
        "recorded questions are asked before and after, and if any measure falls, everything stays as it was."
    )
    report = gr.HTML(apply_default_css=False)
    trouble = gr.HTML(apply_default_css=False)
    with gr.Row():
        start = gr.Button("Start a training", variant="primary")
        stop = gr.Button("Stop it", visible=False)
    clock = gr.Timer(LOOK_SECONDS, active=False)

    def refresh(request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        return _shown(read_training(beside(desk.chatbot.index.place)))

    def start_it(request: gr.Request) -> list[Any]:
        return _do(desk, request, "training.start", lambda by: start_training(workplace(desk), by))

    def stop_it(request: gr.Request) -> list[Any]:
        return _do(desk, request, "training.stop", lambda by: stop_training(beside(desk.chatbot.index.place), by))

    state = [report, start, stop, clock]
    gr.on(None, refresh, outputs=state, **QUIET)
    clock.tick(refresh, outputs=state, show_progress="hidden", **QUIET)
    start.click(start_it, outputs=[trouble, *state], **QUIET)
    stop.click(stop_it, outputs=[trouble, *state], **QUIET)


def _do(desk: Desk, request: gr.Request, what: str, do: Callable[[str], None]) -> list[Any]:
    """Start or stop, and write down who did."""
    member, trouble = desk.member(request, "edits"), ""
    try:
        with desk.store.writing() as connection:  # what cannot be written down is not done
            do(member.name)
            record(connection, member.name, what, datetime.now(UTC))
    except FaqError as error:
        trouble = said(str(error), wrong=True)
    return [trouble, *_shown(read_training(beside(desk.chatbot.index.place)))]


def _shown(run: TrainingRun | None) -> list[Any]:
    """What is told of a training, which buttons there are, and whether to look again."""
    under_way = run is not None and run.state in _UNDER_WAY
    return [
        TEMPLATES.get_template("training.html").render(run=run),
        gr.Button(visible=not under_way),
        gr.Button(visible=under_way),
        gr.Timer(active=under_way),
    ]


TAB = Tab("Training", fill, role="edits")

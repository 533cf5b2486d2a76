"""What every tab that changes the corpus ends with: try it, look at what it would do, publish it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import gradio as gr

from ...errors import FaqError
from ...store.audit import record
from ...teaching.change_log import Change
from ...teaching.operations import Hand, Operation
from ...teaching.publishing import SecondLookError
from ...teaching.reply_changes import in_words
from ...teaching.trial import Trial, Workplace
from ...teaching.tried_drafts import TriedDrafts
from .gate import Member
from .page import QUIET, UNCHECKED, Desk
from .rendering import TEMPLATES

TRIED = TriedDrafts()  # outlives the application, which is made anew with every change
MOST_CHANGES = 40  # of changed replies that are listed

_log = logging.getLogger(__name__)


def add_panel(
    desk: Desk,
    make: Callable[..., Operation],
    inputs: Sequence[Any],
    *,
    verb: str = "Publish",
    listening: Mapping[str, Any] = UNCHECKED,
) -> None:
    """Add the parts that try and publish a change.

    :param make: The change, from the values of `inputs`; raises `FaqError` if they are none.
    :param verb: On the button that publishes.
    :param listening: How Gradio is to hand on the values of `inputs`: as they come, or a file as its path.
    """
    look = gr.Button("See what would change", elem_classes="main")
    report = gr.HTML(apply_default_css=False)
    number = gr.Textbox(visible="hidden", elem_classes="unseen")
    confirm = gr.Checkbox(label="I have looked at this, and want it to go live all the same", visible=False)
    publish = gr.Button(verb, variant="primary", visible=False)

    def try_it(request: gr.Request, *values: Any) -> list[Any]:
        member = desk.member(request, "edits")
        try:
            draft, trial = TRIED.try_new(workplace(desk), make(*values), hand_of(member), desk.chatbot)
        except FaqError as error:
            return [said(str(error), wrong=True), "", gr.Checkbox(visible=False), gr.Button(visible=False)]
        note(desk, member, "corpus.draft", draft)
        return [shown(draft, trial), str(draft.id), _confirm(trial), gr.Button(visible=not _waits(desk, trial))]

    def publish_it(number: str, confirmed: bool, request: gr.Request) -> list[Any]:
        told, done = publish_draft(desk, int(number or 0), request, confirmed=confirmed)
        return [
            told,
            *([gr.Checkbox(visible=False), gr.Button(visible=False)] if done else [gr.Checkbox(visible=True), gr.Button()]),
        ]

    look.click(try_it, list(inputs), [report, number, confirm, publish], **listening)
    publish.click(publish_it, [number, confirm], [report, confirm, publish], **QUIET)


def publish_draft(desk: Desk, number: int, request: gr.Request, *, confirmed: bool) -> tuple[str, bool]:
    """Publish a draft; what is told of it, and whether it is live."""
    member = desk.member(request, "edits")
    try:
        change = TRIED.publish(workplace(desk), number, hand_of(member), desk.chatbot, confirmed=confirmed)
    except SecondLookError as error:
        return shown(None, error.trial), False
    except FaqError as error:
        return said(str(error), wrong=True), False
    note(desk, member, "corpus.publish", change)
    return said(f"Live as change {change.id}: {change.operation.title}. It can be taken back in “Changes”."), True


def workplace(desk: Desk) -> Workplace:
    """The corpus that the desk answers from."""
    chatbot = desk.chatbot
    return Workplace(chatbot.corpus, chatbot.index.place, chatbot.model, chatbot.settings)


def hand_of(member: Member) -> Hand:
    """Who makes a change today."""
    return Hand(member.name, date.today())


def note(desk: Desk, member: Member, what: str, change: Change) -> None:
    """Put what somebody did with a change into the audit log."""
    try:
        with desk.store.writing() as connection:
            kind = type(change.operation).__name__
            record(connection, member.name, what, datetime.now(UTC), change=change.id, kind=kind)
    except FaqError as error:  # the record of the change itself says who made it
        _log.warning("microneedling-faq: change %d is not in the audit log: %s", change.id, error)


def said(text: str, *, wrong: bool = False) -> str:
    """A line of the program, as HTML."""
    return TEMPLATES.get_template("said.html").render(text=text, wrong=wrong)


def shown(draft: Change | None, trial: Trial) -> str:
    """What a trial found, as HTML."""
    asked = [in_words(reply) for reply in trial.asked] if trial.asked else []
    replies = [(each.question.question, in_words(each.before), in_words(each.after), each.worse) for each in trial.changes]
    return TEMPLATES.get_template("trial.html").render(
        trial=trial, draft=draft, asked=asked, replies=replies[:MOST_CHANGES], more=max(0, len(replies) - MOST_CHANGES)
    )


def _confirm(trial: Trial) -> Any:
    return gr.Checkbox(value=False, visible=bool(trial.second_look))


def _waits(desk: Desk, trial: Trial) -> bool:
    from ...teaching.trial import changes_replies

    return desk.chatbot.settings.approval and changes_replies(trial.operation)

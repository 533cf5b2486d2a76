"""The tab "Gaps": what visitors asked and did not get, grouped by meaning, most wanted first."""

from collections.abc import Sequence
from datetime import date, timedelta

import gradio as gr
from markupsafe import Markup

from ...store.gaps import Gap, find_gaps, topics_by_name
from ...store.questions import list_questions
from .page import QUIET, Desk, Tab

_MOST_SHOWN = 50
_OFF = Markup(
    "<p><strong>Visitors' questions are not kept.</strong> Whoever runs the chat can switch that on in the settings file: "
    "<code>[store] keep_questions = true</code>. They are then kept without names, numbers and addresses, for the days that "
    "<code>keep_days</code> says; never what tells of danger. The chat page tells visitors so.</p>"
)
_NONE = Markup(
    "<p>No gap yet: nothing that visitors asked in vain came from {least} visits or more in the last {days} days.</p>"
)
_GAP = Markup("<li><h3>{title}</h3><p>{figures}</p><ul>{examples}</ul></li>")
_EXAMPLE = Markup("<li>“{text}”</li>")


def gaps_html(gaps: Sequence[Gap]) -> Markup:
    """The gaps as a list; whatever visitors wrote is escaped."""
    shown = (
        _GAP.format(
            title=gap.title,
            figures=_figures(gap),
            examples=Markup().join(_EXAMPLE.format(text=text) for text in gap.examples),
        )
        for gap in gaps[:_MOST_SHOWN]
    )
    return Markup("<ol>{gaps}</ol>").format(gaps=Markup().join(shown))


def fill(desk: Desk) -> None:
    """The tab's content."""
    settings, topics = desk.chatbot.settings, topics_by_name(desk.chatbot.notices.texts)
    gr.Markdown("What visitors asked and did not get, or said did not help. What was asked by more people stands first.")
    look = gr.Button("Look now", variant="primary")
    shown = gr.HTML()

    def show(request: gr.Request) -> str:
        desk.member(request)
        if not settings.keep_questions:
            return _OFF
        today = date.today()
        with desk.store.reading() as connection:
            questions = list_questions(connection, today - timedelta(days=settings.keep_days))
        # The encoder remembers these texts, so that the next look is quick.
        gaps = find_gaps(questions, desk.chatbot.encoder.embed, topics, today=today, least_visits=settings.least_visits)
        return gaps_html(gaps) if gaps else _NONE.format(least=settings.least_visits, days=settings.keep_days)

    look.click(show, outputs=shown, **QUIET)


def _figures(gap: Gap) -> str:
    trend = f"{abs(gap.trend)} {'more' if gap.trend > 0 else 'fewer'} than in the four weeks before" if gap.trend else ""
    unhelpful = f"{gap.not_helpful} got an answer that did not help" if gap.not_helpful else ""
    return "; ".join(filter(None, (f"{gap.questions} questions of {gap.visits} visits", trend, unhelpful)))


TAB = Tab("Gaps", fill)

"""The tab "Overview": what visitors ask and get, in pictures drawn from the counts of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import gradio as gr
import pandas as pd

from ...errors import FaqError
from ...store.statistics import SLOWEST, Overview, read_overview
from ...teaching.change_log import read_changes
from ...types import Passage
from .before_after import compare_sides, in_words
from .page import QUIET, Desk, Tab

PERIODS = {"7 days": 7, "30 days": 30, "90 days": 90}
KINDS = {  # as people call them, in the order in which they are stacked
    "answer": "answered",
    "not_covered": "not covered",
    "refer": "sent to a clinician",
    "urgent": "danger",
    "small_talk": "small talk",
    "invalid": "unreadable",
}
_COLOURS = dict(zip(KINDS.values(), ("#0b8579", "#b45c09", "#5b6fd6", "#c4372d", "#8a9694", "#6b7a78"), strict=True))
_SIDES = {"before": "#8a9694", "after": "#0b8579"}
_EMPTY = (
    "**Nothing has been counted yet.** Counts begin with the next question that a visitor asks. They hold no words: only how "
    "many questions of each kind came on a day, which passages were shown, and how long replies took.\n\n"
    "To see *what* visitors asked and did not get, whoever runs the chat can switch that on in the settings file:\n\n"
    "```toml\n[store]\nkeep_questions = true   # without names, numbers and addresses; never a sign of danger\n"
    "keep_days = 90\n```\n"
)
_A_YEAR = timedelta(days=365)  # of changes that are compared
_LABEL_WORDS = 6
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn, a table for each picture."""

    summary: str  # in words, for those who do not see pictures, too
    kinds: pd.DataFrame  # day, kind, questions
    times: pd.DataFrame  # day, share, milliseconds
    topics: pd.DataFrame  # topic, questions
    passages: pd.DataFrame  # passage, shown


def pictures(overview: Overview, names: Mapping[str, str]) -> Pictures | None:
    """The tables of an overview; `None` if nothing was counted.

    :param names: sha256 of a passage -> its first words.
    """
    kinds = [
        (pd.Timestamp(day), KINDS[kind], count)
        for day, counts in overview.replies.items()
        for kind, count in counts.items()
        if kind in KINDS
    ]
    if not kinds:
        return None
    times = [
        (pd.Timestamp(each.day), share, milliseconds)
        for each in overview.times
        for share, milliseconds in (("half of them", each.half), ("95 of 100", each.most))
        if milliseconds != SLOWEST
    ]
    passages = [(names.get(sha256, "a passage that has changed"), count) for sha256, count in overview.passages]
    return Pictures(
        _summary(kinds, passages, overview),
        _table(kinds, "day", "kind", "questions"),
        _table(times, "day", "share", "milliseconds"),
        _table(overview.topics, "topic", "questions"),
        _table(passages, "passage", "shown"),
    )


def passage_names(passages: Sequence[Passage]) -> dict[str, str]:
    """sha256 -> how the picture names a passage: its paragraph and first words."""
    return {each.sha256: f"{each.paragraphs[0]}: {' '.join(each.text.split()[:_LABEL_WORDS])} …" for each in reversed(passages)}


def fill(desk: Desk) -> None:
    """The tab's content."""
    names = passage_names(desk.chatbot.index.passages)
    period = gr.Radio(list(PERIODS), value="30 days", label="Show the last")
    summary = gr.Markdown()
    with gr.Column(visible=False) as drawn:
        kinds = gr.BarPlot(
            x="day", x_bin="1d", y="questions", y_aggregate="sum", color="kind", color_map=_COLOURS, title="Questions a day"
        )
        topics = gr.BarPlot(
            x="topic", y="questions", y_lim=[0, None], sort="-y", title="Asked, and not covered", x_label_angle=30
        )
        passages = gr.BarPlot(x="passage", y="shown", y_lim=[0, None], sort="-y", title="Passages shown", x_label_angle=30)
        times = gr.LinePlot(x="day", y="milliseconds", color="share", title="Milliseconds to a reply")
    compared = gr.Markdown()
    sides = gr.BarPlot(
        x="side", y="answered", color="when", color_map=_SIDES, y_lim=[0, 100], title="Per cent answered", visible=False
    )

    def show(chosen: str, request: gr.Request) -> list[Any]:
        desk.member(request)
        since = date.today() - timedelta(days=PERIODS.get(chosen, 30) - 1)
        with desk.store.reading() as connection:
            made = pictures(read_overview(connection, since), names)
        if made is None:
            return [_EMPTY, gr.Column(visible=False), None, None, None, None, *_compared(desk)]
        tables = [made.kinds, made.topics, made.passages, made.times]
        return [made.summary, gr.Column(visible=True), *tables, *_compared(desk)]

    told = [summary, drawn, kinds, topics, passages, times, compared, sides]
    gr.on(None, show, period, told, show_progress="hidden", **QUIET)


def _compared(desk: Desk) -> list[Any]:
    """What the latest changes did, in words and as a picture, whatever the period: the days around a change decide."""
    try:
        changes = read_changes(desk.chatbot.corpus)
        with desk.store.reading() as connection:
            found = compare_sides(changes, read_overview(connection, date.today() - _A_YEAR).replies)
    except FaqError as error:
        return [str(error), gr.BarPlot(visible=False)]
    rows = [
        (f"{each.number}, {when}", when, side.percent)
        for each in found
        for when, side in (("before", each.before), ("after", each.after))
    ]
    order = [side for side, _, _ in rows]
    return [in_words(found), gr.BarPlot(_table(rows, "side", "when", "answered"), sort=order, visible=bool(rows))]


def _summary(kinds: Sequence[tuple[pd.Timestamp, str, int]], passages: Sequence[tuple[str, int]], overview: Overview) -> str:
    total = sum(count for _, _, count in kinds)
    by_kind = {name: sum(count for _, kind, count in kinds if kind == name) for name in KINDS.values()}
    shares = [f"{name} {count} ({round(100 * count / total)} %)" for name, count in by_kind.items() if count]
    thumbs = f"Thumbs up {overview.verdicts.get('helpful', 0)}, down {overview.verdicts.get('not_helpful', 0)}."
    lines = [f"**{total} questions**: {', '.join(shares)}. {thumbs}"]
    lines += [_ranking("Asked most, and not covered", overview.topics), _ranking("Passages shown most", passages)]
    return "\n\n".join(filter(None, lines))


def _ranking(title: str, counted: Sequence[tuple[str, int]]) -> str:
    """The first of a picture, which on a phone has no room for names."""
    return f"**{title}**: {'; '.join(f'{name} ({count})' for name, count in counted[:_MOST_NAMED])}." if counted else ""


def _table(rows: Sequence[Sequence[object]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


TAB = Tab("Overview", fill)

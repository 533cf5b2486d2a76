"""The tab "Write an answer": the clinic's own, quoted from then on like any other text."""

from typing import Any

import gradio as gr

from ...errors import TeachingError
from ...teaching.answers import WriteAnswer, read_answers
from .change_panel import add_panel
from .page import QUIET, UNCHECKED, Desk, Fields, Tab
from .teach_tab import topic_choices

MOST_CHARACTERS = 200  # of a question
NEW = ""  # among the answers to choose from


def fill(desk: Desk) -> Fields:
    """The tab's content; gives the fields for a question and its topic."""
    gr.Markdown("Visitors are shown what you write here word for word, under the title “Answers of the clinic”.")
    existing = gr.Dropdown([("a new answer", NEW)], value=NEW, label="Answer to be changed")
    question = gr.Textbox(
        label="Question, as people ask it", placeholder="How much does a session cost?", max_length=MOST_CHARACTERS
    )
    text = gr.Textbox(label="Answer", lines=5, max_length=4_000)
    topic = gr.Dropdown([("no topic", NEW)], value=NEW, label="It answers all that is asked about")
    remove = gr.Checkbox(label="Take this answer away")

    def refresh(request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        answers = [(each.question, each.question) for each in read_answers(desk.chatbot.corpus)]
        return [
            gr.Dropdown([("a new answer", NEW), *answers]),
            gr.Dropdown([("no topic", NEW), *topic_choices(desk), *_covered(desk)]),
        ]

    def choose(chosen: str, request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        found = next((each for each in read_answers(desk.chatbot.corpus) if each.question == chosen), None)
        return [found.question, found.text, found.topic or NEW, False] if found else [NEW, NEW, NEW, False]

    gr.on(None, refresh, outputs=[existing, topic], **QUIET)
    existing.input(choose, [existing], [question, text, topic, remove], **UNCHECKED)
    add_panel(desk, answer_of, [question, text, topic, remove])
    return [question, topic]


def as_question(text: str) -> str:
    """A visitor's words as the question above an answer: with a capital letter and a question mark."""
    tidy = " ".join(text.split()).rstrip(".!? ")
    return f"{tidy[:1].upper()}{tidy[1:]}?"


def answer_of(question: str, text: str, topic: str, remove: bool) -> WriteAnswer:
    """The change that the form asks for.

    :raises TeachingError: If it is empty.
    """
    if remove:
        return WriteAnswer(question, None)
    if not text.strip():
        raise TeachingError("write the answer, or tick that it is to be taken away")
    return WriteAnswer(question, text, topic or None)


def _covered(desk: Desk) -> list[tuple[str, str]]:
    """The topics that an answer stands in for already: they are no targets of their own any more."""
    texts = desk.chatbot.notices.texts.get("en", {})
    covered = [each.topic for each in read_answers(desk.chatbot.corpus) if each.topic]
    return [(texts.get(f"topics.{each}.name", each), each) for each in covered]


TAB = Tab("Write an answer", fill, role="edits")

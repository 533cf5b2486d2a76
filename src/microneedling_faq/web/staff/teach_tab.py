"""The tab "Teach": how somebody asked, and the passage or topic that it belongs to."""

from typing import Any

import gradio as gr

from ...errors import TeachingError
from ...query.cleaning import MAX_MESSAGE_CHARACTERS
from ...teaching.wordings import TeachWording
from .change_panel import add_panel
from .page import QUIET, Desk, Fields, Tab

MOST_PASSAGES = 6  # that are offered
_SHOWN_CHARACTERS = 160  # of each


def fill(desk: Desk) -> Fields:
    """The tab's content; gives the fields for a wording and its language."""
    gr.Markdown("Write how somebody asked, and choose what it should find. It counts as soon as you publish it.")
    wording = gr.Textbox(label="How people ask", max_length=MAX_MESSAGE_CHARACTERS, placeholder="ballpark for both cheeks?")
    language = gr.Radio(sorted(desk.chatbot.notices.texts), value="en", label="Language")
    search = gr.Button("Find passages")
    passage = gr.Radio([], label="Passage that answers it", visible=False)
    sentences = gr.Textbox(label="Only these sentences of it, word for word (may be left empty)", visible=False)
    topic = gr.Dropdown(topic_choices(desk), label="or a topic that nothing answers", value=None)

    def find_passages(text: str, request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        choices = passage_choices(desk, text)
        return [gr.Radio(choices, value=None, visible=True), gr.Textbox(visible=True)]

    search.click(find_passages, [wording], [passage, sentences], **QUIET)
    add_panel(desk, wording_of, [wording, language, passage, sentences, topic])
    return [wording, language]


def wording_of(wording: str, language: str, passage: str | None, sentences: str, topic: str | None) -> TeachWording:
    """The change that the form asks for.

    :raises TeachingError: If it names nothing to be found, or two things.
    """
    if bool(passage) == bool(topic):
        raise TeachingError("choose what the wording is to find: either a passage or a topic")
    if topic:
        return TeachWording(wording, language, topic=topic)
    document, _, text = str(passage).partition("\n")
    return TeachWording(wording, language, document, sentences.strip() or text)


def passage_choices(desk: Desk, text: str) -> list[tuple[str, str]]:
    """Passages near a text, each with what the form sends for it: its document, and its text below."""
    chatbot = desk.chatbot
    hits = chatbot.search(text, limit=MOST_PASSAGES).passages
    found = [(each.document, each.title, each.paragraphs, each.text) for each in hits]
    if not found:  # the words point to care, or to nothing
        found = [(each.document, each.title, each.paragraphs, each.text) for each in chatbot.index.passages[:MOST_PASSAGES]]
    return [
        (f"{title}, {', '.join(map(str, paragraphs))}: {' '.join(text.split())[:_SHOWN_CHARACTERS]}…", f"{document}\n{text}")
        for document, title, paragraphs, text in found
    ]


def topic_choices(desk: Desk) -> list[tuple[str, str]]:
    """The topics that nothing answers, by name."""
    texts = desk.words_of("en") | desk.chatbot.notices.texts.get("en", {})
    ids = [target.id for target in desk.chatbot.index.targets if target.kind == "topic"]
    return sorted((texts.get(f"topics.{each}.name", each), each) for each in ids)


TAB = Tab("Teach", fill, role="edits")

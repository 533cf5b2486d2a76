"""The tab "Texts": all texts about health with their sources, written anew and signed."""

from datetime import date
from typing import Any

import gradio as gr

from ...corpus.notices import read_notices
from ...corpus.program_signposts import brought_tables
from ...corpus.tables import read_tables
from ...errors import TeachingError
from ...teaching.health_texts import RewriteText, SignTexts
from ...teaching.texts_listing import ListedText, list_texts
from .change_panel import add_panel
from .page import QUIET, Desk, Tab
from .rendering import TEMPLATES


def fill(desk: Desk) -> None:
    """The tab's content."""
    language = gr.Radio(sorted(desk.chatbot.notices.texts), value="en", label="Language")
    listed = gr.HTML(apply_default_css=False)
    with gr.Accordion("Sign texts that a clinician has read with their sources", open=False):
        read = gr.CheckboxGroup([], label="Read and right")
        reviewer = gr.Textbox(label="Name of the clinician", max_length=100, placeholder="Dr. Ana Park")
        add_panel(desk, signed_texts, [language, read, reviewer], verb="Sign")
    with gr.Accordion("Write a text anew", open=False):
        key = gr.Dropdown(sorted(desk.chatbot.notices.texts["en"]), label="Text", value=None)
        text = gr.Textbox(label="What visitors read", lines=5, max_length=4_000)
        add_panel(desk, lambda language, key, text: _rewritten(key, language, text), [language, key, text])

    def refresh(language: str, request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        texts = listed_texts(desk, language)
        html = TEMPLATES.get_template("texts.html").render(texts=texts, unsigned=sum(not _is_signed(each) for each in texts))
        choices = [(f"{each.key} ({each.status})", f"{each.key}={each.fingerprint}") for each in texts if not _is_signed(each)]
        return [html, gr.CheckboxGroup(choices, value=[])]

    def choose(language: str, key: str | None, request: gr.Request) -> str:
        desk.member(request, "edits")
        return read_notices(desk.chatbot.corpus).get(language, {}).get(key or "", "")

    gr.on(None, refresh, [language], [listed, read], **QUIET)
    gr.on([key.input, language.input], choose, [language, key], [text], **QUIET)


def listed_texts(desk: Desk, language: str) -> list[ListedText]:
    """The texts about health in one language as they stand in the corpus, with those that the program brings to it."""
    corpus = desk.chatbot.corpus
    return list(list_texts(brought_tables(corpus, read_tables(corpus)), read_notices(corpus), desk.chatbot.settings, language))


def signed_texts(language: str, read: list[str], reviewer: str) -> SignTexts:
    """The signatures that the form asks for.

    :param read: Key and fingerprint of each text, as they were shown, with "=" between.
    :raises TeachingError: If nothing was read, or by nobody.
    """
    if not read or not reviewer.strip():
        raise TeachingError("tick the texts that were read, and write the name of the clinician who read them")
    by = {"reviewer": reviewer.strip(), "reviewed": date.today().isoformat()}
    pairs = (each.rpartition("=") for each in read)
    return SignTexts(language, {key: by | {"text": fingerprint} for key, _, fingerprint in pairs})


def _rewritten(key: str | None, language: str, text: str) -> RewriteText:
    if not key:
        raise TeachingError("choose the text first")
    return RewriteText(key, language, text)


def _is_signed(each: ListedText) -> bool:
    return each.status.startswith("signed")


TAB = Tab("Texts", fill, role="edits")

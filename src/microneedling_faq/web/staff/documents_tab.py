"""The tab "Documents": published, replaced, taken away, and who has read each."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import gradio as gr

from ...encoder.sentence_embedder import CorpusEmbedder
from ...errors import FaqError, TeachingError
from ...store.statistics import count_passages
from ...teaching.claims import claim_lines
from ...teaching.documents import PutDocument, ReviewDocument, check_name, document_states, shown_by_file
from ...teaching.uploads import passages_of, read_upload
from .change_panel import add_panel, said
from .page import QUIET, Desk, Tab
from .rendering import TEMPLATES

_TYPES = [".md", ".txt", ".jsonl", ".csv", ".xlsx", ".html", ".docx", ".pdf"]
DAYS_COUNTED = 90  # of how often a document was shown
MOST_PASSAGES = 100  # in a preview


def fill(desk: Desk) -> None:
    """The tab's content."""
    listed = gr.HTML(apply_default_css=False)
    with gr.Accordion("Publish a file, or a new version of one", open=True):
        file = gr.UploadButton("Choose a file", file_types=_TYPES, type="filepath")
        preview = gr.HTML(apply_default_css=False)
        add_panel(desk, lambda path: _uploaded(desk, path), [file], listening=QUIET)
    with gr.Accordion("Note who has read a document", open=False):
        read = gr.Dropdown([], label="Document")
        reviewer = gr.Textbox(label="Read by", max_length=100)
        due = gr.Textbox(label="To be read again by (as 2027-06-30)", max_length=10)
        add_panel(desk, _review_of, [read, reviewer, due], verb="Note it")
    with gr.Accordion("Take a document away", open=False):
        removed = gr.Dropdown([], label="Document")
        add_panel(desk, _removal_of, [removed], verb="Take it away")

    def refresh(request: gr.Request) -> list[Any]:
        desk.member(request, "edits")
        corpus = desk.chatbot.corpus
        try:
            states = document_states(corpus, date.today(), _shown(desk)) if corpus.is_dir() else []
        except FaqError as error:
            return [said(str(error), wrong=True), gr.Dropdown([]), gr.Dropdown([])]
        names = sorted(state.name for state in states)
        table = TEMPLATES.get_template("documents.html").render(states=states, days=DAYS_COUNTED)
        return [table, gr.Dropdown(names), gr.Dropdown(names)]

    def preview_it(path: str | None, request: gr.Request) -> str:
        desk.member(request, "edits")
        return previewed(desk, path) if path else ""

    gr.on(None, refresh, outputs=[listed, read, removed], **QUIET)
    file.upload(preview_it, [file], [preview], **QUIET)


def _shown(desk: Desk) -> Mapping[str, int]:
    """Name of a file -> how often visitors were shown passages of it lately."""
    document_of = {passage.sha256: passage.document for passage in desk.chatbot.index.passages}
    with desk.store.reading() as connection:
        counted = count_passages(connection, date.today() - timedelta(days=DAYS_COUNTED))
    return shown_by_file(
        desk.chatbot.corpus, ((document_of[sha256], count) for sha256, count in counted.items() if sha256 in document_of)
    )


def previewed(desk: Desk, path: str) -> str:
    """A file as it would be quoted, as HTML."""
    name = Path(path).name
    try:
        check_name(name)
        documents = read_upload(name, Path(path).read_bytes())
        claims = [line for document in documents for line in claim_lines(desk.chatbot.corpus, document)]
        embedder = CorpusEmbedder(desk.chatbot.model)
        passages = passages_of(documents, embedder.count_tokens, embedder.max_tokens)
    except FaqError as error:
        return said(str(error), wrong=True)
    return TEMPLATES.get_template("preview.html").render(
        name=name, claims=claims, passages=passages[:MOST_PASSAGES], count=len(passages)
    )


def _uploaded(desk: Desk, path: str | None) -> PutDocument:
    if not path:
        raise TeachingError("choose a file first")
    return PutDocument.of(desk.chatbot.corpus, Path(path).name, Path(path).read_bytes())


def _review_of(name: str | None, reviewer: str, due: str) -> ReviewDocument:
    if not name or not reviewer.strip():
        raise TeachingError("choose the document, and write who has read it")
    return ReviewDocument(name, reviewer.strip(), date.today().isoformat(), due.strip())


def _removal_of(name: str | None) -> PutDocument:
    if not name:
        raise TeachingError("choose the document first")
    return PutDocument(name, None)


TAB = Tab("Documents", fill, role="edits")

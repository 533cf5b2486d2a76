"""The chat page in Gradio: one component of our own, which takes the plain page of `first_page` in and gives it life.

`gr.Chatbot` was tried first. It shows HTML in a visitor's message as HTML even without Markdown, loses questions that come
while another is being answered, announces every change to screen readers, and fails axe. `gr.HTML` with server functions
gives the same transport, without these. Its template is filled in as a JavaScript template literal, so no text of a
visitor, a document or a notice may ever stand in it: texts go to `chat.js` as data, replies as escaped HTML.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr
from fastapi import HTTPException
from pydantic import BaseModel, Field, ValidationError

from ...query.cleaning import MAX_MESSAGE_CHARACTERS
from ...replying.chatbot import Chatbot
from ..api import Question, address_of
from ..operating.limits import Visitor
from ..operating.queue import ReplyQueue
from .asking import answer
from .feedback import Feedback, Reason, Verdict
from .page_foot import only_title, surroundings
from .page_words import Interface

Model = TypeVar("Model", bound=BaseModel)

STATIC = Path(__file__).parent / "static"
SESSIONS_KEPT = 500  # Gradio's notes of a session's components; of a visit nothing is kept on the server


class Rating(BaseModel):
    """What `chat.js` sends for a thumb, and again for the reason."""

    verdict: Verdict
    reason: Reason | None = None
    reply_id: str = Field(default="", pattern="^[0-9a-f]{0,32}$")


def build_page(chatbot: Chatbot, interface: Interface, queue: ReplyQueue, feedback: Feedback) -> gr.Blocks:
    """The Gradio app for visitors."""
    words = interface.words

    async def reply(data: object, request: gr.Request) -> dict[str, str]:
        question = _checked(Question, data)
        session = str((await request.json()).get("session_hash"))
        answered = await answer(question, Visitor(address_of(request.client), session), chatbot, words, queue)
        if answered.busy:
            return {"busy": answered.busy}
        return {"html": answered.html, "announcement": answered.announcement, "reply_id": answered.reply_id}

    async def rate(data: object) -> None:
        rating = _checked(Rating, data)
        feedback.add(rating.verdict, rating.reason, rating.reply_id)

    page = gr.Blocks(title=words[interface.home]["title"], analytics_enabled=False, fill_width=True)
    page.state_session_capacity = SESSIONS_KEPT
    with page:
        gr.HTML(
            html_template="<div></div>",
            js_on_load="".join(map(_static, ("visit.js", "chat.js", "copying.js"))),
            apply_default_css=False,
            server_functions=[reply, rate],
            languages={language: surroundings(chatbot, interface, language) for language in words},
            only_title=only_title(chatbot),
            document_language=chatbot.index.language,
            longest=MAX_MESSAGE_CHARACTERS,
            keep_visits=chatbot.settings.keep_visits,
        )
    return page


def mount_options() -> dict[str, Any]:
    """How `gr.mount_gradio_app` serves the page: no history, no uploads, no way out, nothing from other hosts."""
    return {
        "theme": gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        "root_path": "",  # of the environment, which counts otherwise; see `operating/public_path`
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "enable_monitoring": False,
        "max_file_size": 1,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": False,
    }


def _checked(model: type[Model], data: object) -> Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, "The page sent something unexpected.") from error


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")

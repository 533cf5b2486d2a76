"""What `/` answers first: the page as plain HTML, which asks and answers by a form until Gradio has loaded, or without it.

A question may come with the address too (`/?q=…`), so that an answer can be linked to. Nothing of it is stored.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPMethod, HTTPStatus
from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from starlette.types import ASGIApp, Message, Scope

from ...query.cleaning import MAX_MESSAGE_CHARACTERS
from ...replying.chatbot import Chatbot
from ...settings import Settings
from ..api import Question, address_of
from ..operating.limits import Visitor
from ..operating.problems import problem
from ..operating.queue import ReplyQueue
from .asking import Answered, answer
from .page import STATIC
from .page_foot import only_title, surroundings
from .page_words import Interface
from .rendering import TEMPLATES

STYLES = ("base.css", "chat.css", "composer.css", "suggest.css", "reply.css", "forced_colors.css", "print.css")
REMEMBERED_MESSAGES = 10  # go along with a question, as in chat.js
SHOWN_CHARACTERS = 400  # of a question, as in chat.js
_MOST_FIELDS = 100

_SCRIPTS_AND_STYLES = re.compile(r'<script\b.*?</script>|<link rel="stylesheet"[^>]*>', re.DOTALL)
_ROOT_ELEMENT = re.compile(r"<gradio-app\b.*?</gradio-app>", re.DOTALL)
_KEEP_TITLE = "<script>window.gradio_config.title = document.title</script>"  # Gradio would put its own, which has one language

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question that came with the request, and what came of it."""

    message: str
    as_typed: bool
    answered: Answered

    @property
    def shown(self) -> str:
        return self.message if len(self.message) <= SHOWN_CHARACTERS else f"{self.message[:SHOWN_CHARACTERS]} …"


def add_first_page(app: FastAPI, chatbot: Chatbot, interface: Interface, queue: ReplyQueue) -> None:
    """Serve the plain page at `/`, before the Gradio app that is to be mounted last, and whose page it starts."""
    template = TEMPLATES.get_template("first_page.html")
    scripts = (*(["suggest.js"] if chatbot.settings.suggest else []), "first_page.js")
    around = {each: surroundings(chatbot, interface, each) for each in interface.words}
    fixed = {
        "styles": Markup("".join(_static(name) for name in STYLES)),  # noqa: S704 our own files
        "script": Markup("".join(map(_static, scripts))),  # noqa: S704
        "clinic": chatbot.settings.name if chatbot.settings.name != Settings().name else "",
        "only_title": only_title(chatbot),
        "document_language": chatbot.index.language,
        "keep_visits": chatbot.settings.keep_visits,
        "suggest": chatbot.settings.suggest,
    }
    gradio: list[Markup] = []  # the same for everyone: asked for once

    async def show(request: Request) -> Response:
        try:
            fields = await _fields(request)
        except ValueError:
            return problem(HTTPStatus.BAD_REQUEST, "The form cannot be read.")
        if not gradio:
            gradio.append(_parts(await _page_of(app.routes[-1], request.scope)))
        language = _language(fields, request.headers.get("accept-language", ""), interface)
        history = fields.get("history", [])[-REMEMBERED_MESSAGES:]
        turn = await _turn(fields, history, language, Visitor(address_of(request.client)))
        html = template.render(
            **fixed,
            **around[language],
            language=language,
            other_languages=[(each, words["language"]) for each, words in interface.words.items() if each != language],
            turn=turn,
            history=[*history, turn.message] if turn else [],
            today=date.today().isoformat(),
            gradio=gradio[0],
        )
        return HTMLResponse(html, turn.answered.status if turn else HTTPStatus.OK)

    async def _turn(fields: Fields, history: Sequence[str], language: str, visitor: Visitor) -> _Turn | None:
        as_typed = "as_typed" in fields
        asked = [*fields.get("as_typed", []), *fields.get("message", [])]
        if not asked:
            return None
        message = max(asked, key=bool)  # a suggestion that was pressed, not the field that was left empty
        kept = [each[:MAX_MESSAGE_CHARACTERS] for each in history]
        question = Question(message=message[: MAX_MESSAGE_CHARACTERS + 1], history=kept, as_typed=as_typed, language=language)
        return _Turn(message, as_typed, await answer(question, visitor, chatbot, interface.words, queue))

    app.add_api_route("/", show, methods=[HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.POST], include_in_schema=False)


async def _fields(request: Request) -> dict[str, list[str]]:
    """What a form or an address asks.

    :raises ValueError: If there are too many fields.
    """
    if request.method == HTTPMethod.POST:
        body = (await request.body()).decode("utf-8", "replace")
        return parse_qs(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    query = request.query_params
    return {name: [query[key]] for name, key in (("lang", "lang"), ("message", "q")) if query.get(key)}


def _language(fields: Fields, accepted: str, interface: Interface) -> str:
    """The first language that the page speaks: of those chosen, then of those that the browser accepts."""
    wanted = [*fields.get("lang", []), *(tag.strip() for tag in accepted.split(","))]
    known = (tag[:2].lower() for tag in wanted)
    return next((tag for tag in known if tag in interface.words), interface.home)


def _parts(page: str) -> Markup:
    """What of Gradio's page starts its app: styles, scripts with the configuration, and the element that it fills."""
    root = _ROOT_ELEMENT.search(page)
    if root is None:
        raise ValueError("Gradio's page is not as it was in 6.31: it has no gradio-app element")
    return Markup("\n".join([root[0], *_SCRIPTS_AND_STYLES.findall(page), _KEEP_TITLE]))  # noqa: S704 from Gradio, which escapes our texts


async def _page_of(mounted: ASGIApp, scope: Scope) -> str:
    """The page of the Gradio app, uncompressed."""
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        body.extend(message.get("body", b""))

    headers = [(name, value) for name, value in scope["headers"] if name == b"host"]
    asked = {"method": "GET", "query_string": b"", "headers": headers, "path_params": {}}
    await mounted({**scope, **asked}, receive, send)
    return body.decode()


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")

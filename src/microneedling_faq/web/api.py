"""The REST door: `POST /api/ask`, `/api/suggest`, `GET /api/search`, `/api/passages/{sha256}`; described at `/api/`.

Every answer carries the recommendation and every passage its cautions; what cannot be answered is a problem (RFC 9457).
"""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Address
from starlette.exceptions import HTTPException

from .. import __version__
from ..query.cleaning import MAX_MESSAGE_CHARACTERS
from ..replying.chatbot import MOST_FOUND, Chatbot
from ..replying.suggesting import Suggester
from ..types import Reply, SearchResult, Suggestions
from .api_description import API_TEXT, ASK_EXAMPLE, SUGGEST_EXAMPLE, add_examples, problems_of, render_description
from .operating.limits import Visitor
from .operating.problems import problem
from .operating.queue import ReplyQueue, TurnedAwayError
from .passages import PassageFinder, PassagesFound

MAX_HISTORY = 100  # messages; a visit has far fewer, and only the latest are looked at
MAX_FOUND = 20
_SENT = 'Send a JSON object like {"message": "Does it help scars?", "history": []} as application/json.'
_TYPED = 'Send a JSON object like {"typed": "acne sc", "language": "en"} as application/json.'
_ASKED = "Ask as in /api/search?q=acne+scars&limit=5&language=en, or /api/passages/ with 64 hexadecimal digits."

Language = Annotated[
    str | None, Query(pattern="^[a-z]{2}$", description="Of the notices, where the query itself does not tell.")
]


class Question(BaseModel):
    """What a program sends, and the page too: the arguments of `Chatbot.reply`."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [ASK_EXAMPLE]})

    message: str = Field(description="As the visitor typed it; anything at all.")
    history: list[str] = Field(default=[], max_length=MAX_HISTORY, description="Earlier messages, the oldest first.")
    as_typed: bool = Field(default=False, description="Search just these words: no earlier message, no spelling put right.")
    language: str | None = Field(
        default=None, pattern="^[a-z]{2}$", description="Of the notices, where the message does not tell."
    )


class Typing(BaseModel):
    """What the page sends while a visitor types."""

    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [SUGGEST_EXAMPLE]})

    typed: str = Field(max_length=MAX_MESSAGE_CHARACTERS, description="All that stands in the question field by now.")
    language: str | None = Field(default=None, pattern="^[a-z]{2}$", description="Of the page.")


def create_api(queue: ReplyQueue, chatbot: Chatbot) -> FastAPI:
    """The application to be mounted at `/api`."""
    api = FastAPI(
        title="microneedling-faq",
        version=__version__,
        description=API_TEXT,
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    _add_doors(api, queue, chatbot)
    if chatbot.settings.suggest:
        _add_suggestions(api, queue)
    _add_problems(api, chatbot)
    return api


def _add_doors(api: FastAPI, queue: ReplyQueue, chatbot: Chatbot) -> None:
    finder = PassageFinder(chatbot)
    busy = problems_of(413, 422, 429, 503, 504)

    @api.post("/ask", responses={200: {"model": Reply}, **problems_of(400), **busy})
    async def ask(question: Question, request: Request) -> JSONResponse:
        """The reply to one message: passages word for word, or a notice that says why there are none."""
        return JSONResponse(asdict(await queue.reply(_visitor(request), **question.model_dump())))

    @api.get("/search", responses={200: {"model": SearchResult}, **busy})
    async def search(
        request: Request,
        q: Annotated[str, Query(description="A query in any words.", examples=["acne scars"])],
        limit: Annotated[int, Query(ge=1, le=MAX_FOUND, description="The most passages.")] = MOST_FOUND,
        language: Language = None,
    ) -> JSONResponse:
        """The passages nearest to a query, whether or not they answer it; `kind` tells whether a reply would show any."""
        return JSONResponse(asdict(await queue.search(_visitor(request), q, limit=limit, language=language)))

    @api.get("/passages/{sha256}", responses={200: {"model": PassagesFound}, **problems_of(404, 413, 422)})
    def passages(
        sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="Of the passage's text, as every passage tells.")],
        language: Language = None,
    ) -> JSONResponse:
        """A passage word for word, with its cautions; each place where the same words stand."""
        found = finder.find(sha256, language)
        if not found.passages:
            return problem(HTTPStatus.NOT_FOUND, "No passage has this sha256. Texts may have changed: ask again, or search.")
        return JSONResponse(asdict(found))

    @api.get("/", include_in_schema=False)
    def described() -> HTMLResponse:
        return HTMLResponse(render_description(api.openapi()))

    add_examples(api, lambda: _examples(chatbot, finder))


def _add_suggestions(api: FastAPI, queue: ReplyQueue) -> None:
    # By POST: what stands in an address is in the log of every proxy, and these words have not even been sent as a question.
    @api.post("/suggest", responses={200: {"model": Suggestions}, **problems_of(400, 413, 422, 429, 503, 504)})
    async def suggest(typing: Typing, request: Request) -> JSONResponse:
        """Up to three questions that are answered, near to what somebody has typed so far; none beside a sign of danger."""
        return JSONResponse(asdict(await queue.suggest(_visitor(request), **typing.model_dump())))


def _examples(chatbot: Chatbot, finder: PassageFinder) -> dict[str, Reply | SearchResult | Suggestions | PassagesFound]:
    """Path -> what the chat answers there."""
    reply, found = chatbot.reply(**ASK_EXAMPLE), chatbot.search("acne scars", limit=1)
    first = chatbot.index.passages[0]
    suggestions = {"/suggest": Suggester(chatbot).suggest(**SUGGEST_EXAMPLE)} if chatbot.settings.suggest else {}
    return {"/ask": reply, "/search": found, "/passages/{sha256}": finder.find(first.sha256), **suggestions}


def _add_problems(api: FastAPI, chatbot: Chatbot) -> None:
    @api.exception_handler(TurnedAwayError)
    async def turn_away(request: Request, error: TurnedAwayError) -> JSONResponse:
        body = await request.json() if request.method == "POST" else request.query_params
        told = chatbot.notices.text(error.notice, body.get("language") or "")
        return problem(error.status, told, headers={"Retry-After": str(error.seconds)})

    @api.exception_handler(RequestValidationError)
    async def refuse_input(request: Request, error: RequestValidationError) -> JSONResponse:
        asked = _TYPED if request.url.path.endswith("/suggest") else _SENT
        return _input_problem(error.errors(), asked if request.method == "POST" else _ASKED)

    @api.exception_handler(HTTPException)
    async def refuse(_: Request, error: HTTPException) -> JSONResponse:
        only = error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
        detail = "There is nothing here. /api/openapi.json names all there is." if only else f"The body cannot be read. {_SENT}"
        return problem(HTTPStatus(error.status_code), detail, headers=dict(error.headers or {}))


def address_of(client: Address | None) -> str:
    """Where a request comes from; behind a proxy that the settings name, what this proxy says."""
    return client.host if client else ""


def _visitor(request: Request) -> Visitor:
    return Visitor(address_of(request.client))


def _input_problem(errors: Sequence[dict[str, Any]], example: str) -> JSONResponse:
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON. {example}")
    places = [{**_place(error["loc"]), "detail": error["msg"]} for error in errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The input is wrong. {example}", errors=places)


def _place(location: Sequence[object]) -> dict[str, str]:
    """Where in a request something is wrong, as RFC 9457 shows it for a body, and by name for a parameter."""
    kind, *parts = location
    return {"pointer": "#/" + "/".join(map(str, parts))} if kind == "body" else {"parameter": "/".join(map(str, parts))}

"""The REST door: `POST /api/ask` with `{"message", "history"}` answers with the Reply as JSON, or with a problem.

`as_typed` and `language` may be sent too, as in `Chatbot.reply`.
"""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import Address
from starlette.exceptions import HTTPException

from ..corpus.notices import DEFAULT_LANGUAGE, Notices
from .operating.limits import Visitor
from .operating.problems import problem
from .operating.queue import ReplyQueue, TurnedAwayError

MAX_HISTORY = 100  # messages; a visit has far fewer, and only the latest are looked at
_EXAMPLE = 'Send a JSON object like {"message": "Does it help scars?", "history": []} as application/json.'


class Question(BaseModel):
    """What a program sends, and the page too: the arguments of `Chatbot.reply`."""

    model_config = ConfigDict(strict=True, extra="forbid")

    message: str
    history: list[str] = Field(default=[], max_length=MAX_HISTORY)
    as_typed: bool = False
    language: str = Field(default=DEFAULT_LANGUAGE, pattern="^[a-z]{2}$")


def create_api(queue: ReplyQueue, notices: Notices) -> FastAPI:
    """The application to be mounted at `/api`."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)  # their pages load scripts from elsewhere

    @api.post("/ask")
    async def ask(question: Question, request: Request) -> JSONResponse:
        try:
            reply = await queue.reply(Visitor(address_of(request.client)), **question.model_dump())
        except TurnedAwayError as error:
            told = notices.text(error.notice, question.language)
            return problem(error.status, told, headers={"Retry-After": str(error.seconds)})
        return JSONResponse(asdict(reply))

    @api.exception_handler(RequestValidationError)
    async def refuse_input(_: Request, error: RequestValidationError) -> JSONResponse:
        return _input_problem(error.errors())

    @api.exception_handler(HTTPException)
    async def refuse(_: Request, error: HTTPException) -> JSONResponse:
        only = error.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
        detail = "There is only POST /api/ask here." if only else f"The body cannot be read. {_EXAMPLE}"
        return problem(HTTPStatus(error.status_code), detail, headers=dict(error.headers or {}))

    return api


def address_of(client: Address | None) -> str:
    """Where a request comes from; behind a proxy that the settings name, what this proxy says."""
    return client.host if client else ""


def _input_problem(errors: Sequence[dict[str, Any]]) -> JSONResponse:
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON. {_EXAMPLE}")
    places = [{"pointer": "#/" + "/".join(str(part) for part in error["loc"][1:]), "detail": error["msg"]} for error in errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The input is wrong. {_EXAMPLE}", errors=places)

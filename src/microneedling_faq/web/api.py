"""The REST door: `POST /api/ask` with `{"message", "history"}` answers with the Reply as JSON, or with a problem."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from ..notices import Notices
from .problems import problem
from .queueing import QueueFullError, ReplyQueue

MAX_HISTORY = 100  # messages; a visit has far fewer, and only the latest are looked at


class Question(BaseModel):
    """What a program sends."""

    model_config = ConfigDict(strict=True, extra="forbid")

    message: str
    history: list[str] = Field(default=[], max_length=MAX_HISTORY)


def create_api(queue: ReplyQueue, notices: Notices) -> FastAPI:
    """The application to be mounted at `/api`."""
    api = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)  # their pages load scripts from elsewhere

    @api.post("/ask")
    async def ask(question: Question) -> JSONResponse:
        try:
            reply = await queue.reply(question.message, question.history)
        except QueueFullError:
            busy = notices.text("general.busy")
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, busy, headers={"Retry-After": "1"})
        return JSONResponse(asdict(reply))

    @api.exception_handler(RequestValidationError)
    async def refuse_input(_: Request, error: RequestValidationError) -> JSONResponse:
        return _input_problem(error.errors())

    @api.exception_handler(HTTPException)
    async def refuse(_: Request, error: HTTPException) -> JSONResponse:
        detail = "There is only POST /api/ask here." if error.status_code in (404, 405) else str(error.detail)
        return problem(HTTPStatus(error.status_code), detail, headers=dict(error.headers or {}))

    return api


def _input_problem(errors: list[dict[str, Any]] | Any) -> JSONResponse:
    example = 'Send a JSON object like {"message": "Does it help scars?", "history": []} as application/json.'
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON. {example}")
    places = [{"pointer": "#/" + "/".join(str(part) for part in error["loc"][1:]), "detail": error["msg"]} for error in errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The input is wrong. {example}", errors=places)

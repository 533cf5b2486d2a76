"""What the REST door says of itself: OpenAPI with examples of real answers, and a page of it that loads nothing foreign."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from .operating.problems import MEDIA_TYPE
from .templating import templates_in

API_TEXT = (
    "Answers questions by quoting the clinic's own texts word for word. Every answer carries `recommendation`, every passage "
    "its `cautions`: show both wherever you show a passage. A reply of the kind `urgent` points to help: show its notice, and "
    "nothing before it. No question is stored."
)
ASK_EXAMPLE: dict[str, Any] = {"message": "and for stretch marks?", "history": ["Can it remove surgical scars?"]}
SUGGEST_EXAMPLE: dict[str, Any] = {"typed": "acne sc", "language": "en"}
_TOLD = {
    HTTPStatus.BAD_REQUEST: "The body is not JSON.",
    HTTPStatus.NOT_FOUND: "No passage has this hash.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The input is wrong; `errors` says where.",
    HTTPStatus.TOO_MANY_REQUESTS: "This address asks too much; `Retry-After` says when it may again.",
    HTTPStatus.GATEWAY_TIMEOUT: "The reply took too long and was given up; `Retry-After` says when to ask again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many questions wait; `Retry-After` says when to ask again.",
}
_TEXT = {"type": "string"}
_PLACE = {"type": "object", "properties": {"pointer": _TEXT, "parameter": _TEXT, "detail": _TEXT}, "required": ["detail"]}
_PROBLEM = {
    "type": "object",
    "properties": {
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {"type": "array", "items": _PLACE},
    },
    "required": ["title", "status", "detail"],
}
_TEMPLATES = templates_in(Path(__file__).parent / "templates")


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the problems that a door may answer with."""
    return {status: _problem_of(HTTPStatus(status)) for status in statuses}


def _problem_of(status: HTTPStatus) -> dict[str, Any]:
    example = {"title": status.phrase, "status": status.value, "detail": "What is wrong, and what to do."}
    described: dict[str, Any] = {
        "description": _TOLD[status],
        "content": {MEDIA_TYPE: {"schema": _PROBLEM, "example": example}},
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT):
        described["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    return described


def add_examples(api: FastAPI, examples: Callable[[], Mapping[str, Any]]) -> None:
    """Let the description show real answers, which are made when it is first asked for.

    :param examples: Path -> answer, a record.
    """
    plain = api.openapi

    def describe() -> dict[str, Any]:
        if api.openapi_schema is None:
            schema = plain()
            for path, answer in examples().items():
                for operation in schema["paths"][path].values():
                    operation["responses"]["200"]["content"]["application/json"]["example"] = asdict(answer)
        return api.openapi_schema or plain()

    api.openapi = describe  # type: ignore[method-assign]  # as FastAPI's documentation has it


def render_description(schema: Mapping[str, Any]) -> str:
    """The page of a description."""
    return _TEMPLATES.get_template("api.html").render(schema=schema, spelled=_spelled, type_of=_type_of)


def _spelled(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _type_of(schema: Mapping[str, Any]) -> str:
    """A type in a word or two: "array of Quotation", "string or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(map(_type_of, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return f"array of {_type_of(schema['items'])}"
    return str(schema.get("type", "any"))

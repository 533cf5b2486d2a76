"""What is said where a page or a part of Gradio is asked for that is not there: a problem, like everywhere else."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from .problems import problem


def refuse_with_problems(app: FastAPI) -> None:
    """Have an application, and the Gradio app that was mounted last, refuse as the REST door does."""
    app.add_exception_handler(HTTPException, _refuse)
    mounted = app.routes[-1]
    if not isinstance(mounted, Mount) or not isinstance(mounted.app, FastAPI):
        raise ValueError(f"a Gradio app must have been mounted last, found {mounted!r}")
    mounted.app.add_exception_handler(HTTPException, _refuse)
    mounted.app.add_exception_handler(KeyError, _refuse_unknown_part)


async def _refuse(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    detail = "There is nothing here." if status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN) else str(error.detail)
    return problem(status, detail, headers=dict(error.headers or {}))


async def _refuse_unknown_part(_: Request, error: Exception) -> Response:
    """Gradio looks up the part of the page that a request names, by its number, and lets the error out."""
    if not isinstance(error.args[0] if error.args else None, int):
        raise error
    return problem(HTTPStatus.NOT_FOUND, "The page has no such part. Load it again.")

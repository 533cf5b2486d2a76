"""Problem details (RFC 9457): what a program gets instead of a reply."""

from http import HTTPStatus

from fastapi.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


def problem(
    status: HTTPStatus,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A response that says what went wrong and what to do.

    :param errors: For bad input, one `{"pointer", "detail"}` for each place that is wrong, as RFC 9457 shows it.
    """
    body: dict[str, object] = {"title": status.phrase, "status": status.value, "detail": detail}
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status.value, headers, media_type=MEDIA_TYPE)

"""The article page: a document as readable HTML, an anchor for each paragraph, what the chat quoted marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from ..chatbot import Chatbot
from ..notices import DEFAULT_LANGUAGE, Texts
from ..types import Passage, QuotedCaution
from .marking import Piece, Span, cut_pieces, doubtful_spans
from .problems import problem
from .rendering import DOCUMENT_LANGUAGE, TEMPLATES, contact_links, web_address

Cautions = Callable[[Passage], Sequence[QuotedCaution]]


@dataclass(frozen=True, slots=True)
class _Block:
    """A passage on the article page."""

    passage: Passage
    pieces: list[Piece]
    quoted: bool
    cautions: Sequence[QuotedCaution]


class Library:
    """Finds the passages of a document. The first look goes through the whole index, later ones do not."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self._passages):
            rows.setdefault(passage.document, []).append(row)
        return rows

    def passages_of(self, document: str) -> list[Passage]:
        """The passages of a document in its order; none if there is no such document."""
        return [self._passages[row] for row in self._rows.get(document, [])]


def create_articles(chatbot: Chatbot, words: dict[str, Texts], cautions: Cautions = lambda _: ()) -> FastAPI:
    """The application to be mounted at `/article`.

    :param words: The words of the interface by language.
    :param cautions: The cautions of a passage.
    """
    library = Library(chatbot.index.passages)
    articles = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @articles.get("/{document:path}")
    def show(document: str, request: Request) -> Response:
        language = request.query_params.get("lang", DEFAULT_LANGUAGE)
        language = language if language in words else DEFAULT_LANGUAGE
        passages = library.passages_of(document)
        if not passages:
            return problem(HTTPStatus.NOT_FOUND, words[language]["no_article"])
        quoted = _quoted_span(request.query_params.get("from", ""), request.query_params.get("to", ""))
        contact = contact_links(words[language], chatbot.settings)
        return HTMLResponse(render_article(passages, words[language], quoted, cautions, contact, language))

    return articles


def render_article(
    passages: Sequence[Passage],
    words: Texts,
    quoted: Span,
    cautions: Cautions,
    contact: Sequence[tuple[str, str]],
    language: str,
) -> str:
    """The page of a document.

    :param quoted: The span of the document that is marked; an empty one marks nothing.
    """
    return TEMPLATES.get_template("article.html").render(
        article=passages[0],
        blocks=[_block(passage, quoted, cautions(passage)) for passage in passages],
        words=words,
        contact=contact,
        language=language,
        document_language=DOCUMENT_LANGUAGE,
        web_address=web_address,
    )


def _block(passage: Passage, quoted: Span, cautions: Sequence[QuotedCaution]) -> _Block:
    start, end = max(quoted[0], passage.start), min(quoted[1], passage.end)
    answering = [(start - passage.start, end - passage.start)] if start < end else []
    pieces = cut_pieces(passage.text, answering, doubtful_spans(passage.text, cautions))
    return _Block(passage, pieces, bool(answering), cautions)


def _quoted_span(start: str, end: str) -> Span:
    if start.isdecimal() and end.isdecimal() and len(start) < 12 and len(end) < 12:
        return int(start), int(end)
    return 0, 0

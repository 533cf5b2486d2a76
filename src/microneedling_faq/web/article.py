"""The article page: a document as readable HTML, an anchor for each paragraph, what the chat quoted marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from ..chatbot import Chatbot
from ..notices import DEFAULT_LANGUAGE, Texts
from ..types import Passage, QuotedCaution
from .marking import Piece, Span, cut_pieces, doubtful_spans
from .problems import problem
from .rendering import DOCUMENT_LANGUAGE, TEMPLATES, contact_links

CautionsOf = Callable[[Passage], Sequence[QuotedCaution]]  # what must stand beside a passage


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a document, in the reader's language."""

    language: str
    words: Texts  # of the interface
    recommendation: str
    contact: Sequence[tuple[str, str]]  # text and address of each way to the clinic
    home: str  # the chat page, relative to this one


@dataclass(frozen=True, slots=True)
class _Block:
    """A passage on the page."""

    pieces: list[Piece]
    anchors: list[int]  # its paragraphs that begin here; a long one may have begun in the passage before
    quoted: bool
    cautions: Sequence[QuotedCaution]


class Library:
    """Finds the passages of a document. The first search goes through the whole index, later ones do not."""

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


def create_articles(chatbot: Chatbot, words: dict[str, Texts]) -> FastAPI:
    """The application to be mounted at `/article`.

    :param words: The words of the interface by language.
    """
    library = Library(chatbot.index.passages)
    articles = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @articles.get("/{document:path}")
    def show(document: str, request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        language = asked if asked in words else DEFAULT_LANGUAGE
        passages = library.passages_of(document)
        if not passages:
            return problem(HTTPStatus.NOT_FOUND, words[language]["no_article"])
        frame = Frame(
            language,
            words[language],
            chatbot.notices.text("general.recommendation", language),
            contact_links(words[language], chatbot.settings),
            "../" * (request.scope["raw_path"].count(b"/") - 1),  # an id may hold slashes, escaped or not
        )
        quoted = _span(request.query_params.get("from", ""), request.query_params.get("to", ""))
        return HTMLResponse(render_article(passages, frame, quoted, partial(chatbot.cautions_of, language=language)))

    return articles


def render_article(passages: Sequence[Passage], frame: Frame, quoted: Span, cautions_of: CautionsOf) -> str:
    """The page of a document.

    :param passages: All of the document, in its order.
    :param quoted: The span of the document to be marked; an empty one marks nothing.
    """
    blocks, begun = [], 0
    for passage in passages:
        anchors = [number for number in passage.paragraphs if number > begun]
        begun = max(begun, *passage.paragraphs)
        blocks.append(_block(passage, anchors, quoted, cautions_of(passage)))
    return TEMPLATES.get_template("article.html").render(
        article=passages[0], blocks=blocks, frame=frame, words=frame.words, document_language=DOCUMENT_LANGUAGE
    )


def _block(passage: Passage, anchors: list[int], quoted: Span, cautions: Sequence[QuotedCaution]) -> _Block:
    start, end = max(quoted[0], passage.start), min(quoted[1], passage.end)
    answering = [(start - passage.start, end - passage.start)] if start < end else []
    pieces = cut_pieces(passage.text, answering, doubtful_spans(passage.text, cautions))
    return _Block(pieces, anchors, bool(answering), cautions)


def _span(start: str, end: str) -> Span:
    """A span from an address, where anything may stand."""
    if all(number.isascii() and number.isdecimal() and len(number) < 12 for number in (start, end)):
        return int(start), int(end)
    return 0, 0

"""The article page: a document as readable HTML, an anchor for each paragraph, what the chat quoted marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPMethod, HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from ...replying.chatbot import Chatbot
from ...safety.cautions import claim_spans
from ...texts import Texts
from ...types import Passage, QuotedCaution
from ..operating.problems import problem
from .contact import contact_links
from .library import Heading, Library, Section
from .markdown import Span, paragraph_starts
from .marking import SetPart, set_part
from .rendering import TEMPLATES

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
class _AnchoredPart:
    """A paragraph, list or table, ready for the template."""

    part: SetPart
    anchors: list[int]  # of the paragraphs that begin here; a long one may have begun in the passage before


@dataclass(frozen=True, slots=True)
class _Block:
    """A passage on the page."""

    headings: list[Heading]
    parts: list[_AnchoredPart]
    quoted: bool
    cautions: Sequence[QuotedCaution]


def create_articles(chatbot: Chatbot, words: dict[str, Texts]) -> FastAPI:
    """The application to be mounted at `/article`.

    :param words: The words of the interface by language.
    """
    library = Library(chatbot.index.passages, chatbot.corpus)
    articles = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @articles.api_route("/{document:path}", methods=[HTTPMethod.GET, HTTPMethod.HEAD])
    def show(document: str, request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        language = asked if asked in words else next(iter(words))
        sections = library.sections_of(document)
        if not sections:
            return problem(HTTPStatus.NOT_FOUND, words[language]["no_article"])
        frame = Frame(
            language,
            words[language],
            chatbot.notices.text("general.recommendation", language),
            contact_links(words[language], chatbot.settings),
            # From this address; an id may hold slashes, escaped or not, and a path may stand before "/article".
            "../" * (request.scope["raw_path"].count(b"/") - request.scope["root_path"].count("/")),
        )
        quoted = _span(request.query_params.get("from", ""), request.query_params.get("to", ""))
        return HTMLResponse(render_article(sections, frame, quoted, partial(chatbot.cautions_of, language=language)))

    return articles


def render_article(sections: Sequence[Section], frame: Frame, quoted: Span, cautions_of: CautionsOf) -> str:
    """The page of a document.

    :param sections: All of the document, in its order.
    :param quoted: The span of the document to be marked; an empty one marks nothing.
    """
    blocks, begun = [], 0
    for section in sections:
        blocks.append(_block(section, begun, quoted, cautions_of(section.passage)))
        begun = max(begun, *section.passage.paragraphs)
    return TEMPLATES.get_template("article.html").render(
        article=sections[0].passage, blocks=blocks, frame=frame, words=frame.words
    )


def _block(section: Section, begun: int, quoted: Span, cautions: Sequence[QuotedCaution]) -> _Block:
    passage, text = section.passage, section.passage.text
    start, end = max(quoted[0], passage.start), min(quoted[1], passage.end)
    answering = [(start - passage.start, end - passage.start)] if start < end else []
    doubtful = claim_spans(text, cautions)
    starts, parts = _paragraph_starts(passage, begun), []
    for part in section.parts:
        anchors = [number for number, start in starts.items() if start < part.end]
        starts = {number: start for number, start in starts.items() if start >= part.end}
        parts.append(_AnchoredPart(set_part(text, part, answering, doubtful), anchors))
    return _Block(section.headings, parts, bool(answering), cautions)


def _paragraph_starts(passage: Passage, begun: int) -> dict[int, int]:
    """Where in a passage each of its paragraphs starts, those left out that an earlier passage began."""
    starts = paragraph_starts(passage.text)
    if len(starts) != len(passage.paragraphs):  # a long one was split, or blank lines stand within a record
        starts = [0] * len(passage.paragraphs)
    return {number: start for number, start in zip(passage.paragraphs, starts, strict=True) if number > begun}


def _span(start: str, end: str) -> Span:
    """A span from an address, where anything may stand."""
    if all(number.isascii() and number.isdecimal() and len(number) < 12 for number in (start, end)):
        return int(start), int(end)
    return 0, 0

"""The records that flow through the program: frozen, without logic, importing nothing of ours."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Embeddings: TypeAlias = npt.NDArray[np.float32]
"""(n, dimensions) float32, rows L2-normalised, so that an inner product is a cosine."""

Scores: TypeAlias = npt.NDArray[np.float32]
"""(n_entries,) float32, how well each entry matches a query."""

ReplyKind: TypeAlias = Literal["answer", "not_covered", "refer", "urgent", "small_talk", "invalid"]
Tier: TypeAlias = Literal["now", "today", "before_you_book"]
"""How soon a signpost sends to care."""
TargetKind: TypeAlias = Literal["passage", "topic", "small_talk", "off_topic", "signpost"]


@dataclass(frozen=True, slots=True)
class Document:
    """One source text of the corpus."""

    id: str
    title: str
    text: str  # the whole file, front matter included, or the "text" of a JSONL record: offsets count from its start
    body_start: int  # where the title, byline or front matter ends; 0 in a JSONL record
    author: str | None = None
    source: str | None = None  # a web address or a note of where the text comes from
    reviewed: str | None = None  # ISO date of the last review by a person
    record: bool = False  # a JSONL record has no paragraphs, and is found by title and text together
    questions: tuple[tuple[int, str], ...] = ()  # where an answer begins, and a question besides those in title and headings
    plain: bool = False  # no Markdown: nothing in it is a heading, a list or a table
    converted_from: str | None = None  # the file that its text was converted from, as a relative POSIX path
    converter: str | None = None  # what converted it, with its version
    language: str = "en"
    own: bool = False  # whether it is the clinic's own text, shown before others that answer alike
    expert: str | None = None  # whom to ask, as notices call them ("a dentist"); `None` if it does not say
    subject: str | None = None  # what it is about, likewise ("dental care")


@dataclass(frozen=True, slots=True)
class Passage:
    """The span of a document that is shown: `document.text[start:end] == text`."""

    document: str
    title: str
    author: str | None
    reviewed: str | None
    paragraphs: tuple[int, ...]  # 1 is the first body paragraph
    start: int  # characters from the start of the document
    end: int
    text: str
    sha256: str  # of the text in UTF-8
    headings: tuple[str, ...] = ()  # that it stands under, the highest first; the document's title is none
    language: str = "en"
    own: bool = False  # as its document

    @property
    def id(self) -> str:
        """Document and span, the same as long as the document does not move."""
        return f"{self.document}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Target:
    """What an entry points to: a passage (by its row as text) or a topic, small talk … (by its id)."""

    kind: TargetKind
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is embedded and found; small entries find, whole passages are shown."""

    text: str
    target: Target
    kind: Literal["passage", "sentence", "heading", "wording"]
    start: int | None = None  # the span of the document that answers, for passages and their sentences and wordings
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query."""

    passage: Passage
    score: float  # 0 to 1, higher is better
    rank: int  # 1 is the best
    cosine: float  # best cosine of an entry of the passage, -1 to 1
    bm25: float  # best BM25 of an entry of the passage, 0 or more; where entries vote, that of the entry below
    entry: Entry  # the entry that found it


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a caution takes its fact from."""

    name: str
    url: str = ""  # the publisher's own page; empty where there is none to show, and then only the name is shown


@dataclass(frozen=True, slots=True)
class QuotedCaution:
    """A correction that stands beside a quoted over-claim."""

    quote: str  # word for word in the passage
    note: str
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as a reply shows it; the fields are the JSON contract of README, "Reply"."""

    document: str
    title: str
    paragraphs: tuple[int, ...]
    start: int
    end: int
    text: str
    highlights: tuple[tuple[int, int], ...]  # spans of `text` that answer, counted from its start
    score: float
    sha256: str
    cautions: tuple[QuotedCaution, ...] = ()
    author: str | None = None
    reviewed: str | None = None
    headings: tuple[str, ...] = ()  # that it stands under, the highest first
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the chatbot returns; the fields are the JSON contract of README, "Reply"."""

    query: str
    kind: ReplyKind
    recommendation: str
    understood_as: str | None = None
    language: str = "en"
    notice: str | None = None
    passages: tuple[Quotation, ...] = ()
    unsupported: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    signpost: str | None = None  # the id of the signpost that the notice belongs to
    tier: Tier | None = None  # of that signpost
    content_version: str = ""  # tells the texts and passages of one day from those of another
    content_reviewed: str | None = None  # ISO day by which all texts about health were signed; `None` if not all are


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The passages nearest to a query, whether or not they answer it, with what a reply to the same words would say."""

    query: str
    kind: ReplyKind  # of the reply: "not_covered" tells that these passages do not answer
    recommendation: str
    passages: tuple[Quotation, ...] = ()  # best first; none beside a danger, nor in a language that is not known
    notice: str | None = None
    language: str = "en"
    signpost: str | None = None
    tier: Tier | None = None
    content_version: str = ""
    content_reviewed: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions for somebody who is typing."""

    language: str  # of the questions
    questions: tuple[str, ...] = ()  # nearest in meaning first

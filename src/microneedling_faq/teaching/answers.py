"""The clinic's own answers: a question as heading and a text below it in `clinic.md`, quoted like any other document.

An answer may stand in for a topic: all that people ask about the topic then finds the answer. That is a group of the file of
taught wordings, `[[answers]]` with the field `topic`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..corpus.questions import is_question
from ..corpus.structure import Block, blocks_of, sections_of
from ..corpus.tables import read_tables
from ..errors import TeachingError
from ..types import Document
from .atomic_files import Edits
from .claims import claim_lines
from .operations import Hand, one_line, read_staff_file
from .toml_groups import append_group, parse, remove_group
from .wordings import HEAD, TAUGHT

DOCUMENT, FILE = "clinic", "clinic.md"
_TITLE = "# Answers of the clinic\n"
_LEVEL = 2  # of the questions


@dataclass(frozen=True, slots=True)
class WriteAnswer:
    """The answer to a question."""

    question: str
    text: str | None  # Markdown without headings; `None` takes the answer away
    topic: str | None = None  # that it stands in for

    def __post_init__(self) -> None:
        """Without the white space that a form leaves around a text."""
        object.__setattr__(self, "question", " ".join(self.question.split()))
        object.__setattr__(self, "text", self.text.strip().replace("\r\n", "\n") if self.text is not None else None)

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        covers = f", for all that is asked about {self.topic}" if self.topic else ""
        return f"{'answer' if self.text else 'take away the answer to'} “{self.question}”{covers}"

    def now(self, corpus: Path) -> "WriteAnswer":
        """The answer that stands there now."""
        found = next((answer for answer in read_answers(corpus) if answer.question == self.question), None)
        return found or replace(self, text=None, topic=None)

    def edits(self, corpus: Path, hand: Hand) -> Edits:
        """The clinic's document and the file of taught wordings after the change.

        :raises TeachingError: If the question is none, the answer is not one text below it, or there is no such topic.
        """
        before = self.now(corpus).text
        document = self._written(read_staff_file(corpus, FILE))
        taught = self._taught(corpus, before, hand)
        has_answers = any(block.kind != "heading" for block in blocks_of(document))
        return {FILE: document.encode() if has_answers else None, **taught}

    def concerns(self, corpus: Path) -> list[str]:
        """Absolute wording in the answer."""
        text = f"{self.question}\n\n{self.text}"
        document = Document("answer", f"“{self.question}”", text, len(self.question) + 2)
        return claim_lines(corpus, document) if self.text else []

    def _written(self, document: str) -> str:
        """The document with the answer in its place, or without it."""
        section = "" if self.text is None else f"{'#' * _LEVEL} {self._question()}\n\n{self._text()}"
        for heading, text in _answers_in(document):
            if heading.title == self.question:
                below = document[text.stop :]
                return document[: heading.start] + (section + below if section else below.lstrip("\n"))
        above = document.rstrip("\n") + "\n" if document else _TITLE
        return f"{above}\n{section}\n" if section else document

    def _question(self) -> str:
        question = one_line(self.question, "question", most=200)
        heading = next(iter(blocks_of(f"{'#' * _LEVEL} {question}\n")), None)
        if question != self.question or heading is None or heading.title != question:
            raise TeachingError("write the question on one line and without the signs of Markdown (* _ ` < [ #)")
        if not is_question(question):
            raise TeachingError("write the question as people ask it, with a question mark at its end and in at most 25 words")
        return question

    def _text(self) -> str:
        text = (self.text or "").strip()
        blocks = blocks_of(text)
        if not any(block.kind != "heading" for block in blocks):
            raise TeachingError("the answer is empty. Write a sentence or more")
        if any(block.kind == "heading" for block in blocks):
            raise TeachingError(
                "the answer holds a heading or a question of its own. Write each question as an answer of its own"
            )
        return text

    def _taught(self, corpus: Path, before: str | None, hand: Hand) -> dict[str, bytes]:
        """The file of taught wordings, where what pointed to the old text points to the new one."""
        text = old = read_staff_file(corpus, TAUGHT)
        groups = [group for group in parse(text).get("answers", []) if _quotes(group, before)]
        if self.text is None and any("topic" not in group for group in groups):
            raise TeachingError(
                "wordings are taught to this answer. Take them away first, or write another answer in its place"
            )
        for group in groups:
            text = remove_group(text, "answers", lambda each, wanted=group: each == wanted)  # type: ignore[misc]
        kept = [group for group in groups if "topic" not in group]
        for group in kept:
            text = append_group(text, "answers", _flat(group | {"quote": self._text()}))
        if self.text is not None and self.topic:
            self._check_topic(corpus)
            fields = {"document": DOCUMENT, "quote": self._text(), "topic": self.topic}
            text = append_group(text or HEAD, "answers", fields | {"taught": {"by": hand.name, "on": hand.day}})
        return {} if text == old else {TAUGHT: text.encode()}

    def _check_topic(self, corpus: Path) -> None:
        known = sorted(str(group.fields.get("id")) for group in read_tables(corpus).get("topics", ()))
        if self.topic not in known:
            raise TeachingError(f"there is no topic {self.topic!r}. There are: {', '.join(known) or 'none'}")


def read_answers(corpus: Path) -> list[WriteAnswer]:
    """The clinic's own answers, in the order of the document."""
    document = read_staff_file(corpus, FILE)
    groups = parse(read_staff_file(corpus, TAUGHT)).get("answers", [])
    topics = {group.get("quote"): group["topic"] for group in groups if group.get("document") == DOCUMENT and "topic" in group}
    texts = [(heading.title, document[text]) for heading, text in _answers_in(document)]
    return [WriteAnswer(question, text, topics.get(text)) for question, text in texts]


def _answers_in(document: str) -> Iterator[tuple[Block, slice]]:
    """Each question's heading, and where the text below it stands; comments around it are no part of it."""
    for section in sections_of(blocks_of(document)):
        heading = section.headings[-1] if section.headings else None
        if heading and heading.level == _LEVEL:
            yield heading, slice(section.blocks[0].start, section.blocks[-1].end)


def _quotes(group: dict[str, Any], text: str | None) -> bool:
    return text is not None and group.get("document") == DOCUMENT and group.get("quote") == text


def _flat(group: dict[str, Any]) -> dict[str, Any]:
    """A group's fields with wordings in the form in which they are written by hand."""
    languages = {f"wordings.{language}": texts for language, texts in group.get("wordings", {}).items()}
    return (
        {key: value for key, value in group.items() if key not in ("wordings", "taught")}
        | languages
        | {key: group[key] for key in ("taught",) if key in group}
    )

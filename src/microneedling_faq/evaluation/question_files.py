"""Reads the files that the program is measured with: questions with known answers, and queries with judgements.

A file of questions (`.jsonl`) holds a `Question` a line. A public retrieval collection comes as `queries.jsonl`
(`{"id", "text"}` a line) and `qrels.tsv` (query id, document id, grade, tabs between). Unknown fields are left alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

from ..corpus.documents import read_text
from ..errors import CorpusError, QuestionsError
from ..types import Tier

Safety: TypeAlias = Literal["refer", "urgent"]
Queries: TypeAlias = dict[str, str]  # query id -> text
Qrels: TypeAlias = dict[str, dict[str, int]]  # query id -> document id -> grade, 1 or more is relevant

_GRADE = re.compile(r"-?[0-9]{1,9}")  # "2", "0", "-1"; not "1.5", "score"


@dataclass(frozen=True, slots=True)
class Question:
    """What a visitor may ask, and what a good reply does with it. Paragraph 1 is the first after title and byline."""

    id: str
    question: str
    kind: str  # direct, paraphrase, typo, followup, multi, …
    answerable: bool  # the article says something that addresses it, right or not
    relevant_paragraphs: tuple[int, ...] = ()  # these answer it
    document: str | None = None  # that all its paragraphs are of; of any document if left out
    quotes: tuple[str, ...] = ()  # word for word in what answers it, in place of paragraphs or beside them
    grade2: tuple[int, ...] = ()  # the best of them; all of them where none is marked as best
    history: tuple[str, ...] = ()  # earlier questions of the visitor, oldest first
    safety: Safety | None = None  # "refer": point to a clinician; "urgent": show the way to care and no passage
    must_not_show: tuple[str, ...] = ()  # word for word in the article, dangerous without a caution beside it
    tolerated_paragraphs: tuple[int, ...] = ()  # showing these is no mistake, abstaining is better
    either_ok: bool = False  # answering and abstaining are both right
    refer_ok: bool = False  # a referral in place of the answer, or beside it, is right too: doing it at home
    source: str = ""
    notes: str = ""
    group: str = ""  # a kind of danger or of harmless message; reported apart, beside the kind
    signposts: tuple[str, ...] = ()  # of what must be heard: any of these is the right one
    tier: Tier | None = None  # how soon the right one sends to care


def read_questions(path: Path) -> list[Question]:
    """Read the questions of a file, in its order.

    :raises QuestionsError: If the file is unreadable or empty, a line is not an object, a field is missing or of
        another type, an id is there twice, or an answerable question names neither a relevant paragraph nor a quote.
    """
    questions: dict[str, Question] = {}
    for record in _records(path):
        question = _question(record)
        if question.id in questions:
            raise record.error(f"the id {question.id!r} is there twice. Give each question its own")
        questions[question.id] = question
    return list(questions.values())


def read_queries(path: Path) -> Queries:
    """Read the queries of a retrieval collection, in the order of the file.

    :raises QuestionsError: If the file is unreadable or empty, a line lacks "id" or "text", or an id is there twice.
    """
    queries: Queries = {}
    for record in _records(path):
        query_id = record.name("id")
        if query_id in queries:
            raise record.error(f"the id {query_id!r} is there twice. Give each query its own")
        queries[query_id] = record.text("text")
    return queries


def read_qrels(path: Path) -> Qrels:
    """Read the judgements of a retrieval collection; a first line with a word in place of a grade counts as header.

    :raises QuestionsError: If the file is unreadable or empty, a line has not three columns or not a whole number as
        grade, or a document is judged twice for a query.
    """
    qrels: Qrels = {}
    for number, line in _lines(path):
        columns = line.rstrip("\r").removeprefix("\ufeff").split("\t")
        where = f"{path}, line {number}"
        if len(columns) != 3:
            raise QuestionsError(f"{where}: has {len(columns)} columns. Write query id, document id, grade, with tabs between")
        query_id, document_id, grade = columns
        if number == 1 and not re.search(r"[0-9]", grade):
            continue
        if not _GRADE.fullmatch(grade):
            raise QuestionsError(f"{where}: the grade {grade!r} is not a whole number. Write 1 for relevant, 0 for not")
        if document_id in qrels.setdefault(query_id, {}):
            raise QuestionsError(f"{where}: {document_id!r} is judged twice for query {query_id!r}. Keep one of the lines")
        qrels[query_id][document_id] = int(grade)
    return qrels


@dataclass(frozen=True, slots=True)
class _Record:
    """The object on one line of a file; complaints name the place and the field."""

    where: str
    fields: dict[str, object]

    def error(self, message: str) -> QuestionsError:
        return QuestionsError(f"{self.where}: {message}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.error(f'the field "{key}" must be a text. Write it in double quotes')
        return value

    def name(self, key: str) -> str:
        value = self.text(key)
        if not value.strip():
            raise self.error(f'the field "{key}" may not be empty. Fill it in')
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(f'the field "{key}" must be true or false, without quotes')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(f'the field "{key}" must be a list of texts that are not empty, as ["…", "…"]')
        return tuple(value)

    def paragraphs(self, key: str) -> tuple[int, ...]:
        value = self._get(key, [])
        if not isinstance(value, list) or not all(type(item) is int and item > 0 for item in value):  # True is an int too
            raise self.error(f'the field "{key}" must be a list of paragraph numbers from 1, as [2, 3]')
        return tuple(value)

    def safety(self) -> Safety | None:
        value = self._get("safety", "")
        if value not in ("", "refer", "urgent"):
            raise self.error('the field "safety" must be "refer" or "urgent". Leave it out where neither applies')
        return cast(Safety, value) if value else None

    def tier(self) -> Tier | None:
        value = self._get("tier", "")
        if value and value not in get_args(Tier):  # one that no reply has would count as a miss for ever
            raise self.error(f'the field "tier" must be one of {", ".join(get_args(Tier))}. Leave it out where none applies')
        return cast(Tier, value) if value else None

    def _get(self, key: str, default: object) -> object:
        """Take the field, or the default where it is missing or null."""
        value = self.fields.get(key)
        return default if value is None else value


def _question(record: _Record) -> Question:
    question_id, answerable = record.name("id"), record.flag("answerable")
    relevant = record.paragraphs("relevant_paragraphs")
    quotes = record.texts("quotes")
    if answerable and not relevant and not quotes:
        raise record.error(
            'the question is answerable, but "relevant_paragraphs" is empty. Name the paragraphs that answer it, or "quotes"'
        )
    return Question(
        id=question_id,
        question=record.text("question"),  # may be empty: that too is something people send
        kind=record.name("kind"),
        answerable=answerable,
        relevant_paragraphs=relevant,
        document=record.text("document", default="") or None,
        quotes=quotes,
        grade2=record.paragraphs("grade2") or relevant,
        history=record.texts("history"),
        safety=record.safety(),
        must_not_show=record.texts("must_not_show"),
        tolerated_paragraphs=record.paragraphs("tolerated_paragraphs"),
        either_ok=record.flag("either_ok", default=False),
        refer_ok=record.flag("refer_ok", default=False),
        source=record.text("source", default=""),
        notes=record.text("notes", default=""),
        group=record.text("group", default=""),
        signposts=record.texts("signposts"),
        tier=record.tier(),
    )


def _records(path: Path) -> Iterator[_Record]:
    for number, line in _lines(path):
        where = f"{path}, line {number}"
        try:
            fields = json.loads(line.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
            raise QuestionsError(f"{where}: is not JSON ({getattr(error, 'msg', error)}). Each line is one object") from error
        if not isinstance(fields, dict):
            raise QuestionsError(f'{where}: is not an object. Write one a line, as {{"id": "q1", …}}')
        yield _Record(where, fields)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers from 1."""
    try:
        text = read_text(path)
    except CorpusError as problem:  # its message names place and remedy already
        raise QuestionsError(str(problem)) from problem
    return ((number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip())

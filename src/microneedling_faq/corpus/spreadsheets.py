"""Rows of a spreadsheet -> Markdown: a question as a heading over its answer, or a table where there are no questions; pure.

The first row names the columns, in any case. `question` and `answer` are needed for questions; each further column that names a
question, a phrasing or a wording holds another way to ask; `category` (or `section`, `topic`) stands above. Several lines in a
cell of questions are several questions, and rows with one answer are one section.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Row = Sequence[str]
Questions = list[tuple[int, str]]  # where the section of a question begins, and another way to ask it

_QUESTION = re.compile(r"questions?|q", re.IGNORECASE)
_ANSWER = re.compile(r"answers?|a|response|reply", re.IGNORECASE)
_PHRASING = re.compile(r"question|phras|wording|variant|alternative|also", re.IGNORECASE)
_CATEGORY = re.compile(r"category|section|topic|group", re.IGNORECASE)
_READ_AS_MARKDOWN = re.compile(r"^(?=[ \t]*(?:#{1,6}[ \t]|=+[ \t]*$|-{2,}[ \t]*$))", re.MULTILINE)  # in a cell it is none


class MissingAnswerError(ValueError):
    """A row has a question and no answer; its number counts from 1 for the row of names."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


@dataclass(slots=True)
class _Section:
    category: str
    questions: list[str]
    answer: str


@dataclass(slots=True)
class Sheet:
    """A sheet as Markdown."""

    text: str
    questions: Questions = field(default_factory=list)


def sheet_to_markdown(rows: Iterable[Row]) -> Sheet:
    """The Markdown of a sheet.

    :raises MissingAnswerError: If a row asks without an answer.
    """
    filled = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    if not filled:
        return Sheet("")
    names = filled[0][1]
    asked, answered = _column(_QUESTION, names), _column(_ANSWER, names)
    if asked is None or answered is None:
        return Sheet(_table([row for _, row in filled]))
    phrasings = [at for at, name in enumerate(names) if at not in (asked, answered) and _PHRASING.search(name)]
    sections = _sections(filled[1:], [asked, *phrasings], answered, _column(_CATEGORY, names))
    return _write(sections)


def _column(wanted: re.Pattern[str], names: Row) -> int | None:
    return next((at for at, name in enumerate(names) if wanted.fullmatch(name)), None)


def _sections(rows: Sequence[tuple[int, Row]], asking: Sequence[int], answered: int, category: int | None) -> list[_Section]:
    by_answer: dict[str, _Section] = {}
    for number, row in rows:
        cells = [*row, *[""] * (max(*asking, answered, category or 0) + 1 - len(row))]
        questions = [line.strip() for at in asking for line in cells[at].splitlines() if line.strip()]
        answer = cells[answered]
        if not answer and questions:
            raise MissingAnswerError(number)
        section = by_answer.setdefault(answer, _Section(cells[category] if category is not None else "", [], answer))
        section.questions += [question for question in questions if question not in section.questions]
    return [section for section in by_answer.values() if section.answer]


def _write(sections: Sequence[_Section]) -> Sheet:
    sheet, above = Sheet(""), ""
    for section in sections:
        if section.category and section.category != above:
            sheet.text += f"# {_line(section.category)}\n\n"
        above = section.category or above
        start = len(sheet.text)
        if section.questions:
            sheet.text += f"## {_line(section.questions[0])}\n\n"
        sheet.text += _READ_AS_MARKDOWN.sub(r"\\", section.answer) + "\n\n"
        sheet.questions += [(start, question) for question in section.questions[1:]]
    return sheet


def _table(rows: Sequence[Row]) -> str:
    return "".join(f"{line}\n" for line in _table_lines(rows))


def _table_lines(rows: Sequence[Row]) -> Iterator[str]:
    width = max(map(len, rows))
    for number, row in enumerate(rows):
        cells = [_line(cell).replace("|", "\\|") for cell in [*row, *[""] * (width - len(row))]]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield "|" + " --- |" * width


def _line(cell: str) -> str:
    return " ".join(cell.split())

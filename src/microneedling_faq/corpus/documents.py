"""Reads the documents of a corpus folder; nothing else reads them.

`.md` and `.txt` hold one document each, with optional YAML front matter (module `front_matter`) or, without it, a title line
and a "By …" line. `.jsonl` holds a text a line: `{"id", "title", "text"}`, with `question`, one or several, and `answer` in
place of title and text if that is what it is. Spreadsheets, web pages, Word and PDF are converted (module `conversion`).
`.toml` holds what staff wrote about the documents (module `annotations`), in a folder `staff`, where no document is looked
for, or beside them. Suffixes may be in capitals (`.MD`). Other files are left alone.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import CorpusError
from ..types import Document
from .document_language import language_of
from .formats import READ, RECORDS_SUFFIX, STAFF_SUFFIX, SUFFIXES, TEXT_SUFFIXES
from .front_matter import read_fields
from .structure import blocks_of

if TYPE_CHECKING:
    from .conversion import Converted
    from .conversion_process import ConversionProcess

MAX_LINE_CHARACTERS = 1_000_000
STAFF_FOLDER = "staff"

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?<=\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)
_TITLE_LINE = re.compile(  # a short line without a full stop, and a blank one below
    r"\ufeff?\s*(?!#{1,6} )(\S[^\n]{0,119}[^\s.!?:;,])[ \t]*\r?\n\s*\n"
)
_FIRST_LINES = re.compile(r"\s*\S[^\n]*(?:\n[ \t]*[^\s][^\n]*)*")  # up to the first blank line below a text
_BLANK = re.compile(r"[ \t]*(?:\r?\n)?(?:[ \t]*\r?\n)*")
_BYLINE = re.compile(r"[Bb]y ([^\n]{1,59}?[^\s.!?:;,])[ \t]*\r?\n\s*\n")  # "By Dr. Betty Brown"
_HALF_CHARACTER = re.compile("[\\ud800-\\udfff]")  # JSON can spell one, UTF-8 cannot


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, and what could not be read."""

    documents: tuple[Document, ...]
    problems: tuple[CorpusError, ...]  # one for each file that was left out
    files: dict[str, str]  # every corpus file, relative POSIX path -> sha256, unreadable ones too


def corpus_files(corpus: Path) -> list[Path]:
    """The files that make up a corpus: all below a folder, or the one file that was named, whatever it is.

    :raises CorpusError: If there is no such folder or file, or nothing in it that can be read.
    """
    if corpus.is_file():
        return [corpus]
    if not corpus.is_dir():
        raise CorpusError(corpus, "there is no such corpus folder. Name one with --corpus DIR")
    paths = sorted(path for path in corpus.rglob("*") if _belongs(path, corpus) and path.is_file())
    if not paths:
        raise CorpusError(corpus, f"the folder holds no file that can be quoted ({READ}). Put the texts there")
    return paths


def _belongs(path: Path, corpus: Path) -> bool:
    by_staff = path.relative_to(corpus).parts[0] == STAFF_FOLDER
    return path.suffix.lower() in ({STAFF_SUFFIX} if by_staff else SUFFIXES) and not path.name.startswith("~$")  # Word's locks


def hash_corpus(corpus: Path) -> dict[str, str]:
    """Relative POSIX path -> sha256 of every corpus file; tells whether an index is stale.

    :raises CorpusError: As `corpus_files`.
    """
    root = corpus if corpus.is_dir() else corpus.parent
    hashes = {}
    for path in corpus_files(corpus):
        name = path.relative_to(root).as_posix().encode(errors="backslashreplace").decode()
        hashes[name] = _hash_or_unreadable(path)
    return hashes


def read_corpus(corpus: Path) -> Corpus:
    """Read every document; a file that cannot be used is reported and the others stay.

    :raises CorpusError: If the folder is missing or empty, or none of its files can be used.
    """
    from .conversion_process import conversion_process  # answering converts nothing

    root = corpus if corpus.is_dir() else corpus.parent
    files = hash_corpus(corpus)
    documents: dict[str, Document] = {}
    problems: list[CorpusError] = []
    with conversion_process() as conversions:
        for path in (root / name for name in files if not name.lower().endswith(STAFF_SUFFIX)):
            try:
                documents |= _with_new_ids(path, _read_file(path, root, conversions), documents)
            except CorpusError as problem:
                problems.append(problem)
    if not documents:
        raise problems[0] if problems else CorpusError(corpus, f"there is no document ({READ}) in it")
    return Corpus(tuple(documents.values()), tuple(problems), files)


def _hash_or_unreadable(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "unreadable"  # reading it as a document says why


def read_text(path: Path) -> str:
    """The text of a file, line ends as stored.

    :raises CorpusError: If it is unreadable, not UTF-8, empty, or has a line of over a million characters.
    """
    data = _read_bytes(path)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(path, "is not UTF-8. Save the file as UTF-8 text", line) from error
    if not text.strip("\ufeff \t\r\n"):
        raise CorpusError(path, "is empty. Write the text into it or delete it", 1)
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > MAX_LINE_CHARACTERS:
            raise CorpusError(path, f"the line is longer than {MAX_LINE_CHARACTERS:,} characters. Break it up", number)
    return text


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(path, f"cannot be read ({error.strerror}). Check the file and its permissions") from error


def _read_file(path: Path, root: Path, conversions: "ConversionProcess") -> list[tuple[int, Document]]:
    """The documents of one file, each with the line on which it starts."""
    document_id = path.relative_to(root).with_suffix("").as_posix()
    suffix = path.suffix.lower()
    if suffix == RECORDS_SUFFIX:
        return list(_read_records(path, read_text(path)))
    if suffix not in TEXT_SUFFIXES:
        return [(1, _as_document(path, document_id, path.relative_to(root).as_posix(), conversions.convert(path)))]
    document = _read_document(path, document_id, read_text(path))
    if not document.text[document.body_start :].strip():
        raise CorpusError(path, "has a title but no text below it", document.text.count("\n", 0, document.body_start) + 1)
    return [(1, document)]


def _with_new_ids(path: Path, found: list[tuple[int, Document]], known: dict[str, Document]) -> dict[str, Document]:
    fresh: dict[str, Document] = {}
    for line, document in found:
        if document.id in known or document.id in fresh:
            raise CorpusError(path, f"the id {document.id!r} is there twice. Give each document its own", line)
        fresh[document.id] = document
    return fresh


def _read_document(path: Path, document_id: str, text: str) -> Document:
    plain = path.suffix.lower() == ".txt"
    if re.match(r"\ufeff?---[ \t]*\r?\n", text):
        match = _FRONT_MATTER.match(text)
        if not match:
            raise CorpusError(path, "the front matter is not closed. End it with a line of three dashes", 1)
        return replace(_with_front_matter(path, document_id, text, match), plain=plain)
    title, title_end = _first_heading(text, int(text.startswith("\ufeff"))) or _title_line(text)
    if not title:
        start = int(text.startswith("\ufeff"))
        return Document(document_id, path.stem, text, start, plain=plain, language=language_of(text))
    byline = _BYLINE.match(text, title_end)
    body_start, author = (byline.end(), byline[1]) if byline else (title_end, None)
    return Document(document_id, title, text, body_start, author, plain=plain, language=language_of(text[body_start:]))


def _as_document(path: Path, document_id: str, file: str, converted: "Converted") -> Document:
    heading, body_start = _first_heading(converted.text, 0) or (None, 0)
    if not converted.text[body_start:].strip() or any(place < body_start for place, _ in converted.questions):
        body_start = 0
    title = (heading if body_start else None) or converted.title or path.stem
    return Document(
        document_id,
        title,
        converted.text,
        body_start,
        questions=converted.questions,
        converted_from=file,
        converter=converted.converter,
        language=language_of(converted.text),
    )


def _first_heading(text: str, start: int) -> tuple[str, int] | None:
    """The heading of the first level that a text begins with, and where the text below it starts; `None` if there is none."""
    lines = _FIRST_LINES.match(text, start)
    first = next(iter(blocks_of(lines[0], 0)), None) if lines else None
    if first is None or first.level != 1 or not first.title:
        return None
    blank = _BLANK.match(text, start + first.end)
    return first.title, blank.end() if blank else start + first.end


def _title_line(text: str) -> tuple[str, int]:
    match = _TITLE_LINE.match(text)
    return (match[1], match.end()) if match else ("", 0)


def _with_front_matter(path: Path, document_id: str, text: str, block: re.Match[str]) -> Document:
    values = read_fields(path, block[1])
    title, body_start = (None if "title" in values else _first_heading(text, block.end())) or ("", block.end())
    language = values.pop("language", None) or language_of(text[body_start:])
    title = values.pop("title", title) or path.stem
    return Document(document_id, title, text, body_start, language=language, **values)


def record_ids(path: Path) -> set[str]:
    """The ids of the records in a file.

    :raises CorpusError: If it cannot be read.
    """
    return {document.id for _, document in _read_records(path, read_text(path))}


def _read_records(path: Path, text: str) -> Iterator[tuple[int, Document]]:
    language = language_of(text)  # a record alone is too short to tell
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line.removeprefix("\ufeff"))
        except (ValueError, RecursionError) as error:  # a number of thousands of digits is a bare ValueError
            raise CorpusError(path, f"is not JSON ({getattr(error, 'msg', error)}). Each line is one object", number) from error
        if not isinstance(record, dict) or not _fill_in(record):
            raise CorpusError(path, 'needs the text fields "id", "title" and "text", or "id", "question" and "answer"', number)
        if not record["id"].strip() or not record["text"].strip():
            raise CorpusError(path, 'the fields "id" and "text" may not be empty', number)
        if _HALF_CHARACTER.search(record["id"] + record["title"] + record["text"]):
            raise CorpusError(path, "holds half of a \\u pair, which is no character. Write both halves", number)
        questions = tuple((0, question) for question in record["question"])
        yield (
            number,
            Document(record["id"], record["title"], record["text"], 0, questions=questions, record=True, language=language),
        )


def _fill_in(record: dict[str, Any]) -> bool:
    """Give a record all of its fields, its questions as a list; false if one is missing or is no text."""
    asked = record.get("question", [])
    record["question"] = [asked] if isinstance(asked, str) else asked
    if not isinstance(record["question"], list) or not all(
        isinstance(each, str) and each.strip() for each in record["question"]
    ):
        return False
    record["title"] = record.get("title", *record["question"][:1])
    record["text"] = record.get("text", record.get("answer"))
    return all(isinstance(record.get(key), str) for key in ("id", "title", "text"))

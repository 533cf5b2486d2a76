"""Reads what staff wrote about the documents: the `.toml` files of a corpus. Each becomes entries that point to a target.

[[answers]]      document, quote (word for word), wordings.en, wordings.es   -> the passage that holds the quote
[[topics]]       id, wordings …      something people ask that the corpus does not cover
[[small_talk]]   id, wordings …
[[off_topic]]    id, wordings …      what has nothing to do with the corpus
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .corpus import corpus_files, read_text
from .errors import CorpusError
from .notices import Texts, is_notices, read_notices
from .types import Document, Entry, Passage, Target, TargetKind

WORDED_TABLES: dict[str, TargetKind] = {
    "answers": "passage",
    "topics": "topic",
    "small_talk": "small_talk",
    "off_topic": "off_topic",
    "signposts": "signpost",
}


@dataclass(frozen=True, slots=True)
class Annotations:
    """What an index carries besides entries, so that answering reads no TOML."""

    notices: dict[str, Texts]  # language -> key -> text


def read_annotations(corpus: Path) -> Annotations:
    """All that staff wrote about a corpus, apart from wordings.

    :raises CorpusError: If a file is wrong.
    """
    return Annotations(notices=read_notices(corpus))


def read_tables(corpus: Path) -> dict[str, list[tuple[Path, dict[str, Any]]]]:
    """All groups of all `.toml` files of a corpus, by table name, each with the file it stands in.

    :raises CorpusError: If a file is not TOML or a top-level name is unknown.
    """
    tables: dict[str, list[tuple[Path, dict[str, Any]]]] = {}
    for path in (path for path in corpus_files(corpus) if path.suffix == ".toml" and not is_notices(path)):
        try:
            content = tomllib.loads(read_text(path))
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(path, f"is not TOML: {error}") from error
        for name, groups in content.items():
            if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
                raise CorpusError(path, f"[[{name}]] must be a list of tables, with two brackets on each side")
            tables.setdefault(name, []).extend((path, group) for group in groups)
    return tables


def wording_entries(corpus: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> list[Entry]:
    """The wordings of a corpus as entries, in the order of the files.

    :raises CorpusError: If a quote is not in its document word for word, or a group lacks a field.
    """
    texts = {document.id: document.text for document in documents}
    entries = []
    for table, groups in read_tables(corpus).items():
        if table not in WORDED_TABLES:
            continue
        for path, group in groups:
            start, end, target = None, None, None
            if table == "answers":
                start, end = locate_quote(path, group, texts)
                target = Target("passage", str(_passage_row(path, group, passages, start)))
            else:
                target = Target(WORDED_TABLES[table], field(path, group, "id"))
            entries += [Entry(wording, target, "wording", start, end) for wording in _wordings(path, group)]
    return entries


def locate_quote(path: Path, group: dict[str, Any], texts: dict[str, str]) -> tuple[int, int]:
    """Start and end of a group's quote in its document.

    :raises CorpusError: If there is no such document, or the quote is not in it exactly once.
    """
    document, quote = field(path, group, "document"), field(path, group, "quote")
    if document not in texts:
        raise CorpusError(path, f"there is no document {document!r}. There are: {', '.join(sorted(texts)[:5])}")
    found = texts[document].count(quote)
    if found != 1:
        raise CorpusError(path, f"the quote {quote!r} is in {document!r} {found} times, not once, word for word")
    start = texts[document].index(quote)
    return start, start + len(quote)


def field(path: Path, group: dict[str, Any], name: str) -> str:
    """A text field that a group must have.

    :raises CorpusError: If it is missing, empty or no text.
    """
    value = group.get(name)
    if not isinstance(value, str) or not value.strip():
        shown = group.get("id") or group.get("quote") or group
        raise CorpusError(path, f"the group {str(shown)[:80]!r} needs a text field {name!r}")
    return value


def _passage_row(path: Path, group: dict[str, Any], passages: Sequence[Passage], start: int) -> int:
    for row, passage in enumerate(passages):
        if passage.document == group["document"] and passage.start <= start < passage.end:
            return row
    raise CorpusError(path, f"the quote {group['quote']!r} is in no passage (a heading or the front matter?)")


def _wordings(path: Path, group: dict[str, Any]) -> Iterator[str]:
    by_language = group.get("wordings", {})
    if not isinstance(by_language, dict):
        raise CorpusError(path, f"{group.get('id') or group.get('quote')!r}: write wordings.en = [ … ]")
    for language, wordings in by_language.items():
        if not isinstance(wordings, list) or not all(isinstance(wording, str) and wording.strip() for wording in wordings):
            raise CorpusError(path, f"{group.get('id') or group.get('quote')!r}: wordings.{language} must list texts")
        yield from wordings

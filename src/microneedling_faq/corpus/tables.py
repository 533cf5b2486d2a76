"""Reads the `.toml` files of a corpus: lists of groups, each with the file that it stands in for error messages."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from ..types import Passage
from .documents import corpus_files, read_text
from .notices import is_notices

TABLES = frozenset(
    {"answers", "topics", "small_talk", "off_topic", "signposts", "lures", "danger_words", "released", "cautions", "subject"}
    | {"overclaims", "renewed", "publishers", "reviews", "signatures"}
)


@dataclass(frozen=True, slots=True)
class Group:
    """One `[[table]]` of a file."""

    path: Path
    fields: dict[str, Any]

    def error(self, message: str) -> CorpusError:
        """An error that names file and group."""
        name = self.fields.get("id") or self.fields.get("quote") or self.fields.get("term") or self.fields
        return CorpusError(self.path, f"the group {str(name)[:80]!r}: {message}")

    def text(self, name: str) -> str:
        """A text field that must be there.

        :raises CorpusError: If it is missing, empty or no text.
        """
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"needs a text field {name!r}")
        return value

    def texts(self, name: str) -> list[str]:
        """A field that lists texts; empty if it is not there.

        :raises CorpusError: If it is something else.
        """
        return self._checked(name, self.fields.get(name, []))

    def wordings(self) -> dict[str, list[str]]:
        """Language -> wordings, among them the question that is offered to visitors: what is offered must be found.

        :raises CorpusError: If they are not written as `wordings.en = [ … ]`.
        """
        by_language = self.fields.get("wordings", {})
        if not isinstance(by_language, dict):
            raise self.error("write wordings.en = [ … ]")
        wordings = {language: self._checked(f"wordings.{language}", values) for language, values in by_language.items()}
        for language, offered in self.offered().items():
            wordings[language] = list(dict.fromkeys([offered, *wordings.get(language, ())]))
        return wordings

    def offered(self) -> dict[str, str]:
        """Language -> a question to offer to visitors; empty if the group has none.

        :raises CorpusError: If it is not written as `ask.en = "…"`.
        """
        if "ask" not in self.fields:
            return {}
        asked = self.fields["ask"]
        texts = list(asked.values()) if isinstance(asked, dict) and asked else [None]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            raise self.error('write ask.en = "…" (and ask.es = "…")')
        return dict(asked)

    def _checked(self, name: str, values: object) -> list[str]:
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(f"{name} must be a list of texts in quotes")
        return values


Tables = dict[str, list[Group]]  # table name -> its groups, in the order of the files


def read_tables(corpus: Path) -> Tables:
    """All groups of all `.toml` files of a corpus but the notices.

    :raises CorpusError: If a file is not TOML, or names an unknown table.
    """
    tables: Tables = {}
    for path in (path for path in corpus_files(corpus) if path.suffix.lower() == ".toml" and not is_notices(path)):
        try:
            content = tomllib.loads(read_text(path).removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(path, f"is not TOML: {error}") from error
        for name, groups in content.items():
            if name not in TABLES:
                raise CorpusError(path, f"there is no table {name!r}. Known: {', '.join(sorted(TABLES))}")
            if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
                raise CorpusError(path, f"write [[{name}]], with two brackets on each side")
            tables.setdefault(name, []).extend(Group(path, group) for group in groups)
    return tables


def locate_quote(group: Group, texts: Mapping[str, str], quote: str | None = None) -> tuple[int, int]:
    """Start and end of a group's quote in its document.

    :param texts: Document id -> text.
    :param quote: Another quote from the same document.
    :raises CorpusError: If there is no such document, or the quote is not in it exactly once.
    """
    document, quote = group.text("document"), quote or group.text("quote")
    if document not in texts:
        raise group.error(f"there is no document {document!r}. There are: {', '.join(sorted(texts)[:5])}")
    found = texts[document].count(quote)
    if found != 1:
        raise group.error(f"the quote is in {document!r} {found} times, not once, word for word: {quote!r}")
    start = texts[document].index(quote)
    return start, start + len(quote)


def passage_row(group: Group, passages: Sequence[Passage], start: int) -> int:
    """The row of the passage that holds a group's quote.

    :param start: Where the quote starts in its document.
    :raises CorpusError: If it is in none.
    """
    for row, passage in enumerate(passages):
        if passage.document == group.text("document") and passage.start <= start < passage.end:
            return row
    raise group.error("the quote is in no passage. Quote the body, not a heading or the front matter")

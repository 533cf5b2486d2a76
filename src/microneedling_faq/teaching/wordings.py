"""Attaches a wording to a passage or a topic: a group for each in `staff/taught.toml`, with who taught it and when."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..corpus.documents import read_corpus
from ..corpus.tables import Group, Tables, locate_quote, read_tables
from ..errors import TeachingError
from ..texts import Texts
from .atomic_files import Edits
from .operations import Hand, one_line, read_staff_file
from .toml_groups import Fields, append_group, parse, remove_group

TAUGHT = "staff/taught.toml"
HEAD = (
    "# Wordings that staff taught, each with who did and when, and which answers stand in for topics.\n"
    "# The program adds groups at the end; you may edit and move them as in any other file of this folder.\n"
)
_END_MARKS = " ?!.…¿¡"


@dataclass(frozen=True, slots=True)
class TeachWording:
    """A wording that finds a passage, by a quote of it, or a topic."""

    wording: str
    language: str = "en"
    document: str | None = None
    quote: str | None = None  # word for word in the document, once
    topic: str | None = None
    taught: bool = True  # false takes it away

    def __post_init__(self) -> None:
        """Without the white space that a form leaves around a text."""
        object.__setattr__(self, "wording", " ".join(self.wording.split()))

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        to = f"the topic {self.topic}" if self.topic else f"{self.document}: “{_shortened(self.quote or '')}”"
        return f"{'teach' if self.taught else 'forget'} “{self.wording}” → {to}"

    def now(self, corpus: Path) -> "TeachWording":
        """Whether it is taught now."""
        groups = parse(read_staff_file(corpus, TAUGHT)).get(self._table, [])
        return replace(self, taught=any(map(self._is_it, groups)))

    def edits(self, corpus: Path, hand: Hand) -> Edits:
        """The file of taught wordings after the change.

        :raises TeachingError: If the wording stands somewhere already, or what it is to find is not there.
        """
        text = read_staff_file(corpus, TAUGHT)
        if not self.taught:
            return {TAUGHT: remove_group(text, self._table, self._is_it).encode()}
        self._check(corpus)
        place = {"id": self.topic} if self.topic else {"document": self.document, "quote": self.quote}
        fields = {**place, f"wordings.{self.language}": [self.wording], "taught": {"by": hand.name, "on": hand.day}}
        return {TAUGHT: append_group(text or HEAD, self._table, fields).encode()}

    def concerns(self, corpus: Path) -> list[str]:  # noqa: ARG002
        """None of its own: what else would change is seen when it is tried."""
        return []

    @property
    def _table(self) -> str:
        return "topics" if self.topic else "answers"

    def _is_it(self, group: Fields) -> bool:
        where = ("id", self.topic) if self.topic else ("quote", self.quote)
        return group.get(where[0]) == where[1] and group.get("wordings", {}).get(self.language) == [self.wording]

    def _check(self, corpus: Path) -> None:
        one_line(self.wording, "wording")
        tables = read_tables(corpus)
        if self.topic:
            known = {str(group.fields.get("id")) for group in tables.get("topics", ())}
            if self.topic not in known:
                raise TeachingError(f"there is no topic {self.topic!r}. There are: {', '.join(sorted(known)) or 'none'}")
        elif not (self.document and self.quote):
            raise TeachingError("say what the wording is to find: a passage or a topic")
        else:
            texts = {document.id: document.text for document in read_corpus(corpus).documents}
            locate_quote(Group(corpus / TAUGHT, {"document": self.document, "quote": self.quote}), texts)
        if found := where_taught(self.wording, tables):
            raise TeachingError(
                f"“{self.wording}” stands already below {found}. One question must not lead to two places: "
                "take it away there first"
            )


def where_taught(wording: str, tables: Tables) -> str | None:
    """Where a wording stands already, whatever its case and end marks; `None` if nowhere."""
    wanted = _plain(wording)
    for name in ("answers", "topics", "small_talk", "off_topic", "signposts"):
        for group in tables.get(name, ()):
            if any(_plain(each) == wanted for texts in group.wordings().values() for each in texts):
                label = group.fields.get("id") or f"“{_shortened(str(group.fields.get('quote', '')))}”"
                return f"{label} in {group.path.name}"
    return None


def topic_names(tables: Tables, notices: dict[str, Texts], language: str = "en") -> dict[str, str]:
    """Id -> name for people, of every topic."""
    texts = notices.get(language, {})
    ids = [str(group.fields.get("id")) for group in tables.get("topics", ())]
    return {each: texts.get(f"topics.{each}.name", each) for each in ids}


def _plain(text: str) -> str:
    return " ".join(text.lower().strip(_END_MARKS).split())


def _shortened(text: Any, most: int = 60) -> str:
    tidy = " ".join(str(text).split())
    return tidy if len(tidy) <= most else f"{tidy[: most - 1].rstrip()}…"

"""Texts that visitors read: written anew in the notices of a corpus, and signed by who has read them with their sources."""

import re
import tomllib
from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from ..corpus.clinician_signatures import fingerprint, health_texts, read_signature
from ..corpus.notices import is_notices, read_notices
from ..corpus.program_signposts import brought_tables
from ..corpus.sources import read_sources
from ..corpus.tables import Group, read_tables
from ..errors import TeachingError
from ..settings import Settings
from ..texts import flatten_texts
from .atomic_files import Edits
from .operations import Hand, one_line, read_staff_file
from .toml_groups import append_group, parse, set_field

SIGNATURES, SIGNATURES_FILE = "signatures", "staff/signatures.toml"
_SIGNATURES_HEAD = "# Who has read the texts about health that the program brings, and signed them. Written by the program.\n"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class RewriteText:
    """A notice in one language."""

    key: str  # "topics.price.text"
    language: str
    text: str | None  # `None` for what the program brings

    def __post_init__(self) -> None:
        """Without the white space that a form leaves around a text."""
        object.__setattr__(self, "text", self.text.strip().replace("\r\n", "\n") if self.text is not None else None)

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        return f"{'write' if self.text else 'take back'} the text {self.key} in {self.language}"

    def now(self, corpus: Path) -> "RewriteText":
        """The text as the corpus has it now; none where it is the program's."""
        file = _notices_file(corpus, self.key, self.language)
        return replace(self, text=_texts(corpus, file)[self.key] if file else None)

    def edits(self, corpus: Path, hand: Hand) -> Edits:
        """The file of notices after the change and, for a text about health, the day on which it was written.

        :raises TeachingError: If there is no such text, it would be empty, or holds a placeholder that nothing fills in.
        """
        file = _notices_file(corpus, self.key, self.language)
        if self.text is None:
            return {file: _without_text(read_staff_file(corpus, file), self.key).encode()} if file else {}
        self._check(corpus)
        file = file or f"staff/notices/{self.key.partition('.')[0]}.{self.language}.toml"
        edited: dict[str, bytes | None] = {
            file: _with_text(read_staff_file(corpus, file), self.key, self.text.strip()).encode()
        }
        group = dict(health_texts(read_tables(corpus))).get(self.key)
        if group:
            table, _, rest = self.key.partition(".")
            name = _relative(corpus, group)
            written = group.fields.get("written", {}) | {self.language: hand.day}
            text = read_staff_file(corpus, name)
            edited[name] = set_field(text, table, rest.removesuffix(".text"), "written", written).encode()
        return edited

    def concerns(self, corpus: Path) -> list[str]:
        """A number that the old text names and the new one does not; a signature that the change takes away."""
        if self.text is None:
            return []
        gone = sorted(_placeholders(_text_now(corpus, self.key, self.language)) - _placeholders(self.text))
        lines = [f"{self.key}: the new text no longer names {{{name}}}" for name in gone]
        group = dict(health_texts(read_tables(corpus))).get(self.key)
        if group and read_signature(group, self.language):
            lines.append(f"{self.key}: it was signed by a clinician, and must be read and signed anew")
        return lines

    def _check(self, corpus: Path) -> None:
        old = _text_now(corpus, self.key, self.language)
        if not (self.text or "").strip():
            raise TeachingError(f"{self.key}: the text is empty. Write one")
        unknown = sorted(_placeholders(self.text or "") - _placeholders(old) - Settings().placeholders().keys())
        if unknown:
            raise TeachingError(f"{self.key}: nothing fills in {{{unknown[0]}}}. Leave it out, or write what it stands for")


@dataclass(frozen=True, slots=True)
class SignTexts:
    """A clinician's signatures under texts about health, in one language."""

    language: str
    signatures: dict[str, dict[str, str] | None]  # key -> reviewer, reviewed (ISO day), text (fingerprint); `None` for unsigned

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        signed = [each for each in self.signatures.values() if each]
        by = ", by " + ", ".join(sorted({each["reviewer"] for each in signed})) if signed else ""
        first, *more = self.signatures
        others = f" and {len(more)} more" if more else ""
        return f"{'sign' if signed else 'take the signature from'} {first}{others} in {self.language}{by}"

    def now(self, corpus: Path) -> "SignTexts":
        """The signatures that stand there now."""
        groups = _groups(corpus, self.signatures)
        return SignTexts(self.language, {key: _signature(group, self.language) for key, group in groups.items()})

    def edits(self, corpus: Path, hand: Hand) -> Edits:  # noqa: ARG002
        """The files of the texts' groups after the change.

        :raises TeachingError: If a text has changed since it was read.
        """
        texts: dict[str, str] = {}
        fingerprints = fingerprints_now(corpus, self.language, self.signatures)
        for key, group in _groups(corpus, self.signatures).items():
            name, table, group_id = _place_of_signature(corpus, key, group)
            value = self._checked(key, fingerprints[key])
            old = texts.get(name) or read_staff_file(corpus, name)
            if table == SIGNATURES and not any(each.get("id") == key for each in parse(old).get(table, [])):
                old = append_group(old or _SIGNATURES_HEAD, table, {"id": key})
            texts[name] = set_field(old, table, group_id, f"signed.{self.language}", value)
        return {name: text.encode() for name, text in texts.items()}

    def concerns(self, corpus: Path) -> list[str]:  # noqa: ARG002
        """None: a signature changes no reply."""
        return []

    def _checked(self, key: str, now: str) -> dict[str, object] | None:
        """A signature as it is written."""
        signature = self.signatures[key]
        if signature is None:
            return None
        if signature["text"] != now:
            raise TeachingError(f"{key} in {self.language} has changed since it was read. Read it again, then sign it")
        try:
            reviewed = date.fromisoformat(signature["reviewed"])
        except ValueError as error:
            raise TeachingError("write the day of the review as 2027-01-31") from error
        return {"reviewer": one_line(signature["reviewer"], "reviewer"), "reviewed": reviewed, "text": signature["text"]}


def fingerprints_now(corpus: Path, language: str, keys: Iterable[str]) -> dict[str, str]:
    """What tells texts about health, with their sources, from every other, as they stand now.

    :raises TeachingError: If there is no such text.
    """
    texts = read_notices(corpus).get(language, {})
    groups = _groups(corpus, list(keys))
    for key in groups:
        if key not in texts:
            raise _no_text(key, language)
    return {key: fingerprint(texts[key], read_sources(group)) for key, group in groups.items()}


def _groups(corpus: Path, keys: Collection[str]) -> dict[str, Group]:
    """The groups of texts about health."""
    known = dict(health_texts(brought_tables(corpus, read_tables(corpus))))
    for key in keys:
        if key not in known:
            raise TeachingError(f"there is no text about health {key!r} in this corpus. See them with: microneedling-faq texts")
    return {key: known[key] for key in keys}


def _place_of_signature(corpus: Path, key: str, group: Group) -> tuple[str, str, str]:
    """File, table and id of the group that holds the signatures of a text: its own, or one for a text of the program."""
    if not group.path.is_relative_to(corpus):
        return SIGNATURES_FILE, SIGNATURES, key
    table, _, rest = key.partition(".")
    return _relative(corpus, group), table, rest.removesuffix(".text")


def _signature(group: Group, language: str) -> dict[str, str] | None:
    found = read_signature(group, language)
    return {"reviewer": found.reviewer, "reviewed": found.reviewed.isoformat(), "text": found.text} if found else None


def _relative(corpus: Path, group: Group) -> str:
    return group.path.relative_to(corpus).as_posix()


def _text_now(corpus: Path, key: str, language: str) -> str:
    texts = read_notices(corpus).get(language, {})
    if key not in texts:
        raise _no_text(key, language)
    return texts[key]


def _no_text(key: str, language: str) -> TeachingError:
    return TeachingError(f"there is no text {key!r} in {language!r}. See them with: microneedling-faq texts")


def _notices_file(corpus: Path, key: str, language: str) -> str | None:
    """The file of a corpus that a text is read from; `None` if only the program has it."""
    paths = (path for path in sorted(corpus.rglob("*")) if is_notices(path) and path.stem.rpartition(".")[2] == language)
    files = [path.relative_to(corpus).as_posix() for path in paths]
    return next((name for name in reversed(files) if key in _texts(corpus, name)), None)


def _texts(corpus: Path, name: str) -> dict[str, str]:
    return flatten_texts(corpus / name, parse(read_staff_file(corpus, name).removeprefix("\ufeff")))


def _with_text(content: str, key: str, text: str) -> str:
    """The content of a file with one text set; all else stays as it is.

    :raises TeachingError: If something else would change.
    """
    document = tomlkit.parse(content)
    place, last = _place(document, key)
    place[last] = tomlkit.string(f"\n{text}\n" if "\n" in text else text, multiline="\n" in text)
    return _proven(content, tomlkit.dumps(document), {key: text})


def _without_text(content: str, key: str) -> str:
    document = tomlkit.parse(content)
    place, last = _place(document, key)
    del place[last]
    return _proven(content, tomlkit.dumps(document), {key: None})


def _place(table: MutableMapping[str, Any], key: str) -> tuple[MutableMapping[str, Any], str]:
    """The table that holds a text under a dotted key, or is to hold it, and its name there."""
    for name in table:
        if name == key:
            return table, name
        if key.startswith(f"{name}.") and isinstance(table[name], MutableMapping):
            return _place(table[name], key.removeprefix(f"{name}."))
    head, _, rest = key.rpartition(".")
    if not head:
        return table, rest
    for name in head.split("."):
        table = table.setdefault(name, tomlkit.table())
    return table, rest


def _proven(before: str, after: str, changes: dict[str, str | None]) -> str:
    old, new = (flatten_texts(Path("notices"), tomllib.loads(text)) for text in (before, after))
    expected = {key: text for key, text in (old | changes).items() if text is not None}
    if new != expected:
        raise TeachingError("the file of notices cannot be changed without touching other texts. Make this change by hand")
    return after


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))

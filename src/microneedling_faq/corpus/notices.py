"""The fixed texts that a person can read: those of the program (module `languages`), and on top those of a corpus.

A corpus has them in `notices/<kind>.<language>.toml` or `notices.<language>.toml`. The shipped corpus speaks the
languages that it has texts of its own in; every other speaks all of the program's.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CorpusError
from ..paths import is_shipped
from ..texts import Texts, flatten_texts
from ..types import Document
from .documents import read_text
from .languages import DEFAULT_LANGUAGE, read_texts

__all__ = ["DEFAULT_LANGUAGE", "Notices", "is_notices", "merge_texts", "missing_notices", "read_notices", "read_own_notices"]

WORDS_OF_DOCUMENTS = ("expert", "subject")  # that front matter may say for the notices
_FOLDER = "notices"
_WAYS = ("booking", "phone")  # to the clinic; where one is set, a notice may say it: its key with "_booking" or "_phone"


def is_notices(path: Path) -> bool:
    """Whether a corpus file holds notices."""
    return path.suffix.lower() == ".toml" and (path.parent.name == _FOLDER or path.name.startswith(f"{_FOLDER}."))


def read_notices(corpus: Path, documents: Iterable[Document] = ()) -> dict[str, Texts]:
    """Language -> key -> text, the corpus's own on top.

    :param documents: Of the corpus; what they say of themselves is filled in where no notice of the corpus says it.
    :raises CorpusError: If a file is not TOML, or holds something else than texts.
    """
    own, ours = read_own_notices(corpus), read_texts()
    codes = own if is_shipped(corpus) else dict.fromkeys([*ours, *own])
    said = _said_by(documents)
    return {code: {**ours.get(code, {}), **said.get(code, {}), **own.get(code, {})} for code in codes}


def read_own_notices(corpus: Path) -> dict[str, Texts]:
    """Language -> key -> text, of the files of a corpus alone.

    :raises CorpusError: As `read_notices`.
    """
    notices: dict[str, Texts] = {}
    for path in (path for path in sorted(corpus.rglob("*")) if is_notices(path)):
        language = path.stem.rpartition(".")[2]
        try:
            content = tomllib.loads(read_text(path).removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(path, f"is not TOML: {error}") from error
        notices.setdefault(language, {}).update(flatten_texts(path, content))
    return notices


def missing_notices(key: str, notices: Mapping[str, Texts], languages: Iterable[str]) -> str:
    """What to tell of a notice that some of these languages lack, with the files to write it into; empty if none does."""
    missing = sorted(language for language in languages if key not in notices.get(language, {}))
    if not missing:
        return ""
    files = " and ".join(f"{_FOLDER}.{language}.toml" for language in missing)
    return f"the notice {key!r} is missing in language {', '.join(missing)}. Write it into {files}"


def _said_by(documents: Iterable[Document]) -> dict[str, Texts]:
    """What the documents of a language say of themselves, where none says otherwise."""
    found: dict[tuple[str, str], set[str]] = {}
    for document in documents:
        for name in WORDS_OF_DOCUMENTS:
            if value := getattr(document, name):
                found.setdefault((document.language, f"general.{name}"), set()).add(value)
    said: dict[str, Texts] = {}
    for (language, key), values in found.items():
        if len(values) == 1:
            said.setdefault(language, {})[key] = values.pop()
    return said


@dataclass(frozen=True, slots=True)
class Notices:
    """Looks texts up; what a language lacks is given in the corpus's own, then in English, then in whichever has it."""

    texts: dict[str, Texts]
    values: Mapping[str, str] = field(default_factory=dict)  # what stands for {emergency}, {clinic} …
    by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # values that only a language has
    languages: Sequence[str] = ()  # that the corpus speaks, its own first; English, and all that there are, if left out

    @property
    def home(self) -> str:
        """The language of the corpus."""
        return self.languages[0] if self.languages else DEFAULT_LANGUAGE

    def text(self, key: str, language: str = "", **more: str) -> str:
        """The text of a key, its placeholders filled in; of several lines, those are left out for which there is no value.

        :param language: That of the corpus if left out.
        :raises KeyError: If no language has it: a mistake in the program or its data.
        """
        spoken = next((code for code in self._order(language) if key in self.texts.get(code, {})), self.home)
        texts, values = self.texts[spoken], {**self.values, **self.by_language.get(spoken, {}), **more}
        ways = (f"{key}_{way}" for way in _WAYS if values.get(f"clinic_{way}"))
        found = texts[next((way for way in ways if way in texts), key)]
        empty = ["{" + name + "}" for name, value in values.items() if not value]
        first, *rest = found.split("\n")
        found = "\n".join([first, *(line for line in rest if not any(name in line for name in empty))])
        return _filled(found, values)

    def filled(self, text: str) -> str:
        """A text that is no notice, its placeholders filled in."""
        return _filled(text, self.values)

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return any(key in texts for texts in self.texts.values())

    def _order(self, language: str) -> Iterator[str]:
        yield from (language, *self.languages, DEFAULT_LANGUAGE, *self.texts)


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def merge_texts(notices: dict[str, Texts], overrides: Mapping[str, Mapping[str, str]]) -> dict[str, Texts]:
    """Texts with the operator's own on top, language by language."""
    return {language: {**notices.get(language, {}), **overrides.get(language, {})} for language in {*notices, *overrides}}

"""The fixed texts that a person can read: `notices/<kind>.<language>.toml` in the corpus, or `notices.<language>.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CorpusError
from ..paths import shipped
from ..texts import Texts, flatten_texts
from .documents import read_text

DEFAULT_LANGUAGE = "en"
_FOLDER = "notices"


def is_notices(path: Path) -> bool:
    """Whether a corpus file holds notices."""
    return path.suffix.lower() == ".toml" and (path.parent.name == _FOLDER or path.name.startswith(f"{_FOLDER}."))


def read_notices(corpus: Path) -> dict[str, Texts]:
    """Language -> key -> text: the shipped notices, with those of the corpus on top.

    :raises CorpusError: If a file is not TOML, or holds something else than texts.
    """
    notices: dict[str, Texts] = {}
    folders = dict.fromkeys([shipped("corpus").resolve(), corpus.resolve()])
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if is_notices(path)):
        language = path.stem.rpartition(".")[2]
        try:
            content = tomllib.loads(read_text(path).removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError as error:
            raise CorpusError(path, f"is not TOML: {error}") from error
        notices.setdefault(language, {}).update(flatten_texts(path, content))
    return notices


@dataclass(frozen=True, slots=True)
class Notices:
    """Looks texts up, in English where a language has none."""

    texts: dict[str, Texts]
    values: Mapping[str, str] = field(default_factory=dict)  # what stands for {emergency}, {clinic} …
    by_language: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # values that only a language has

    def text(self, key: str, language: str = DEFAULT_LANGUAGE, **more: str) -> str:
        """The text of a key, its placeholders filled in; of several lines, those are left out for which there is no value.

        :raises KeyError: If no language has it: a mistake in the program or its data.
        """
        found = self.texts.get(language, {}).get(key) or self.texts[DEFAULT_LANGUAGE][key]
        spoken = language if key in self.texts.get(language, {}) else DEFAULT_LANGUAGE
        values = {**self.values, **self.by_language.get(spoken, {}), **more}
        empty = ["{" + name + "}" for name, value in values.items() if not value]
        first, *rest = found.split("\n")
        found = "\n".join([first, *(line for line in rest if not any(name in line for name in empty))])
        for name, value in values.items():
            found = found.replace("{" + name + "}", value)
        return found

    def filled(self, text: str) -> str:
        """A text that is no notice, its placeholders filled in."""
        for name, value in self.values.items():
            text = text.replace("{" + name + "}", value)
        return text

    def has(self, key: str) -> bool:
        """Whether there is a text of this key."""
        return key in self.texts[DEFAULT_LANGUAGE]


def merge_texts(notices: dict[str, Texts], overrides: Mapping[str, Mapping[str, str]]) -> dict[str, Texts]:
    """Texts with the operator's own on top, language by language."""
    return {language: {**notices.get(language, {}), **overrides.get(language, {})} for language in {*notices, *overrides}}

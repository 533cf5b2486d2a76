"""The languages that the program speaks to every corpus: a folder each below `languages`, and nothing else.

languages/<code>/notices.toml    fixed texts: of every kind of reply, of dangers, of small talk
languages/<code>/page.toml       the words of the page
languages/<code>/words.toml      how the language is told from others, and what in it carries no meaning
languages/others.toml            words of languages that are known only so that they are not taken for one of these
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..checksums import hash_file
from ..texts import Texts, flatten_texts

DEFAULT_LANGUAGE = "en"
FOLDER = Path(__file__).parent.parent / "languages"
_WORDS, _OTHERS, _TEXTS = "words.toml", "others.toml", ("notices.toml", "page.toml")
_LISTS = ("function_words", "stop_words", "asking", "also_english")  # fields of words.toml that are words with spaces between


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to know of the words of a language, without accents but for stop words."""

    function_words: frozenset[str]
    stop_words: frozenset[str]  # that carry no meaning in a search, as they are written
    stemmer: str  # of Snowball
    asking: frozenset[str]  # first words of questions
    also_english: frozenset[str] = frozenset()  # of its function words: one of them alone says nothing
    signs: str = ""  # letters that no other language has
    greetings: str = ""  # alternatives of a regular expression, like those below: what is said before a question
    leads: str = ""  # the same, before a colon or comma
    closings: str = ""  # what is said after a question
    openings: str = ""  # what a later message of a visit begins with: "ok", "one more question"
    leaning: str = ""  # first words of a message that leans on the one before
    pointing: str = ""  # words in it that do
    ties: str = ""  # what ties it to the one before, and can be left out
    ties_same: str = ""  # of these, those by which it asks the same of another thing
    bare: str = ""  # whole messages that are nothing but a question word
    small_talk: Mapping[str, list[str]] = field(default_factory=dict)  # id of a notice -> what people say


def alternatives(name: str) -> str:
    """The alternatives of a regular expression that all languages bring in a field of `Words`."""
    return "|".join(filter(None, (getattr(words, name) for words in read_words().values())))


@cache
def read_words() -> dict[str, Words]:
    """Code of a language -> its words, for the languages that are spoken; English first."""
    codes = sorted((path.parent.name for path in FOLDER.glob(f"*/{_WORDS}")), key=lambda code: (code != DEFAULT_LANGUAGE, code))
    return {code: _words(_read(FOLDER / code / _WORDS)) for code in codes}


@cache
def read_other_words() -> dict[str, frozenset[str]]:
    """Code of a language that is not spoken -> its most frequent words, without accents."""
    return {code: frozenset(words.split()) for code, words in _read(FOLDER / _OTHERS).items()}


def read_texts() -> dict[str, Texts]:
    """Code of a language -> key -> text."""
    texts: dict[str, Texts] = {}
    for code in read_words():
        for path in (FOLDER / code / name for name in _TEXTS):
            texts.setdefault(code, {}).update(flatten_texts(path, _read(path)))
    return texts


def hash_languages() -> dict[str, str]:
    """Relative POSIX path -> sha256 of every file that an index depends on."""
    paths = sorted(FOLDER.rglob("*.toml"))
    return {f"{FOLDER.name}/{path.relative_to(FOLDER).as_posix()}": hash_file(path) for path in paths}


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _words(content: dict[str, Any]) -> Words:
    lists = {name: frozenset(content.get(name, "").split()) for name in _LISTS}
    return Words(**{**content, **lists})

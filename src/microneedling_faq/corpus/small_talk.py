"""Greetings, thanks and the like for a corpus that has no small talk of its own: whole messages, known word for word.

Their wordings would vote if they were entries, and a corpus where nobody votes is decided otherwise.
"""

from collections.abc import Iterable, Iterator

from ..paths import shipped
from .languages import read_words
from .tables import Tables, read_tables
from .vocabulary import WORD, plain_word

_TABLE = "small_talk"


def phrases_of(tables: Tables, questions: Iterable[str]) -> dict[str, str]:
    """What people say, as `plain` writes it -> the id of its notice; none where a corpus has small talk of its own.

    :param questions: Of the corpus, which are no small talk, whatever they sound like.
    """
    if tables.get(_TABLE):
        return {}
    asked = set(map(plain, questions))
    phrases: dict[str, str] = {}
    for text, name in _known_phrases():
        phrase = plain(text)
        if phrase and phrase not in asked:
            phrases.setdefault(phrase, name)
    return phrases


def plain(message: str) -> str:
    """The words of a message in small letters, without accents and marks."""
    return " ".join(plain_word(match[0]) for match in WORD.finditer(message.lower()))


def _known_phrases() -> Iterator[tuple[str, str]]:
    for group in read_tables(shipped("corpus")).get(_TABLE, ()):
        yield from ((text, group.text("id")) for texts in group.wordings().values() for text in texts)
    for words in read_words().values():
        yield from ((text, name) for name, texts in words.small_talk.items() for text in texts)

"""Which language a document is written in, as its most frequent words tell; pure."""

import re
from collections.abc import Iterable

from .languages import DEFAULT_LANGUAGE, read_other_words, read_words
from .vocabulary import plain_word

_READ_CHARACTERS = 20_000  # of a document: more tell nothing new
_FEWEST_WORDS = 3  # of a language, to be told by
_LEAD = 1.5  # how often as many it must have as English: prices and names are no language
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> str:
    """The code of a text's language; English where nothing tells."""
    words = [plain_word(word) for word in _WORD.findall(text[:_READ_CHARACTERS].lower())]
    known = {code: each.function_words for code, each in read_words().items()} | read_other_words()
    counts = {code: sum(word in common for word in words) for code, common in known.items()}
    best = max(counts, key=lambda code: counts[code])
    least = max(_FEWEST_WORDS, _LEAD * counts[DEFAULT_LANGUAGE])
    return best if counts[best] >= least else DEFAULT_LANGUAGE


def languages_of(spans: Iterable[tuple[str, int]]) -> list[str]:
    """Languages, the one with the most text first.

    :param spans: The language and length of each text.
    """
    lengths: dict[str, int] = {}
    for language, length in spans:
        lengths[language] = lengths.get(language, 0) + length
    return sorted(lengths, key=lambda language: -lengths[language])

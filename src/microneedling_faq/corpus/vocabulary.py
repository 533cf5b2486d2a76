"""The words of a corpus: which are English, how often each is used, which are near a misspelt one."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .english_words import is_listed

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SHORTEST_MENDED = 5  # letters: with one changed, a shorter word becomes almost any other
MOST_WITHOUT_DICTIONARY = 20_000  # words: each unknown word of a message is compared with all of them
_RARE_WORD_USES = 3  # a word that no dictionary knows must be used so often to be a name rather than a slip


def make_vocabulary(texts: Iterable[str]) -> dict[str, int]:
    """Count the words of texts, their own misspellings left out.

    :return: Lower-case word -> number of texts that use it, most used first, the same on every run.
    """
    uses = Counter(word for text in texts for word in {match[0] for match in WORD.finditer(text.lower())})
    vocabulary: dict[str, int] = {}
    for word, count in sorted(uses.items(), key=lambda used: (-used[1], used[0])):
        if is_english(word) or (count >= _RARE_WORD_USES and not near_words(word, vocabulary, reach=1)):
            vocabulary[word] = count
    return vocabulary


def words_without_dictionary(texts: Iterable[str]) -> dict[str, str]:
    """The words of texts in a language that there is no dictionary of here, the most used ones.

    :return: Lower-case word without accents -> as it is mostly written, in lower case.
    """
    uses = Counter(match[0] for text in texts for match in WORD.finditer(text.lower()) if len(match[0]) >= SHORTEST_MENDED)
    words: dict[str, str] = {}
    for word, _ in uses.most_common(MOST_WITHOUT_DICTIONARY):
        words.setdefault(plain_word(word), word)
    return words


def is_english(word: str) -> bool:
    """Whether an English dictionary knows a lower-case word."""
    return is_listed(word) or (word.endswith("s") and is_listed(word[:-1]))


def near_words(word: str, vocabulary: Mapping[str, object], *, reach: int) -> dict[str, int]:
    """Words of the vocabulary within a number of edits, with that number; the nearest first."""
    if reach == 0 or not vocabulary:
        return {}
    found = process.extract(word, vocabulary.keys(), scorer=OSA.distance, score_cutoff=reach, limit=20)
    return {near: int(edits) for near, edits, _ in found}


def plain_word(word: str) -> str:
    """A word without its accents."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))

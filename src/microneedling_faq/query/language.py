"""Tells in which language a message is written: one that the chat speaks, or another; pure.

Counts function words, which no message of some length does without; a message with too few of any is taken as in the language
of the corpus.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache

from ..corpus.languages import DEFAULT_LANGUAGE, read_other_words, read_words
from ..corpus.vocabulary import plain_word

OTHER_LANGUAGE = "other"
_WORD = re.compile(r"[^\W\d_]+")
_SPANISH = "es"  # counted with the words of its wordings, and known by one word where nothing else is said
_FEWEST = 2  # function words of a language that is not the corpus's
_MARGIN = 2  # so many more than the corpus's own; one of Spanish, which is read in English corpora too
_SCRIPTS = {  # how the Unicode names of a script's letters begin -> its most spoken language
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "GREEK": "el",
}


def detect_language(
    message: str,
    spanish_words: Collection[str] = (),
    *,
    default: str = DEFAULT_LANGUAGE,
    home: str = DEFAULT_LANGUAGE,
    spoken: Collection[str] = (DEFAULT_LANGUAGE, _SPANISH),
) -> str:
    """Tell the language of a message: the code of one that is spoken, or "other" for every other language and script.

    :param spanish_words: Words, without accents, that only the Spanish wordings use ("precio", "cicatrices").
    :param default: What a message that gives no sign is in.
    :param home: The language of the corpus.
    :param spoken: Languages that have notices.
    """
    for language in spoken:
        words = read_words().get(language)
        if words and any(sign in message.lower() for sign in words.signs):
            return language
    found = [plain_word(word) for word in _WORD.findall(message.lower()) if len(word) > 1 or word in "yoi"]
    letters = "".join(found)
    if letters and sum(letter.isascii() for letter in letters) < len(letters) / 2:
        return OTHER_LANGUAGE
    counts = _counts(found, spanish_words, spoken)
    if not any(counts.values()):
        return default
    best = max(counts, key=lambda language: (counts[language], language == home, language == _SPANISH))
    by_one_word = home in (DEFAULT_LANGUAGE, _SPANISH) and _SPANISH in spoken  # "es" is a word of German
    if by_one_word and counts[_SPANISH] and counts[_SPANISH] >= counts[best] and not counts[DEFAULT_LANGUAGE]:
        return _SPANISH
    margin = counts[best] - counts.get(home, 0)
    if best == home or counts[best] < _FEWEST or margin < (1 if best == _SPANISH else _MARGIN):
        return home
    return best if best in spoken else OTHER_LANGUAGE


def which_language(message: str) -> str | None:
    """The two letters of the language that a message which is neither English nor Spanish is likely in; `None` if unknown."""
    names = [unicodedata.name(letter, "") for letter in message if letter.isalpha() and not letter.isascii()]
    for script, language in _SCRIPTS.items():
        if any(name.startswith(script) for name in names):
            return language
    counts = _counts([plain_word(word) for word in _WORD.findall(message.lower())])
    others = sorted(counts.keys() - {DEFAULT_LANGUAGE, _SPANISH})
    best = max(others, key=lambda language: counts[language])
    return best if counts[best] else None


def _counts(message: Sequence[str], spanish_words: Collection[str] = (), spoken: Collection[str] = ()) -> dict[str, int]:
    """How many words of a message each language has; of one that is spoken, none if a single one stands in English too."""
    found: dict[str, list[str]] = {language: [] for language in _function_words()}
    for word in message:
        for language in _languages_with().get(word, ()):
            found[language].append(word)
        if word in spanish_words and word not in _function_words()[_SPANISH]:
            found[_SPANISH].append(word)
    for language in spoken if len(message) > 1 else ():
        if len(found.get(language, ())) == 1 and found[language][0] in read_words()[language].also_english:
            found[language] = []  # "he is having a fit"
    return {language: len(words) for language, words in found.items()}


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: words.function_words for code, words in read_words().items()} | read_other_words()


@cache
def _languages_with() -> dict[str, tuple[str, ...]]:
    """Function word -> the languages that have it."""
    known = _function_words()
    return {word: tuple(code for code, words in known.items() if word in words) for words in known.values() for word in words}

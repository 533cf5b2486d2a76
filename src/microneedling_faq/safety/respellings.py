"""Respells a message in which words of danger may be disguised: look-alike letters, digits, spaces, emoji; pure.

Letters of another alphabet in "i cant breathe" · "thr0at" · "caaaant breeeathe" · "c a n t  b r e a t h e" · "icantbreathe" ·
"i want 🔫 myself".

Signs of danger are looked for in these too. They are never searched or shown: what is put right here is often wrong.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache

from .word_patterns import plain

# Letters that look like Latin ones, and digits and signs that stand for letters within a word.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһкмтвнпгαεορτυνικη", "aeopcyxijsdhkmtbhnraeoptuvikn")
_DIGITS = str.maketrans("013457@$!|", "oieastasil")
_EMOJI = {
    **dict.fromkeys("🔫🔪🗡⚰🪦☠", " kill "),
    **dict.fromkeys("🩸", " blood "),
    **dict.fromkeys("🚑🆘🚨", " emergency "),
}
# What people in haste leave out or put for a word; only such as nobody means otherwise.
_SHORT_FORMS = {
    **{"2": "to", "4": "for", "b4": "before", "u": "you", "ur": "your", "r": "are", "n": "and", "w": "with", "thru": "through"},
    **{"rn": "right now", "smth": "something", "sum1": "someone", "sm1": "someone", "som1": "someone", "ppl": "people"},
    **{"cnt": "cant", "cdnt": "couldnt", "wnt": "want", "dnt": "dont", "brth": "breathe", "brthe": "breathe", "hlp": "help"},
    **{"kms": "kill myself", "kys": "kill yourself", "ktms": "kill myself", "idw": "i dont want", "sewerslide": "suicide"},
    **{"unalive": "kill", "unaliving": "killing", "tabs": "tablets", "plz": "please", "pls": "please", "imma": "i will"},
    **{
        "finna": "going to",
        "tryna": "trying to",
        "wtd": "want to die",
        "dieing": "dying",
        "hrt": "heart",
        "blding": "bleeding",
    },
    **{"kiero": "quiero", "kieres": "quieres", "q": "que", "k": "que", "xq": "porque", "toy": "estoy", "silva": "silba"},
    **{"aser": "hacer", "matarne": "matarme", "respirr": "respirar", "m": "me", "bn": "bien", "emergancy": "emergency"},
}
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SPACED_OUT = re.compile(r"(?<![a-z0-9])(?:[a-z][\s.\-_*'’]{1,3}){4,}[a-z](?![a-z0-9])")
_TOKEN = re.compile(r"[a-z0-9@$!|]+")
_LETTERS = re.compile(r"[a-z]+")
_SENTENCE_MARKS = re.compile(r"[!?.]+$")
_ONE_LETTER_WORDS = frozenset("iauyoe")
_LEAST_JOINED, _MOST_JOINED = 7, 60  # letters of a word that may be several written together
_LONGEST_WORD = 14
_MOST_TOKENS_SPLIT = 8  # of one message; more are invented words, not haste


def respellings(message: str, vocabulary: Collection[str]) -> Iterator[str]:
    """Spellings of a message in which disguised words are plain, each different from the message and from the others.

    :param vocabulary: Words that may have been written together, in the form that patterns see.
    """
    seen = {plain(message)}
    latin = _latin(message)
    for text in (_spelled_out(latin), _spelled_out(_joined(latin))):
        for other in (text, *(_STRETCHED.sub(letters, text) for letters in (r"\1", r"\1\1")), _split(text, vocabulary)):
            if other not in seen:
                seen.add(other)
                yield other


def _latin(message: str) -> str:
    """A message in the form that patterns see, its emoji named and its look-alike letters Latin ones."""
    for sign, word in _EMOJI.items():
        message = message.replace(sign, word) if sign in message else message
    text = plain(message)
    return text.translate(_LOOK_ALIKES) if not text.isascii() and re.search("[a-z]", text) else text


def _spelled_out(text: str) -> str:
    """A text with short forms in full, and digits within words as letters."""
    return _TOKEN.sub(lambda found: _SHORT_FORMS.get(found[0]) or _without_digits(found[0]), text)


def _without_digits(token: str) -> str:
    """A word with digits in it as letters; "39", "2nd" and the mark at a sentence's end stay as they are."""
    end = _SENTENCE_MARKS.search(token)
    word, mark = (token[: end.start()], end[0]) if end else (token, "")
    masked = word.translate(_DIGITS) if re.search("[a-z].*[a-z]|[a-z][013457]|[013457][a-z]", word) else word
    return (masked if masked.isalpha() else word) + mark


def _joined(text: str) -> str:
    """A text in which letters with spaces or dots between them are one word."""
    return _SPACED_OUT.sub(lambda found: "".join(_LETTERS.findall(found[0])), text)


def _split(text: str, vocabulary: Collection[str]) -> str:
    """A text in which words written together stand apart, where all their letters belong to known words."""
    left = _MOST_TOKENS_SPLIT

    def split(found: re.Match[str]) -> str:
        nonlocal left
        word = found[0]
        if not _LEAST_JOINED <= len(word) <= _MOST_JOINED or word in vocabulary or left == 0:
            return word
        left -= 1
        return " ".join(_fewest_words(word, vocabulary) or [word])

    return _LETTERS.sub(split, text)


def _fewest_words(letters: str, vocabulary: Collection[str]) -> list[str] | None:
    """The fewest known words that make up some letters; `None` if none do."""

    @cache
    def best(start: int) -> tuple[str, ...] | None:
        if start == len(letters):
            return ()
        found: tuple[str, ...] | None = None
        for end in range(min(len(letters), start + _LONGEST_WORD), start, -1):
            word = letters[start:end]
            if (word in vocabulary and len(word) > 1) or word in _ONE_LETTER_WORDS:
                rest = best(end)
                if rest is not None and (found is None or len(rest) + 1 < len(found)):
                    found = (word, *rest)
        return found

    words = best(0)
    return list(words) if words and len(words) <= len(letters) / 2 else None

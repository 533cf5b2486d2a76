"""Matches the word patterns of signposts (`corpus.patterns` has their little language) in a message; pure.

Compiling a thousand regular expressions takes a second at every start; parsed patterns load in milliseconds, and a message is
compared only with those that share a telling word with it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from ..corpus.patterns import MAX_GAP_WORDS, Pattern, Phrase

Label = TypeVar("Label")
Ends = dict[int, list[int]]  # first word -> after the last word, of each phrase of an element that stands there

_IS = re.compile(r"(\w)['’]s\b")  # "my throat's tight", and harmlessly "mum's lips"
_NO_APOSTROPHES = dict.fromkeys(map(ord, "'’`´"))
_UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})  # what NFKD leaves
_GAP: Ends = {}  # known by identity
_WORD = re.compile(r"[a-z0-9]+")
_SENTENCE_END = re.compile(r"[.!?;\n]+|(?<=nt):\s|(?<=not):\s|(?<=\bno):\s")  # "it hasnt: …" denies nothing of what follows
_CLAUSE_END = re.compile(r"\s*,\s*|\s+(?=(?:and|but|though|although|also|because|y|pero|aunque|porque)\b)")
# Words that stand in half of all messages; a pattern is looked up by an element that holds few of them.
_COMMON = frozenset(
    "a about am an and are as at be been but can do does for from get gets getting go going gone got had has have he her "
    "his how i if im in is it its ive just me my no not now of on or our out she so that the their them then there they "
    "this to was we were what when will with you your y el la de en me mi que un una es se ha he lo por con para".split()
)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched in a sentence's words."""

    start: int  # first word
    end: int  # after the last word
    between: tuple[int, ...]  # words that only fill a gap


def plain(text: str) -> str:
    """Text in the form that patterns see: lower case, without accents and apostrophes."""
    text = _IS.sub(r"\1 is", text.lower())
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
        text = text.translate(_UNDECOMPOSED)
    return text.translate(_NO_APOSTROPHES)


class Words(tuple[str, ...]):
    """The words of a sentence, with what every set of patterns looks for in them."""

    @cached_property
    def forms(self) -> frozenset[str]:
        """The words, and every "beginning*" of them that a pattern may want."""
        return frozenset(self).union(f"{word[:length]}*" for word in self for length in range(1, len(word) + 1))

    @cached_property
    def places(self) -> "_Places":
        """Where each word stands."""
        return _Places(self)


def sentences(text: str) -> list[Words]:
    """The words of each sentence of a message, in the form that patterns see."""
    return [Words(words) for part in _SENTENCE_END.split(plain(text)) if (words := _WORD.findall(part))]


def clauses(text: str) -> list[list[list[str]]]:
    """The words of each clause of each sentence of a message; those of a sentence together are its words."""
    return [
        [words for clause in _CLAUSE_END.split(part) if (words := _WORD.findall(clause))]
        for part in _SENTENCE_END.split(plain(text))
    ]


class PatternSet(Generic[Label]):
    """Many patterns, each with a label, looked up together."""

    def __init__(self, labelled: Iterable[tuple[Label, Pattern]]) -> None:
        self._patterns = list(labelled)
        self._needed = [_telling_words(pattern) for _, pattern in self._patterns]
        self._by_key: dict[str, list[int]] = {}
        for number, needed in enumerate(self._needed):
            for word in min(needed, key=_commonness):
                self._by_key.setdefault(word, []).append(number)

    def matches(self, words: Sequence[str]) -> Iterator[tuple[Label, Match]]:
        """Every match in a sentence's words, with its pattern's label."""
        sentence = words if isinstance(words, Words) else Words(words)
        forms = sentence.forms
        candidates = {number for form in forms & self._by_key.keys() for number in self._by_key[form]}
        for number in sorted(candidates):
            if any(map(forms.isdisjoint, self._needed[number])):
                continue  # an element has no word here: most candidates end so
            label, pattern = self._patterns[number]
            for match in _find(pattern, sentence.places):
                yield label, match


def words_of(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every word that patterns name in full."""
    pieces = (word for pattern in patterns for element in pattern for phrase in element for word in phrase)
    return frozenset(word for word in pieces if not word.endswith("*"))


def _telling_words(pattern: Pattern) -> list[frozenset[str]]:
    """For each element, gaps left out, the most telling word of each of its phrases: a match holds one of them."""
    return [frozenset(map(_telling_word, element)) for element in pattern if element]


def _telling_word(phrase: Phrase) -> str:
    return phrase[0] if phrase[0] not in _COMMON else next((word for word in phrase if word not in _COMMON), phrase[0])


def _commonness(words: Collection[str]) -> float:
    """The share of everyday words; a pattern is looked up by the element that has the smallest."""
    return len(_COMMON.intersection(words)) / len(words)


class _Places(dict[str, frozenset[int]]):
    """Where in a sentence each wanted word stands, worked out when first asked for: hundreds of patterns want the same ones."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._places: dict[str, set[int]] = {}
        for at, word in enumerate(words):
            self._places.setdefault(word, set()).add(at)

    def __missing__(self, wanted: str) -> frozenset[int]:
        if wanted.endswith("*"):
            found = frozenset(at for word, places in self._places.items() if word.startswith(wanted[:-1]) for at in places)
        else:
            found = frozenset(self._places.get(wanted, ()))
        self[wanted] = found
        return found


def _find(pattern: Pattern, places: _Places) -> Iterator[Match]:
    ends = [_ends(element, places) if element else _GAP for element in pattern]
    for start in sorted(ends[0]):
        for end, between in _match_from(ends, start):
            yield Match(start, end, between)


def _ends(element: Sequence[Phrase], places: _Places) -> Ends:
    """Where the phrases of an element end, by where they start."""
    ends: Ends = {}
    for phrase in element:
        for start in places[phrase[0]]:
            if all(start + step in places[wanted] for step, wanted in enumerate(phrase)):
                ends.setdefault(start, []).append(start + len(phrase))
    return ends


def _match_from(elements: Sequence[Ends], at: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Ends of all ways to match the elements from a word on, with the words that fill gaps."""
    if not elements:
        yield at, ()
    elif elements[0] is _GAP:
        for skipped in range(MAX_GAP_WORDS + 1):
            filled = tuple(range(at, at + skipped))
            yield from ((end, filled + more) for end, more in _match_from(elements[1:], at + skipped))
    else:
        for end in elements[0].get(at, ()):
            yield from _match_from(elements[1:], end)

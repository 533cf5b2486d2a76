"""Names of people in a text: by a list, by what stands before them, and by their capital inside a sentence; pure."""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..corpus.vocabulary import is_english, plain_word

IsKnown = Callable[[str], bool]
"""Of a word in small letters without accents: whether the corpus or its wordings use it."""

# After these comes a name, whatever it looks like.
_SURE = (
    "my name is|my name's|name\\s*:|i am called|i go by|under the name|me llamo|mi nombre es|se llama|named|"
    "(?:dr|mr|mrs|ms|mx|dra|sr|sra|srta)\\b\\.?"
)
# After these may come a name: if it is on the list, or has a capital and is no English word …
_PERHAPS = (
    "soy|habla|doctora?|miss|señora?|don|doña|thanks|thank you|gracias|saludos?|with|speak to|spoke to|saw|partner|hij[ao]|"
    "marido|esposa|mujer|amig[ao]"
)
# … or, in English, is no word at all.
_PERHAPS_ENGLISH = (
    "i'm|i’m|im|i am|its|this is|nurse|yours|regards|sincerely|cheers|ask for|friend|daughter|son|husband|wife|boyfriend|"
    "girlfriend|mother|sister|brother|receptionist"
)
_SURE_CUE = re.compile(rf"\b(?:{_SURE})\s*", re.IGNORECASE)
_CUE = re.compile(rf"\b(?:(?P<english>{_PERHAPS_ENGLISH})|{_PERHAPS})[\s,!.-]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_HERE = re.compile(r"\s+here\b", re.IGNORECASE)  # "Rosalind here, …"
_MARK = re.compile(r"\[[a-z]+\]")  # of what was taken out before
_MOST_WORDS = 3  # of a name
_LONGEST_ACRONYM = 8


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    plain: str  # small letters, no accents, no "'s"
    start: int
    end: int
    initial: bool  # whether it begins with a capital, in a text that is not all in capitals
    capital: bool  # that tells something: inside a sentence, of a text that does not capitalise every word
    joined: bool  # whether only a blank parts it from the word before


def without_names(text: str, is_known: IsKnown) -> str:
    """A text with "[name]" for each word of a name."""
    words = _words(text)
    gone = {*_after_cues(text, words, is_known), *_by_themselves(words, is_known), *_introduced(text, words, is_known)}
    for row in sorted(gone):
        gone |= _beside(words, row)
    for row in sorted(gone, reverse=True):
        text = f"{text[: words[row].start]}[name]{text[words[row].end :]}"
    return text


def _words(text: str) -> list[_Word]:
    marks = [range(*mark.span()) for mark in _MARK.finditer(text)]
    found = [word for word in _WORD.finditer(text) if not any(word.start() in mark for mark in marks)]
    capitals_tell = 2 * sum(word[0][0].isupper() for word in found) < len(found) + 2
    words: list[_Word] = []
    for word in found:
        written = word[0].rstrip(".'’-")
        start, end = word.start(), word.start() + len(written)
        initial = written[0].isupper() and not text.isupper()
        capital = initial and capitals_tell and not _begins_sentence(text, start)
        joined = bool(words) and text[words[-1].end : start].strip(" \t") == ""
        plain = plain_word(written.lower()).replace("’", "'").removesuffix("'s")
        words.append(_Word(written, plain, start, end, initial, capital, joined))
    return words


def _after_cues(text: str, words: list[_Word], is_known: IsKnown) -> Iterator[int]:
    """Where names stand after what announces them."""
    rows = {word.start: row for row, word in enumerate(words)}
    for cue in _SURE_CUE.finditer(text):
        first = rows.get(cue.end(), len(words))
        for row in range(first, min(first + _MOST_WORDS, len(words))):
            if words[row].plain in _list("goes_on") or (row > first and not words[row].joined):
                break
            yield row
    for cue in _CUE.finditer(text):
        row = rows.get(cue.end(), len(words))
        if row < len(words) and not is_known(words[row].plain) and _may_be_a_name(words[row], english=bool(cue["english"])):
            yield row


def _may_be_a_name(word: _Word, *, english: bool) -> bool:
    """After "I'm": "jessica", "Kwame" and "xochitl", and neither "allergic" nor "Interested"."""
    if word.plain in _list("goes_on") | _list("no_names") or _is_acronym(word.written):
        return False
    no_word = not is_english(word.plain) and not is_english(word.plain[:-1])
    likely = word.plain in _list("words_too") or no_word
    return word.plain in _certain() or (word.initial and likely) or (english and no_word and len(word.plain) > _MOST_WORDS)


def _by_themselves(words: list[_Word], is_known: IsKnown) -> Iterator[int]:
    """Names that the list has, and what has a capital inside a sentence and is not of the subject."""
    for row, word in enumerate(words):
        parts = word.plain.split("-")
        listed = not _certain().isdisjoint(parts) and (word.capital or not is_known(word.plain))
        unknown = word.plain in _list("words_too") or not all(map(is_known, parts))
        named = word.capital and unknown and len(word.plain) > 1 and word.plain not in _list("no_names")
        if listed or (named and not _is_acronym(word.written)):
            yield row


def _introduced(text: str, words: list[_Word], is_known: IsKnown) -> Iterator[int]:
    """A name with which a message begins: "Ada Quince. Deep scars …", "Ngozi: does it …", "Rosalind here, …"."""
    begin = [word.written.istitle() and not is_known(word.plain) for word in words[:2]]
    if begin == [True, True] and text[words[1].end :].startswith((".", ",")):
        yield from (0, 1)
    elif begin and (_HERE.match(text, words[0].end) or (begin[0] and text[words[0].end :][:1] == ":" and _no_word(words[0]))):
        yield 0


def _beside(words: list[_Word], row: int) -> set[int]:
    """The words beside one of a name that belong to it: a first name before, family names after."""
    before = {row - 1} if row and words[row].joined and words[row - 1].capital and words[row - 1].written.istitle() else set()
    after: set[int] = set()
    for each in range(row + 1, min(row + _MOST_WORDS, len(words))):
        word = words[each]
        family = word.plain in _list("words_too") or word.initial or (_no_word(word) and len(word.plain) > _MOST_WORDS)
        if not word.joined or word.plain in _list("goes_on") or not family:
            break
        after.add(each)
    return before | after


def _no_word(word: _Word) -> bool:
    return word.written.isascii() and not is_english(word.plain)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“”‘’«»¿¡(")
    return not before or before[-1] in ".!?…:\n"


def _is_acronym(written: str) -> bool:
    """Several capitals, the first two letters among them: "PRP", "COVID-19"."""
    return len(written) <= _LONGEST_ACRONYM and written[:2].isupper() and len(written) > 1


def _certain() -> frozenset[str]:
    return _list("first") | _list("last")


@cache
def _list(kind: str) -> frozenset[str]:
    """A list of `personal_names.toml`, in small letters without accents."""
    content = tomllib.loads((Path(__file__).parent / "personal_names.toml").read_text(encoding="utf-8"))
    return frozenset(content[kind].split())

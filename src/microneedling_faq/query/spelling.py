"""Corrects slips of the keyboard towards the words of corpus and wordings, and nothing else; pure but for a list of words.

A word is corrected only if no English dictionary knows it; so "knitting" stays "knitting" and never becomes "needling".
"""

import re
from collections.abc import Collection, Iterator, Mapping

from ..corpus.vocabulary import SHORTEST_MENDED, WORD, is_english, near_words, plain_word

_LONG_RUN = re.compile(r"(.)\1{2,}")  # "sooooo", "heeelp"
_DOUBLE = re.compile(r"(.)\1")
_VOWELS = re.compile(r"[aeiou]")
_MOST_LETTERS = 24  # longer ones are no words
# Typed without their apostrophe no dictionary knows these, and "aint" is one letter from "faint", "wasnt" from "want".
_CONTRACTIONS = frozenset(
    "aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neednt shouldnt wasnt werent wont "
    "wouldnt couldve shouldve itll theyd theyll theyre theyve youd youll youre youve weve heres hows thats theres whats "
    "wheres whos".split()
)
# As people text; by its letters alone "shud" would become "shut".
_TEXTED = {
    **{"shud": "should", "shld": "should", "wud": "would", "wld": "would", "cld": "could", "hav": "have", "wich": "which"},
    **{"whr": "where", "abt": "about", "bcoz": "because", "becoz": "because", "cuz": "because"},
}
_SKELETON_USES = 5
LONG_WORD, _SHORT_WORD_USES = 6, 3  # letters; how often a shorter word must be used to be what was meant
MOST_LOOKED_UP = 12  # words of a message; one with more is made of invented words, and each takes a millisecond


def corrected(message: str, vocabulary: Mapping[str, int], looked_up: dict[str, str] | None = None) -> str:
    """A message with its misspelt words put right, everything else as it was.

    Words with a capital letter inside a sentence are names ("Klarna") and stay.

    :param vocabulary: Lower-case word of corpus and wordings -> how often it is used there.
    :param looked_up: Unknown word -> what became of it in other parts of the message; is added to.
    """
    shouting, looked_up = message.isupper(), {} if looked_up is None else looked_up

    def put_right(match: re.Match[str]) -> str:
        word, lower = match[0], match[0].lower()
        if (word[0].isupper() and match.start() > 0 and not shouting) or _is_right(lower, vocabulary):
            return word
        if lower not in looked_up:
            looked_up[lower] = _put_right(lower, vocabulary) if len(looked_up) < MOST_LOOKED_UP else lower
        return word if looked_up[lower] == lower else looked_up[lower]

    return WORD.sub(put_right, message)


def swapped_back(message: str, words: Collection[str]) -> str:
    """A message in which two letters that changed places, or one that was doubled, are put right where that makes a known word.

    For a language without a dictionary here: "fierbe" becomes "fiebre", and no word is bent towards a merely similar one.

    :param words: Known words, lower-case and without accents.
    """

    def put_right(match: re.Match[str]) -> str:
        word = match[0].lower()
        if len(word) < 5 or plain_word(word) in words or is_english(word):
            return match[0]
        return next((near for near in _one_slip_back(word) if near in words), match[0])

    return WORD.sub(put_right, message)


def nearest_written(message: str, words: Mapping[str, str]) -> str:
    """A message in which a word that no document has, and that is one slip from one that they have, is written as they do.

    For a language without a dictionary here ("Versicherng" becomes "versicherung"): what a short word was meant to be, only two
    letters that changed places tell.

    :param words: Lower-case word of the documents, without accents -> with them.
    """
    looked_up = 0

    def put_right(match: re.Match[str]) -> str:
        nonlocal looked_up
        word = plain_word(match[0].lower())
        if (
            not SHORTEST_MENDED <= len(word) <= _MOST_LETTERS
            or word in words
            or is_english(word)
            or looked_up == MOST_LOOKED_UP
        ):
            return match[0]
        looked_up += 1
        swapped = next((near for near in _one_slip_back(word) if near in words), None)
        near = swapped or next(iter(near_words(word, words, reach=int(len(word) > LONG_WORD))), None)
        return words[near] if near else match[0]

    return WORD.sub(put_right, message) if words else message


def _one_slip_back(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :] if word[at] != word[at + 1] else word[:at] + word[at + 1 :]


def _is_known(word: str) -> bool:
    return is_english(word) or word in _CONTRACTIONS


def _is_right(word: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether a lower-case word is known, or none that could be put right."""
    return not 3 <= len(word) <= _MOST_LETTERS or "'" in word or word in vocabulary or _is_known(word)


def _put_right(word: str, vocabulary: Mapping[str, int]) -> str:
    """The word that an unknown lower-case one is a slip of; itself if there is none."""
    if word in _TEXTED:
        return _TEXTED[word]
    if not _VOWELS.search(word):  # "skn", "brwn": the vowels were left out
        return _with_vowels(word, vocabulary) or word
    shorter = _LONG_RUN.sub(r"\1", word)
    if shorter != word and (shorter in vocabulary or is_english(shorter)):
        return shorter
    if len(word) < 4:  # too short to tell which letter is wrong, but not which two changed places ("cna")
        return next((near for near in _one_slip_back(word) if vocabulary.get(near, 0) >= _SKELETON_USES), word)
    found = near_words(word, vocabulary, reach=_reach(word))
    if len(word) < LONG_WORD:  # with one letter changed a short word becomes almost any other: "nead", "dead"
        found = {near: edits for near, edits in found.items() if vocabulary[near] >= _SHORT_WORD_USES}
    return min(found, key=lambda near: (found[near] - _same_but_doubled(word, near), -vocabulary[near])) if found else word


def _reach(word: str) -> int:
    """How many letters may be wrong: none in words too short to tell, more in longer ones."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def _same_but_doubled(word: str, other: str) -> float:
    """A half for the commonest slip, a letter doubled or not ("hury"), so that it wins over another letter ("hurt")."""
    return 0.5 if _DOUBLE.sub(r"\1", word) == _DOUBLE.sub(r"\1", other) else 0.0


def _with_vowels(word: str, vocabulary: Mapping[str, int]) -> str | None:
    """The most used word that is this one without its vowels."""
    fits = (near for near, uses in vocabulary.items() if uses >= _SKELETON_USES and near[0] == word[0])
    return next((near for near in fits if _VOWELS.sub("", near) == word), None)

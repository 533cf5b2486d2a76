"""How old one must be to read a text: Flesch-Kincaid for English, Fernández-Huerta for Spanish; a line ends a sentence.

Kincaid et al. 1975, "Derivation of new readability formulas"; Fernández Huerta 1959, "Medidas sencillas de lecturabilidad".
Syllables are groups of vowels, which is what both count in print.
"""

import re

_SENTENCE_ENDS = re.compile(r"[.!?:;]+(?=\s|$)|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d .-]*\d|\d")
_DIPHTHONG_BREAKERS = str.maketrans({"í": "-i-", "ú": "-u-"})  # "día" has two syllables
FIRST_GRADE_AGE = 5  # years before the first grade's number: grade 6 is age 11


def age_to_read_english(text: str) -> float:
    """The age at which a text can be read, in years."""
    words, sentences = _words(text), _sentences(text)
    syllables = sum(map(_english_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + FIRST_GRADE_AGE


def ease_of_spanish(text: str) -> float:
    """Fernández-Huerta's ease: 70 and more is "fairly easy", read in the sixth grade, at age 11."""
    words, sentences = _words(text), _sentences(text)
    syllables = sum(map(_spanish_syllables, words))
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _sentences(text: str) -> int:
    return max(1, sum(bool(_WORD.search(part)) for part in _SENTENCE_ENDS.split(text)))


def _english_syllables(word: str) -> int:
    if word[0].isdigit():
        return 2  # a number is told to be dialled; it reads as a short word
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (
        word.endswith("ed") and not word.endswith(("ted", "ded"))
    )
    return max(1, groups - silent)


def _spanish_syllables(word: str) -> int:
    if word[0].isdigit():
        return 2
    plain = word.translate(_DIPHTHONG_BREAKERS)
    strong = re.sub(r"([aeoáéó])(?=[aeoáéó])", r"\1-", plain.replace("-i-", "-í-"))
    return max(1, len(re.findall(r"[aeiouáéíóúüy]+", strong)))

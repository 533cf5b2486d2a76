"""Says a text otherwise, at random, as other visitors would type it; pure."""

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PRONOUN = re.compile(r"\b(?:it|the treatment|this treatment|the procedure)\b", re.IGNORECASE)
_PRONOUNS = ("it", "the treatment", "this")
_END = " ?!.¿¡"
_ENDS = ("?", "??", "??!!", "!", "...", ".")
_OPENINGS = (
    "Hi, ",
    "Hello, ",
    "hey ",
    "Hi there, ",
    "Good morning, ",
    "Hola, ",
    "Please tell me: ",
    "quick question: ",
    "hi! ",
)
_CLOSINGS = (" Thanks!", " thanks", " please", " thank you", " Gracias!", " pls")
_NEIGHBOURS = dict(  # keys beside each other
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qes wrd etf ryg tuh yij uok ipl ol qsz awdx sefc drgv fthb gyjn hukm jil kop asx zsdc xdfv cfgb vghn bhjm "
        "njk".split(),
        strict=True,
    )
)
_MIN_LETTERS = 6  # of a text in which a slip may be made


@dataclass(frozen=True, slots=True)
class Variation:
    """Swaps the name of the subject for a pronoun and back; changes case, end mark, greeting, accents and single letters."""

    names: Sequence[str]  # of the subject, the commonest first ("microneedling", "skin needling" …)

    def __call__(self, text: str, rng: random.Random) -> str:
        """One way to say a text."""
        text = self._renamed(text, rng)
        text = rng.choices((text, text.lower(), text.upper(), text[:1].upper() + text[1:]), (60, 25, 5, 10))[0]
        bare = text.rstrip(_END) or text
        text = rng.choices((text, bare, bare + rng.choice(_ENDS)), (60, 30, 10))[0]
        text = rng.choices((text, rng.choice(_OPENINGS) + text, text + rng.choice(_CLOSINGS)), (92, 4, 4))[0]
        if rng.random() < 0.12:
            text = _with_slip(text, rng)
        return _without_accents(text) if rng.random() < 0.1 else text

    def _renamed(self, text: str, rng: random.Random) -> str:
        if not self.names:
            return text
        chance, name = rng.random(), rng.choice(self.names)
        named = _any_of(self.names)
        if named.search(text):
            return named.sub(rng.choice(_PRONOUNS) if chance < 0.35 else name, text) if chance < 0.7 else text
        if _PRONOUN.search(text):
            return _PRONOUN.sub(name, text, count=1) if chance < 0.35 else text
        if chance < 0.12:
            return f"{name}{rng.choice((' ', ': '))}{text}"
        return f"{text.rstrip(_END)} {rng.choice(('with', 'from', 'after'))} {name}" if chance < 0.2 else text


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)  # `re` remembers it


def _with_slip(text: str, rng: random.Random) -> str:
    """One letter left out, doubled, swapped with the next, or missed by a key."""
    places = [at for at, letter in enumerate(text) if letter.isascii() and letter.isalpha()]
    if len(places) < _MIN_LETTERS:
        return text
    at = rng.choice(places[1:])
    letter, after = text[at], text[at + 1 :]
    slips = ("", letter * 2, after[:1] + letter, rng.choice(_NEIGHBOURS[letter.lower()]))
    number = rng.randrange(len(slips))
    return text[:at] + slips[number] + (after[1:] if number == 2 else after)


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))

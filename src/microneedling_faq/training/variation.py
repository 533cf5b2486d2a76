"""Says a text otherwise, at random, as other visitors would type it; pure."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

_PRONOUN = re.compile(r"\b(?:it|the treatment|this treatment|the procedure)\b", re.IGNORECASE)
_PRONOUNS = ("it", "the treatment", "this")
_NEIGHBOURS = dict(  # keys beside each other
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qes wrd etf ryg tuh yij uok ipl ol qsz awdx sefc drgv fthb gyjn hukm jil kop asx zsdc xdfv cfgb vghn bhjm "
        "njk".split(),
        strict=True,
    )
)
SLIPS = 0.12  # of the texts
_MIN_LETTERS = 6  # of a text in which a slip may be made


@dataclass(frozen=True, slots=True)
class Variation:
    """Swaps the name of the subject for a pronoun and back, and makes slips of the keyboard.

    Case and accents are no matter to the packaged model, end marks and greetings are cut off a message before it is searched.
    """

    names: Sequence[str]  # of the subject, the commonest first ("microneedling", "skin needling" …)

    def __call__(self, text: str, rng: random.Random) -> str:
        """One way to say a text."""
        text = self._renamed(text, rng)
        return _with_slip(text, rng) if rng.random() < SLIPS else text

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
        return f"{text} {rng.choice(('with', 'from', 'after'))} {name}" if chance < 0.2 else text


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

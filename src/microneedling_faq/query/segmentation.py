"""Several needs in one message -> its parts, each of which could be asked alone; pure."""

import re

from ..corpus.wordings import without_end_marks

MIN_WORDS = 3  # a shorter piece ("stretch marks" in "scars and stretch marks") is no need of its own
MIN_QUESTION_WORDS = 5  # of a question that needs no short piece before it: "I'm 71, would it do anything for my wrinkles"
MAX_PARTS = 4  # with 6 no measure of 23 question files is better, and a story costs half as much again
MOST_ITEM_WORDS = 8  # of a thing that is listed

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\s+[–—-]+\s+|\n+")
# A comma or a joining word, where what follows starts like a question or a statement of its own.
_OWN_START = (
    r"(?:¿|(?:what|how|why|when|where|who|which|can|could|will|would|should|does|do|did|is|are|am|i|i'm|im|i've|ive|it|my|we|"
    r"if|whether|honestly|anyway|actually|now|any|also|have|has|que|como|cuanto|cuando|puedo|puede|es|tengo|sirve)\b)"
)
_JOINT = re.compile(
    rf"\s*[,;:]\s*(?:and|but|or|so|plus|also|then|y|pero|o)?\s*(?={_OWN_START})|\s+(?:and|n|but|or|plus|y|pero)\s+(?={_OWN_START})"
    r"|\s+(?:and also|as well as|plus)\s+|\s*,\s*(?:and|but|plus|also|y|pero)\s+",
    re.IGNORECASE,
)

_ASKING = re.compile(
    r"(?:\W|and\b|but\b|or\b|also\b|so\b|y\b|pero\b)*(?:what|how|why|when|where|who|which|can|could|will|would|should|does|do|did|is|are|"
    r"qu[eé]|c[oó]mo|cu[aá]nt[oa]s?|cu[aá]ndo|por qu[eé]|sirve|quita|ayuda|puede|es|funciona)\b",
    re.IGNORECASE,
)
_ITEM_JOINT = re.compile(
    r"\s*(?:[,;+&/]|[.!?]\s|\b\d\))\s*|\s+(?:and|n|or|plus|y|e|o|u|as well as|además de)\s+", re.IGNORECASE
)
_ITEM_LEAD = re.compile(
    r"^(?:(?:and|or|also|y|o|the|with|for|on|about|against|my|el|la|los|las|mis?|para|con|contra|does it (?:help|work)|"
    r"is it good)\b\s*)+",
    re.IGNORECASE,
)


def is_question(part: str) -> bool:
    """Whether a part of a message asks, as its first words tell; end marks are often left out."""
    return bool(_ASKING.match(part))


def split_items(message: str) -> list[str]:
    """The things that a message lists ("for scars, pores and cost"), each without what leads to it; empty if it lists none."""
    items = [without_end_marks(_ITEM_LEAD.sub("", item.strip(" ,;:"))) for item in _ITEM_JOINT.split(message, 2 * MAX_PARTS)]
    items = [item for item in dict.fromkeys(items) if item and len(item.split()) <= MOST_ITEM_WORDS]
    return items[:MAX_PARTS] if len(items) > 1 else []


def split_needs(message: str) -> list[str]:
    """The parts of a message that are worth searching alone; empty if it is one piece.

    Short pieces stay with the one before them, so that no words are lost. Of many parts the first and the last are taken:
    people begin with what they want, and end with what they ask.
    """
    parts: list[str] = []
    for sentence in _SENTENCE_END.split(message):
        for piece in _JOINT.split(sentence):
            piece = without_end_marks(piece.strip(" ,;:"))
            if not piece:
                continue
            words, stands_alone = len(piece.split()), is_question(piece)
            too_short = parts and len(parts[-1].split()) < MIN_WORDS
            if parts and (words < MIN_WORDS or (too_short and not (stands_alone and words >= MIN_QUESTION_WORDS))):
                parts[-1] = f"{parts[-1]}, {piece}"
            else:
                parts.append(piece)
    if len(parts) > MAX_PARTS:
        parts = [*parts[: MAX_PARTS // 2], *parts[-MAX_PARTS // 2 :]]
    return parts if len(parts) > 1 else []

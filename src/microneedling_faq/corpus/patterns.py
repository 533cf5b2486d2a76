"""The little language of word patterns that staff write for signposts: parsed when an index is built; pure.

    "cant|trouble|hard_to ... breath*"

Words in this order; `a|b` either; `*` any ending; `...` up to `MAX_GAP_WORDS` other words between; `_` joins a phrase.
"""

import re

from ..errors import FaqError

MAX_GAP_WORDS = 4

Phrase = list[str]  # words in a row; a trailing "*" stands for any ending
Pattern = list[list[Phrase]]  # elements in order; an empty element is a gap

_ELEMENT = re.compile(r"(?:[a-z0-9]+(?:_[a-z0-9]+)*\*?)(?:\|[a-z0-9]+(?:_[a-z0-9]+)*\*?)*$")


class PatternError(FaqError):
    """A pattern is not written as the little language asks."""


def parse_pattern(text: str) -> Pattern:
    """Parse one pattern.

    :raises PatternError: If it is empty, starts or ends with a gap, or holds something else than the language knows.
    """
    pieces = text.split()
    if not pieces or pieces[0] == "..." or pieces[-1] == "...":
        raise PatternError(f"the pattern {text!r} must start and end with a word")
    for piece in pieces:
        if piece != "..." and not _ELEMENT.match(piece):
            raise PatternError(
                f"{piece!r} in the pattern {text!r}: write lower-case words, joined by | or _, with * at the end"
            )
    return [[] if piece == "..." else [phrase.split("_") for phrase in piece.split("|")] for piece in pieces]

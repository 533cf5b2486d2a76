"""Replaces what people say by the word the corpus uses ("striae" by "stretch marks"), from the synonyms of a corpus; pure."""

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
MOST_WORDS = 5  # of a variant


def rewrite(message: str, terms: Mapping[str, str]) -> str:
    """A message with every variant replaced by its term: whole words, the longest variant first, once.

    :param terms: Variant as `key` makes it -> term.
    """
    words = list(_WORD.finditer(message))
    pieces, at, row = [], 0, 0
    while row < len(words):
        for length in range(min(MOST_WORDS, len(words) - row), 0, -1):
            term = terms.get(" ".join(match[0].lower() for match in words[row : row + length]))
            if term is not None:
                pieces += [message[at : words[row].start()], term]
                at = words[row + length - 1].end()
                row += length
                break
        else:
            row += 1
    return "".join([*pieces, message[at:]])


def key(variant: str) -> str:
    """A variant in the form in which it is looked up: lower-case words, one space between."""
    return " ".join(match[0].lower() for match in _WORD.finditer(variant))

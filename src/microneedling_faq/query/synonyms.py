"""Replaces what people say by the word the corpus uses ("striae" by "stretch marks"), from the synonyms of a corpus; pure."""

from collections.abc import Mapping

from ..corpus.synonyms import WORD

MOST_WORDS = 5  # of a variant


def rewrite(message: str, terms: Mapping[str, str]) -> str:
    """A message with every variant replaced by its term: whole words, the longest variant first, once.

    :param terms: Variant as `key` makes it -> term.
    """
    words = list(WORD.finditer(message))
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

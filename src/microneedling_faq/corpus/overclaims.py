"""Absolute wording in documents that no caution answers ("cure", "guaranteed"), for the editor; pure.

`[[overclaims]]` in a corpus lists the `words`: single words or phrases, any case; a trailing * stands for any ending.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..types import Document
from .chunking import Span, paragraph_numbers
from .tables import Tables


@dataclass(frozen=True, slots=True)
class OverClaim:
    """The absolute wording of one paragraph."""

    document: str
    paragraph: int  # 1 is the first body paragraph
    words: tuple[str, ...]  # as they stand there, in their order, each once


def listed_words(tables: Tables) -> list[str]:
    """The words that a corpus lists.

    :raises CorpusError: If they are no list of texts.
    """
    return [word for group in tables.get("overclaims", ()) for word in group.texts("words")]


def find_overclaims(
    documents: Iterable[Document], words: Sequence[str], quoted: Mapping[str, Sequence[Span]]
) -> list[OverClaim]:
    """Where documents use absolute wording outside the quotes of cautions, paragraph by paragraph.

    :param words: What to look for; nothing is found if there are none.
    :param quoted: Document id -> the spans that cautions quote.
    """
    if not words:
        return []
    wanted = _compile(words)
    found = []
    for document in documents:
        by_paragraph: dict[int, list[str]] = {}
        numbers = paragraph_numbers(document)
        for match in wanted.finditer(document.text, document.body_start):
            if not any(start <= match.start() and match.end() <= end for start, end in quoted.get(document.id, ())):
                by_paragraph.setdefault(numbers(match.start()), []).append(" ".join(match[0].split()))
        found += [OverClaim(document.id, number, tuple(dict.fromkeys(each))) for number, each in by_paragraph.items()]
    return found


def _compile(words: Sequence[str]) -> re.Pattern[str]:
    """One expression for all words, the longest first, so that "no side effects" is not reported as less."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_expression, longest_first))})(?!\w)", re.IGNORECASE)


def _expression(words: str) -> str:
    exact = r"\s+".join(re.escape(word) for word in words.removesuffix("*").split())
    return exact.replace("'", "['’]") + (r"\w*" if words.endswith("*") else "")

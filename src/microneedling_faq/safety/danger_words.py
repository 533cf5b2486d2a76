"""Words of danger in languages that the program does not read otherwise, and the number to call in each; pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..corpus.annotations import DangerWordsRecord
from .word_patterns import PatternSet, sentences


@dataclass(frozen=True, slots=True)
class DangerWords:
    """The danger words of a corpus, ready to be heard."""

    calls: Mapping[str, str]  # language -> the line that names the number to call
    _patterns: PatternSet[tuple[str, str]]  # language and signpost
    _phrases: Sequence[tuple[str, str, str]]  # phrase, language, signpost

    @classmethod
    def from_records(cls, records: Sequence[DangerWordsRecord]) -> "DangerWords":
        """Make them from what the index carries."""
        return cls(
            {record.language: record.call for record in records},
            PatternSet(
                ((record.language, signpost), pattern)
                for record in records
                for signpost, patterns in record.patterns.items()
                for pattern in patterns
            ),
            [
                (_folded(phrase), record.language, signpost)
                for record in records
                for signpost, phrases in record.phrases.items()
                for phrase in phrases
            ],
        )

    def hear(self, message: str) -> tuple[str, set[str]] | None:
        """The language and the signposts that a message in another language tells of; `None` if it tells of none.

        Of several languages that share a word ("suicid"), the one that is heard most often counts, then the first of the file.
        """
        heard = [label for words in sentences(message) for label, _ in self._patterns.matches(words)]
        if not message.isascii():
            text = _folded(message)
            heard += [(language, signpost) for phrase, language, signpost in self._phrases if phrase in text]
        if not heard:
            return None
        languages = [language for language, _ in heard]
        best = max(self.calls, key=languages.count)
        return best, {signpost for language, signpost in heard if language == best}


def _folded(text: str) -> str:
    """A text without case, accents and marks, so that each way to write it is the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))

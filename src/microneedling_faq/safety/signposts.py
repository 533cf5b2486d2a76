"""Signposts: whether a message tells of a situation that leads to care; pure.

A pattern counts unless it is negated ("no fever at all"), asked about as a possibility ("can it cause infection?") or told
of the past or of others ("my friend had an infection last year"). A word that only names a sign ("fever") never tells of it;
it serves to hear what is denied and what is asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..corpus.annotations import SignpostRecord
from ..corpus.patterns import Pattern
from ..types import Tier
from .assertion_status import is_negated, is_only_asked, is_under_way
from .word_patterns import PatternSet, sentences

Heard = tuple[set[str], set[str]]  # ids that are told of, ids that are denied


@dataclass(frozen=True, slots=True)
class Signposts:
    """The signposts of a corpus, ready to be matched."""

    kinds: Mapping[str, str]  # id -> "urgent" or "refer", the most pressing first
    if_asked: Mapping[str, str]  # urgent id -> the refer signpost for a question about it
    answered: frozenset[str]  # ids that passages answer as well
    tiers: Mapping[str, Tier]  # id -> how soon it sends to care
    _signs: PatternSet[tuple[str, bool]]  # id, and whether the sign is only named
    _lures: PatternSet[str]

    @classmethod
    def from_records(cls, records: Sequence[SignpostRecord], lures: Sequence[Pattern]) -> "Signposts":
        """Make them from what the index carries."""
        return cls(
            {record.id: record.kind for record in records},
            {record.id: record.if_asked for record in records if record.if_asked},
            frozenset(record.id for record in records if record.answered),
            {record.id: record.tier for record in records},
            PatternSet(
                [((record.id, False), pattern) for record in records for pattern in record.patterns]
                + [((record.id, True), pattern) for record in records for pattern in record.named]
            ),
            PatternSet(("lure", pattern) for pattern in lures),
        )

    def told(self, message: str) -> tuple[set[str], set[str]]:
        """The signposts whose patterns a message matches: those it tells of as present and true, and those it only denies."""
        return told_by(map(self.hear, sentences(message)))

    def hear(self, words: Sequence[str]) -> Heard:
        """The signposts that one sentence tells of, and those it denies."""
        told: set[str] = set()
        denied: set[str] = set()
        signs = list(self._signs.matches(words))
        luring = self.lures(words) if signs else set()
        for (signpost, only_named), match in signs:
            if not luring.isdisjoint(range(match.start, match.end)):
                continue
            if is_negated(words, match):
                denied.add(signpost)
            elif signpost in self.if_asked and is_only_asked(words) and not is_under_way(words, match):
                told.add(self.if_asked[signpost])
            elif not only_named:
                told.add(signpost)
        return told, denied

    def fired(self, message: str) -> list[tuple[str, str]]:
        """(signpost, words) of every pattern that matches a message, whatever comes of it; for `ask --why`."""
        return [
            (signpost, " ".join(words[match.start : match.end]))
            for words in sentences(message)
            for (signpost, _), match in self._signs.matches(words)
        ]

    def lures(self, words: Sequence[str]) -> set[int]:
        """The places of words that only sound like a sign of danger ("my wallet is bleeding")."""
        return {position for _, match in self._lures.matches(words) for position in range(match.start, match.end)}

    def is_particular(self, signpost: str | None) -> bool:
        """Whether this is the visitor's own situation ("I take warfarin"), which no passage answers."""
        return signpost is not None and signpost not in self.answered

    def most_pressing(self, ids: set[str]) -> str | None:
        """The first of some signposts: urgent before refer, then by their priority."""
        return next((signpost for signpost in self.kinds if signpost in ids), None)


def told_by(heard: Iterable[Heard]) -> Heard:
    """What sentences tell of together, and what they only deny."""
    pairs = list(heard)
    told = {name for told_here, _ in pairs for name in told_here}
    return told, {name for _, denied_here in pairs for name in denied_here} - told

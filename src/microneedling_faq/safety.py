"""Signposts: whether a message tells of a situation that leads to care; pure.

A pattern counts unless it is negated ("no fever at all"), asked about as a possibility ("can it cause infection?") or told
of the past or of others ("my friend had an infection last year"). The rules lean towards a false alarm, never a miss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .annotations import SignpostRecord
from .patterns import Match, Pattern, PatternSet, parse_pattern, sentences

# Words that deny what follows, until a word that starts something new.
_NEGATIONS = frozenset(
    "no not never without none nor neither isnt arent wasnt werent havent hasnt hadnt dont doesnt didnt aint zero "
    "sin ningun ninguna ninguno nunca tampoco ni".split()
)
_FRESH_STARTS = frozenset(
    "but however although though i im ive my we she he her his it its now then because why if what how like know understand "
    "sure only just normal right good well ok okay better stop stopping stopped going think working "
    "pero aunque mi yo ahora porque".split()
)
_LIST_WORDS = frozenset("and or any more other real y o e u".split())
_NEGATION_REACH_WORDS = 4

_POSSIBILITY = (
    "can|could|does|will|would|might|may|do it|this|that|they|you|one|i|people|needling|microneedling|treatment|the_treatment|"
    "the_needles|a_roller|rolling ... "
    "cause*|causing|give|lead|get|catch|develop|trigger|bring|end|make|leave|result|spread|happen",
    "risk|risks|chance|chances|danger|likely|likelihood|odds|possible of|to|that|is|are|for",
    "what|how if|happens_if|likely|often|common",
    "worried|afraid|scared|nervous|anxious|heard|read about|of|that|it",
    "puede|podria|puedo ... causar|dar|provocar|producir|infectar*|contagiar*",
    "riesgo|peligro|posibilidad de|que",
)
_ELSEWHERE = (
    "last year|month|summer|winter|spring|autumn",
    "years|year|months ago|back|before",
    "in the_past|my_past|20*|19*",
    "used to",
    "when i_was|she_was|he_was",
    "ano|mes pasado",
    "hace anos|meses|un_ano",
)
_NOT_THERE_NOW = PatternSet(("not there now", parse_pattern(text)) for text in (*_POSSIBILITY, *_ELSEWHERE))
_PRESENT = frozenset("now today tonight still yesterday currently since again ahora hoy todavia aun ayer".split())


@dataclass(frozen=True, slots=True)
class Signposts:
    """The signposts of a corpus, ready to be matched."""

    kinds: Mapping[str, str]  # id -> "urgent" or "refer", the most pressing first
    if_asked: Mapping[str, str]  # urgent id -> the refer signpost for a question about it
    answered: frozenset[str]  # ids that passages answer as well
    patterns: PatternSet
    _lures: PatternSet

    @classmethod
    def from_records(cls, records: Sequence[SignpostRecord], lures: Sequence[Pattern]) -> "Signposts":
        """Make them from what the index carries."""
        ordered = sorted(records, key=lambda record: record.kind != "urgent")
        return cls(
            {record.id: record.kind for record in ordered},
            {record.id: record.if_asked for record in ordered if record.if_asked},
            frozenset(record.id for record in ordered if record.answered),
            PatternSet((record.id, pattern) for record in ordered for pattern in record.patterns),
            PatternSet(("lure", pattern) for pattern in lures),
        )

    def told(self, message: str) -> tuple[set[str], set[str]]:
        """The signposts whose patterns a message matches: those it tells of as present and true, and those it only denies."""
        told: set[str] = set()
        denied: set[str] = set()
        for words in sentences(message):
            only_asked = is_only_asked(words)
            luring = self.lures(words)
            for signpost, match in self.patterns.matches(words):
                if not luring.isdisjoint(range(match.start, match.end)):
                    continue
                if is_negated(words, match):
                    denied.add(signpost)
                elif not only_asked or self.kinds[signpost] == "refer":
                    told.add(signpost)
                elif signpost in self.if_asked:
                    told.add(self.if_asked[signpost])
        return told, denied - told

    def lures(self, words: Sequence[str]) -> set[int]:
        """The places of words that only sound like a sign of danger ("my wallet is bleeding")."""
        return {position for _, match in self._lures.matches(words) for position in range(match.start, match.end)}

    def most_pressing(self, ids: set[str]) -> str | None:
        """The first of some signposts: urgent before refer, then in the order of the file."""
        return next((signpost for signpost in self.kinds if signpost in ids), None)


def denies(words: Sequence[str]) -> bool:
    """Whether a sentence denies something ("no", "without", "isnt")."""
    return any(word in _NEGATIONS for word in words)


def is_negated(words: Sequence[str], match: Match) -> bool:
    """Whether a match is denied: by a word in its gaps ("throat isnt swollen") or before it ("without any pus")."""
    if any(words[position] in _NEGATIONS for position in match.between):
        return True
    reach = _NEGATION_REACH_WORDS
    for word in reversed(words[: match.start]):
        if word in _NEGATIONS:
            return True
        if word in _FRESH_STARTS or reach == 0:
            return False
        reach -= word not in _LIST_WORDS
    return False


def is_only_asked(words: Sequence[str]) -> bool:
    """Whether a sentence asks about a possibility, or tells of the past, rather than of something that is there now."""
    if any(word in _PRESENT for word in words):
        return False
    return next(_NOT_THERE_NOW.matches(words), None) is not None

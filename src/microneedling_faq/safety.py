"""Signposts: whether a message tells of a situation that leads to care; pure.

A pattern counts unless it is negated ("no fever at all"), asked about as a possibility ("can it cause infection?") or told
of the past or of others ("my friend had an infection last year"). The rules lean towards a false alarm, never a miss.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .patterns import Match, PatternSet, sentences

# Words that deny what follows, until a word that starts something new.
_NEGATIONS = frozenset(
    "no not never without none nor neither isnt arent wasnt werent havent hasnt hadnt dont doesnt didnt aint zero "
    "sin ningun ninguna ninguno nunca tampoco".split()
)
_FRESH_STARTS = frozenset(
    "but however although though i im ive my we she he her his its it now then because why if what how like know understand "
    "sure only just normal right good well ok okay better stop stopping stopped going think working "
    "pero aunque mi yo tengo ahora porque".split()
)
_LIST_WORDS = frozenset("and or any more other real y o e u".split())
_NEGATION_REACH_WORDS = 4

_POSSIBILITY = PatternSet(
    ("possibility", pattern)
    for pattern in (
        [[["can"], ["could"], ["does"], ["will"], ["would"], ["might"], ["may"], ["do"]],
         [["it"], ["this"], ["microneedling"], ["needling"], ["you"], ["one"], ["people"], ["treatment"], ["the", "treatment"],
          ["the", "needles"], ["a", "roller"], ["they"], ["i"], ["that"]],
         [],
         [["cause*"], ["causing"], ["give"], ["lead"], ["get"], ["catch"], ["develop"], ["trigger"], ["bring"], ["end"],
          ["make"], ["leave"], ["result"], ["spread"], ["happen"]]],
        [[["risk"], ["risks"], ["chance"], ["chances"], ["danger"], ["likely"], ["likelihood"], ["odds"], ["possible"]],
         [["of"], ["to"], ["that"], ["is"], ["are"], ["for"]]],
        [[["what"], ["how"]], [["if"], ["happens", "if"], ["likely"], ["often"], ["common"]]],
        [[["worried"], ["afraid"], ["scared"], ["nervous"], ["anxious"], ["heard"], ["read"]], [["about"], ["of"], ["that"], ["it"]]],
        [[["puede"], ["podria"], ["puedo"]], [], [["causar"], ["dar"], ["provocar"], ["producir"], ["infectar*"], ["contagiar*"]]],
        [[["riesgo"], ["peligro"], ["posibilidad"]], [["de"], ["que"]]],
    )
)  # fmt: skip
_ELSEWHERE = PatternSet(
    ("elsewhere", pattern)
    for pattern in (
        [[["last"]], [["year"], ["month"], ["summer"], ["winter"], ["spring"], ["autumn"]]],
        [[["years"], ["year"], ["months"]], [["ago"], ["back"], ["before"]]],
        [[["in"]], [["the", "past"], ["my", "past"], ["20*"], ["19*"]]],
        [[["used"]], [["to"]]],
        [[["when"]], [["i", "was"], ["she", "was"], ["he", "was"]]],
        [[["ano"], ["mes"]], [["pasado"]]],
        [[["hace"]], [["anos"], ["meses"], ["un", "ano"]]],
    )
)
_PRESENT = frozenset("now today tonight still yesterday currently since again ahora hoy todavia aun ayer".split())


@dataclass(frozen=True, slots=True)
class Signposts:
    """The signposts of a corpus, ready to be matched."""

    kinds: Mapping[str, str]  # id -> "urgent" or "refer", the most pressing first
    if_asked: Mapping[str, str]  # urgent id -> the refer signpost for a question about it
    patterns: PatternSet

    @classmethod
    def from_records(cls, records: Sequence[Mapping[str, Any]]) -> "Signposts":
        """Make them from what the index carries, `annotations.Annotations.signposts`."""
        ordered = sorted(records, key=lambda record: record["kind"] != "urgent")
        return cls(
            {record["id"]: record["kind"] for record in ordered},
            {record["id"]: record["if_asked"] for record in ordered if record.get("if_asked")},
            PatternSet((record["id"], pattern) for record in ordered for pattern in record["patterns"]),
        )

    def told(self, message: str) -> set[str]:
        """The signposts whose patterns a message matches, as far as it tells of them as present and true."""
        return {found for words in sentences(message) for found in self._told_in(words)}

    def most_pressing(self, ids: set[str]) -> str | None:
        """The first of some signposts: urgent before refer, then in the order of the file."""
        return next((signpost for signpost in self.kinds if signpost in ids), None)

    def _told_in(self, words: Sequence[str]) -> Iterator[str]:
        only_asked = is_only_asked(words)
        for signpost, match in self.patterns.matches(words):
            if is_negated(words, match):
                continue
            if not only_asked or self.kinds[signpost] == "refer":
                yield signpost
            elif signpost in self.if_asked:
                yield self.if_asked[signpost]


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
    return any(True for _ in _POSSIBILITY.matches(words)) or any(True for _ in _ELSEWHERE.matches(words))

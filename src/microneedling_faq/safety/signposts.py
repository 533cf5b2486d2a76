"""Signposts: whether a message tells of a situation that leads to care; pure.

A pattern counts unless it is negated ("no fever at all"), asked about as a possibility ("can it cause infection?") or told
of the past or of others ("my friend had an infection last year"). A word that only names a sign ("fever") never tells of it;
it serves to hear what is denied and what is asked about.

What is urgent is also heard where a message says nothing else ("911"), respelled (module `respellings`)
and in other languages (module `danger_words`): `overhear`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ..corpus.annotations import Annotations, DangerWordsRecord, SignpostRecord
from ..corpus.patterns import Pattern
from ..types import Tier
from .assertion_status import is_denied_within, is_negated, is_only_asked, is_past, is_under_way
from .carried_danger import Said
from .danger_words import DangerWords
from .permission import asks_advice, asks_permission
from .respellings import respellings
from .word_patterns import PatternSet, clauses, sentences, words_of

# What people say around a call for help.
_FILLERS = frozenset(
    "please pls plz now right asap omg oh god my hi hello hey quick quickly fast immediately por favor porfavor ya rapido "
    "just i ok hurry dios mio ahora mismo hola there".split()
)
_MOST_KNOWN = 10_000  # messages


class Heard(NamedTuple):
    """The signposts that words tell of, by their ids."""

    told: set[str]  # as present and true, or as a question
    denied: set[str]
    past: set[str]  # of long ago: they count only where the treatment is asked for


@dataclass(frozen=True, slots=True)
class Signposts:
    """The signposts of a corpus, ready to be matched."""

    kinds: Mapping[str, str]  # id -> "urgent" or "refer", the most pressing first
    if_asked: Mapping[str, str | None]  # urgent id -> the refer signpost for a question about it; `None` if the corpus has none
    answered: frozenset[str]  # ids that passages answer as well
    tiers: Mapping[str, Tier]  # id -> how soon it sends to care
    advice: str | None  # the signpost for those who ask if they should have it at all
    _signs: PatternSet[tuple[str, bool]]  # id, and whether the sign is only named
    _lures: PatternSet[str]
    _whole: PatternSet[str]  # of whole messages
    _unanswered: PatternSet[str]
    _course: PatternSet[str]  # "released" or "renewed"
    _foreign: DangerWords
    _vocabulary: frozenset[str]  # words that may have been written together
    _known: dict[int, Said] = field(default_factory=dict)

    @classmethod
    def from_annotations(cls, notes: Annotations, *, everywhere: bool = True) -> "Signposts":
        """Make them from what the index carries.

        :param everywhere: Whether to hear the dangers that are no matter of one corpus.
        """
        records = [record for record in notes.signposts if everywhere or not record.everywhere]
        foreign = notes.danger_words if everywhere else []
        return cls.from_records(records, notes.lures, notes.released, notes.renewed, danger_words=foreign)

    @classmethod
    def from_records(
        cls,
        records: Sequence[SignpostRecord],
        lures: Sequence[Pattern],
        released: Sequence[Pattern] = (),
        renewed: Sequence[Pattern] = (),
        *,
        danger_words: Sequence[DangerWordsRecord] = (),
    ) -> "Signposts":
        """Make them from the records of signposts, lures, words of release and return, and danger words of other languages."""
        kinds = {record.id: record.kind for record in records}
        return cls(
            kinds,
            {record.id: record.if_asked if record.if_asked in kinds else None for record in records if record.if_asked},
            frozenset(record.id for record in records if record.answered),
            {record.id: record.tier for record in records},
            next((record.id for record in records if record.advice), None),
            PatternSet(
                [((record.id, False), pattern) for record in records for pattern in record.patterns]
                + [((record.id, True), pattern) for record in records for pattern in record.named]
            ),
            PatternSet(("lure", pattern) for pattern in lures),
            PatternSet((record.id, pattern) for record in records for pattern in record.whole),
            PatternSet((record.id, pattern) for record in records for pattern in record.unanswered),
            PatternSet([*(("released", pattern) for pattern in released), *(("renewed", pattern) for pattern in renewed)]),
            DangerWords.from_records(danger_words),
            words_of(pattern for record in records if record.kind == "urgent" for pattern in record.patterns),
        )

    def told(self, message: str) -> tuple[set[str], set[str]]:
        """The signposts whose patterns a message matches: those it tells of as present and true, and those it only denies."""
        told, denied, _ = told_by(map(self.hear, sentences(message)))
        return told | self.overhear(message), denied

    def overhear(self, message: str) -> set[str]:
        """The urgent signposts of a message that says nothing else, is written otherwise, or is in another language."""
        every = [word for sentence in sentences(message) for word in sentence]
        told: set[str] = set()
        for words in (every, [word for word in every if word not in _FILLERS]):
            told |= {name for name, match in self._whole.matches(words) if (match.start, match.end) == (0, len(words))}
        for text in respellings(message, self._vocabulary):
            told |= told_by(map(self.hear, sentences(text))).told
        _, foreign = self._foreign.hear(message) or ("", set())
        return {name for name in told | foreign if self.kinds.get(name) == "urgent"}

    def call_in(self, message: str, language: str | None, *, spoken: str | None = None) -> str | None:
        """The line that names the number to call, in the language in which a message tells of danger, or else in this one.

        :param spoken: The language of the notice, which says it itself.
        """
        heard = self._foreign.hear(message)
        wanted = heard[0] if heard else language or ""
        return None if wanted == spoken else self._foreign.calls.get(wanted)

    def course(self, message: str) -> str | None:
        """What a message says of a danger told of before: "released" if it is over or was not meant, "renewed" if it is not.

        Of both, what it says last counts: "I'm fine now, no wait, it's back".
        """
        ends = [
            ((number, match.end), says)
            for number, words in enumerate(sentences(message))
            for says, match in self._course.matches(words)
            if says == "released" or not (is_denied_within(words, match) or is_only_asked(words))
        ]
        return max(ends)[1] if ends else None

    def said(self, message: str) -> Said:
        """What a message of a conversation says of danger, by its words.

        Each turn sends all earlier messages again, so what was made of them is kept: by their hashes, not by their words.
        """
        key = hash(message)
        said = self._known.get(key)
        if said is None:
            said = self._said(message)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = said
        return said

    def _said(self, message: str) -> Said:
        told, _ = self.told(message)
        urgent = self.most_pressing({name for name in told if self.kinds.get(name) == "urgent"})
        course = self.course(message)
        return Said(urgent, released=course == "released", renewed=course == "renewed")

    def hear(self, words: Sequence[str]) -> Heard:
        """What one sentence tells of, denies and remembers."""
        told, denied, past = heard = Heard(set(), set(), set())
        signs = list(self._signs.matches(words))
        luring = self.lures(words) if signs else set()
        for (signpost, only_named), match in signs:
            if not luring.isdisjoint(range(match.start, match.end)):
                continue
            if is_negated(words, match):
                denied.add(signpost)
            elif signpost in self.if_asked and is_only_asked(words) and not is_under_way(words, match):
                if about := self.if_asked[signpost]:
                    (past if is_past(words) else told).add(about)
            elif not only_named:
                told.add(signpost)
        return heard

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

    def without_lures(self, message: str) -> str | None:
        """The clauses of a message that are no figure of speech; `None` if all are, or none."""
        kept, left_out = [], False
        for sentence in clauses(message):
            luring = self.lures([word for clause in sentence for word in clause])
            end = 0
            for clause in sentence:
                start, end = end, end + len(clause)
                if luring.isdisjoint(range(start, end)):
                    kept.append(" ".join(clause))
                else:
                    left_out = True
        return ". ".join(kept) if kept and left_out else None

    def is_particular(self, signpost: str | None) -> bool:
        """Whether this is the visitor's own situation ("I take warfarin"), which no passage answers."""
        return signpost is not None and signpost not in self.answered

    def leaves_unanswered(self, signpost: str | None, text: str) -> bool:
        """Whether a text asks what only a clinician can answer: if one may have it, or if it can do a certain harm."""
        said = sentences(text)
        if (signpost and any(map(asks_advice, said))) or (self.is_particular(signpost) and any(map(asks_permission, said))):
            return True
        return any(name == signpost for words in said for name, _ in self._unanswered.matches(words))

    def most_pressing(self, ids: set[str]) -> str | None:
        """The first of some signposts: urgent before refer, then by their priority."""
        return next((signpost for signpost in self.kinds if signpost in ids), None)


def told_by(heard: Iterable[Heard]) -> Heard:
    """What sentences tell of together, and what they only deny or only remember."""
    told, denied, past = (set[str]().union(*sets) for sets in zip(Heard(set(), set(), set()), *heard, strict=True))
    return Heard(told, denied - told, past - told)

"""Why a message got its reply, in plain words: for `ask --why` and for staff who tend the wordings."""

from collections.abc import Iterator

from ..index.reader import Index
from ..retrieval.evidence import Reading
from ..retrieval.general_calibration import GENERAL
from ..safety.signposts import Signposts
from ..types import Hit, Target
from .decision import Decision
from .pipeline import Considered

_LEAST_TOLD = 0.01  # of the vote
_MOST_TOLD = 3  # passages, topics … of each text
_MOST_QUOTED = 70  # characters of a wording


def explain(considered: Considered, index: Index, signposts: Signposts) -> str:
    """What led to care, what each text was understood as, how near what is, and what decided."""
    readings = (considered.reading, *considered.needs)
    lines = [*_care_lines(considered, signposts)]
    for number, reading in enumerate(readings):
        lines += [f"{f'Part {number}' if number else 'Read as'}: {_quoted(reading.text)}"]
        lines += [f"    {line}" for line in _reading_lines(reading, considered.decision, index)]
    return "\n".join([*lines, f"So: {_outcome(considered.decision)}"])


def _care_lines(considered: Considered, signposts: Signposts) -> Iterator[str]:
    """The signpost, with the words and the likeness that speak for it or for others."""
    yield f"Way to care: {considered.signpost or 'none'}"
    for name, words in dict.fromkeys(signposts.fired(considered.reading.text)):
        yield f"    the words {_quoted(words)} may be a sign of {name}"
    for name, share in sorted(considered.reading.signposts.items(), key=lambda pair: -pair[1])[:_MOST_TOLD]:
        if share >= _LEAST_TOLD:
            yield f"    {_in_hundred(share)} like what people write about {name}"


def _reading_lines(reading: Reading, decision: Decision, index: Index) -> Iterator[str]:
    if reading.spelled != reading.text:
        yield f"spelling put right: {_quoted(reading.spelled)}"
    for target, share in sorted(reading.votes.items(), key=lambda pair: -pair[1])[:_MOST_TOLD]:
        if share >= _LEAST_TOLD:
            yield f"{_in_hundred(share)} like what people ask about {_named(target, index)}"
    for hit in reading.hits[:_MOST_TOLD]:
        text = _quoted(hit.entry.text[:_MOST_QUOTED])
        yield f"{_place(hit)} was found by the {hit.entry.kind} {text}, {_in_hundred(hit.cosine)} alike (BM25 {hit.bm25:.1f})"
    if reading.features is not None:
        weighed = (index.calibration or GENERAL).contributions(reading.features)
        yield f"that a passage answers it: {_in_hundred(reading.probability)}; needed: {_in_hundred(decision.bar)}"
        yield "what speaks for it (+) and against it (-): " + ", ".join(
            f"{name} {value:+.1f}" for name, value in weighed.items()
        )


def _outcome(decision: Decision) -> str:
    if decision.passages:
        return f"quotes {', '.join(map(_place, decision.passages))}"
    if decision.other:
        return f"quotes nothing; it is about the {decision.other.kind} {decision.other.id}"
    return "quotes nothing; nothing is near enough"


def _named(target: Target, index: Index) -> str:
    if target.kind != "passage":
        return f"the {target.kind} {target.id}"
    passage = index.passages[int(target.id)]
    return f"{passage.document}, paragraph {passage.paragraphs[0]}"


def _place(hit: Hit) -> str:
    return f"{hit.passage.document}, paragraph {hit.passage.paragraphs[0]}"


def _in_hundred(share: float) -> str:
    return f"{100 * share:.0f} in 100"


def _quoted(text: str) -> str:
    return f"“{text}”"

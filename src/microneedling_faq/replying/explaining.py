"""Why a message got its reply, as text: for `ask --why` and for staff who tend the wordings."""

from ..index.reader import Index
from ..retrieval.evidence import Reading
from ..retrieval.general_calibration import GENERAL
from ..safety.signposts import Signposts
from .pipeline import Considered


def explain(considered: Considered, index: Index, signposts: Signposts) -> str:
    """What pattern or wording led to care, what was read, which entry found each passage, the evidence and the bar."""
    lines = [f"signpost     {considered.signpost or 'none'}"]
    fired = dict.fromkeys(signposts.fired(considered.reading.text))
    lines += [f"             {name}: the pattern that matches {words!r}" for name, words in fired]
    shares = sorted(considered.reading.signposts.items(), key=lambda pair: -pair[1])[:3]
    lines += [f"             {name}: {share:.2f} of the vote of its wordings" for name, share in shares if share >= 0.01]
    for name, reading in (("read", considered.reading), *(("part", part) for part in considered.needs)):
        lines += [f"{name:12} {reading.text!r}", *(f"             {line}" for line in _reading_lines(reading, index))]
    decision = considered.decision
    outcome = "quotes passages" if decision.passages else f"quotes nothing; closest: {decision.other or 'nothing'}"
    lines.append(f"decision     {outcome} (probability {decision.probability:.2f}, bar {decision.bar:.2f})")
    return "\n".join(lines)


def _reading_lines(reading: Reading, index: Index) -> list[str]:
    lines = [f"spelling put right: {reading.spelled!r}"] if reading.spelled != reading.text else []
    for hit in reading.hits[:3]:
        place = f"{hit.passage.document}, paragraph {hit.passage.paragraphs[0]}"
        evidence = f"score {hit.score:.2f}, cosine {hit.cosine:.2f}, BM25 {hit.bm25:.1f}"
        lines.append(f"{place}: {evidence}, found by the {hit.entry.kind} {hit.entry.text[:70]!r}")
    shares = sorted(reading.votes.items(), key=lambda pair: -pair[1])[:3]
    lines += [f"{share:.2f} of the vote for {target.kind} {target.id}" for target, share in shares if target.kind != "passage"]
    if reading.features is not None:
        weighed = (index.calibration or GENERAL).contributions(reading.features)
        lines.append("log odds: " + ", ".join(f"{name} {value:+.2f}" for name, value in weighed.items()))
        lines.append(f"probability that the corpus answers: {reading.probability:.2f}")
    return lines

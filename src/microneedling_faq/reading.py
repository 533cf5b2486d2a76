"""A text -> what the index makes of it: passages, other targets and signposts, each with its share of the vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .annotations import Annotations
from .calibration import Calibration, Features, vote_features
from .encoder import QueryEncoder
from .general import GENERAL, general_features
from .index import Index
from .lexical import tokenize
from .retrieval import Found, rank_passages, search, vote
from .rewriting import rewrite
from .spelling import corrected, swapped_back
from .types import Hit, Target


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text may mean."""

    text: str
    spelled: str  # with misspelt words put right
    hits: tuple[Hit, ...]  # passages, best first
    votes: Mapping[Target, float]  # share of every target but signposts, summing to 1; empty without wordings
    signposts: Mapping[str, float]  # share of every signpost among all targets
    nearest: float  # cosine of the nearest entry
    features: Features | None = None  # the evidence that a `Calibration` weighs
    probability: float = 0.0  # that passages answer

    @property
    def passage_share(self) -> float:
        """Share of the vote that passages get together."""
        return sum(share for target, share in self.votes.items() if target.kind == "passage")

    @property
    def signpost_share(self) -> float:
        """Share that signposts get together among all targets."""
        return sum(self.signposts.values())

    @property
    def clearest_share(self) -> float:
        """Share of the target with the most votes."""
        return max(self.votes.values(), default=0.0)

    def best_other(self) -> tuple[Target, float] | None:
        """The topic, small talk … with the largest share."""
        others = ((target, share) for target, share in self.votes.items() if target.kind != "passage")
        return max(others, key=lambda pair: pair[1], default=None)


def read(
    texts: Sequence[str], language: str, index: Index, encoder: QueryEncoder, *, top_k: int, as_typed: bool = False
) -> list[Reading]:
    """Read some texts, all embedded in one pass: for short texts a pass takes as long as reading the weights from memory.

    A text is embedded as it stands and, if that changes it, with its spelling put right and the corpus's words in
    place of synonyms; the mean of both is searched, so that neither can mislead alone.

    :param language: As `detect_language` tells; spelling is put right in English, and in Spanish where letters changed places.
    :param top_k: The most passages wanted of each.
    :param as_typed: Whether to leave the spelling as it is.
    """
    notes = index.annotations
    spelled = [text if as_typed else _spelled(text, language, notes) for text in texts]
    rewritten = [rewrite(text, notes.synonyms.get(language, {})) for text in spelled]
    embeddings = encoder.embed([*texts, *rewritten]).reshape(2, len(texts), -1).mean(axis=0)
    readings = []
    for row, text in enumerate(texts):
        tokens = tokenize([rewritten[row]])[0]
        found = search(index, embeddings[[row]], tokens)
        hits = rank_passages(index, found, top_k=top_k)
        reading = Reading(text, spelled[row], tuple(hits), {}, {}, float(found.cosines[0]))
        if index.calibration is None:
            readings.append(_with_evidence(reading, tokens, index))
        else:
            readings.append(_with_votes(reading, found, index.calibration, index))
    return readings


def _spelled(text: str, language: str, notes: Annotations) -> str:
    if language == "en":
        return corrected(text, notes.vocabulary, keep=notes.synonyms.get(language, {}))
    return swapped_back(text, notes.spanish_words) if language == "es" else text


def _with_evidence(reading: Reading, tokens: Sequence[str], index: Index) -> Reading:
    """Where nobody votes: how likely passages answer, by the general calibration."""
    if not reading.hits:
        return reading
    features = general_features(reading.hits, tokens, passages=len(index.passages), entries=len(index.entries))
    return replace(reading, features=features, probability=GENERAL.probability(features))


def _with_votes(reading: Reading, found: Found, calibration: Calibration, index: Index) -> Reading:
    """What the nearest entries vote for, and how likely passages answer by the calibration fitted to this corpus."""
    cast = vote(index, found)
    pairs = [(index.targets[row], share) for row, share in zip(cast.numbers.tolist(), cast.shares.tolist(), strict=True)]
    signposts = {target.id: share for target, share in pairs if target.kind == "signpost"}
    total = sum(share for target, share in pairs if target.kind != "signpost") or 1.0
    votes = {target: share / total for target, share in pairs if target.kind != "signpost"}
    features = vote_features(cast, passages=len(index.passages), signposts=index.signpost_targets)
    return replace(
        reading,
        hits=tuple(_by_vote(reading.hits, votes)),
        votes=votes,
        signposts=signposts,
        features=features,
        probability=calibration.probability(features),
    )


def _by_vote(hits: Sequence[Hit], votes: Mapping[Target, float]) -> list[Hit]:
    """Hits in the order of their share of the vote, which becomes their score."""
    share = {hit.rank: votes.get(hit.entry.target, 0.0) for hit in hits}
    ordered = sorted(hits, key=lambda hit: (-share[hit.rank], hit.rank))
    return [replace(hit, score=round(share[hit.rank], 4), rank=rank) for rank, hit in enumerate(ordered, start=1)]

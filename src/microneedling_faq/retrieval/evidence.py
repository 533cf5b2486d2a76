"""A text -> what the index makes of it: passages, other targets and signposts, each with its share of the vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..corpus.annotations import Annotations
from ..corpus.english_words import is_listed
from ..corpus.vocabulary import WORD
from ..encoder.onnx_encoder import QueryEncoder
from ..index.calibration import Calibration, Features
from ..index.lexical import tokenize
from ..index.reader import Index
from ..query.spelling import corrected, nearest_written, swapped_back
from ..types import Hit, Target
from .general_calibration import GENERAL, general_features
from .question_calibration import is_question_calibration, question_features
from .search import Found, named_passages, nearest_other, rank_by_cosine, rank_by_vote, rank_passages, search, vote
from .target_classifier import head_shares, mixed_shares
from .vote_calibration import vote_features
from .voting import CANDIDATES, Vote, without

OWNED_COSINE = 0.6  # from which the nearest entry, if it is a topic's, owns a text where nobody votes
SHORTEST_NAME = 3  # letters


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
    by_questions: bool = False  # whether the questions that stand over passages decide, instead of votes
    other: Target | None = None  # without votes: the topic, small talk … that owns the text
    near: Sequence[tuple[int, float]] = ()  # with votes: rows of the entries nearest in meaning with their cosines, best first

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


def read(texts: Sequence[str], language: str, index: Index, encoder: QueryEncoder, *, as_typed: bool = False) -> list[Reading]:
    """Read some texts, all embedded in one pass: for short texts a pass takes as long as reading the weights from memory.

    What is embedded and searched is a text with its spelling put right.

    :param language: As `detect_language` tells; spelling is put right in English by a dictionary, in Spanish where letters
        changed places, and in all but English towards the words of the documents.
    :param as_typed: Whether to leave the spelling as it is.
    """
    notes = index.annotations
    looked_up: dict[str, str] = {}
    spelled = [text if as_typed else _spelled(text, language, notes, looked_up) for text in texts]
    embeddings = encoder.embed(spelled)
    tokens = tokenize(spelled, index.language)
    head = None if index.target_vectors is None else head_shares(embeddings, index.target_vectors)
    readings = []
    for row, found in enumerate(search(index, embeddings, tokens)):
        if index.calibration is None:
            readings.append(_without_votes(texts[row], spelled[row], found, tokens[row], index))
        elif is_question_calibration(index.calibration):
            readings.append(_by_questions(texts[row], spelled[row], found, index.calibration, index))
        else:
            cast = vote(index, found)
            if head is not None:
                cast = replace(cast, shares=mixed_shares(cast.shares, head[row]))
            readings.append(_by_votes(texts[row], spelled[row], found, cast, index.calibration, index))
    return readings


def _spelled(text: str, language: str, notes: Annotations, looked_up: dict[str, str]) -> str:
    if language == "en":
        return corrected(text, notes.vocabulary, looked_up)
    return nearest_written(swapped_back(text, notes.spanish_words) if language == "es" else text, notes.document_words)


def _without_votes(text: str, spelled: str, found: Found, tokens: Sequence[str], index: Index) -> Reading:
    """Where nobody votes: how likely passages answer, by the general calibration."""
    hits = tuple(rank_passages(index, found, top_k=CANDIDATES))
    nearest, other = found.cosines[0], _owner(index, found)
    if not hits:
        return Reading(text, spelled, (), {}, {}, nearest, other=other)
    features = general_features(hits, tokens, index.language, passages=len(index.passages), entries=len(index.entries))
    probability = GENERAL.probability(features)
    return Reading(text, spelled, hits, {}, {}, nearest, other=other, features=features, probability=probability)


def _by_questions(text: str, spelled: str, found: Found, calibration: Calibration, index: Index) -> Reading:
    """Where the documents ask their own questions: how likely the nearest passage answers."""
    names = [word for word in WORD.findall(text.lower()) if len(word) >= SHORTEST_NAME and not is_listed(word)]
    hits = tuple(rank_by_cosine(index, found, named_passages(index, tokenize([" ".join(names)], index.language)[0])))
    nearest, other = found.cosines[0], _owner(index, found)
    if not hits:
        return Reading(text, spelled, (), {}, {}, nearest, by_questions=True, other=other)
    features = question_features([hit.score for hit in hits])
    probability = calibration.probability(features)
    return Reading(
        text, spelled, hits, {}, {}, nearest, by_questions=True, other=other, features=features, probability=probability
    )


def _owner(index: Index, found: Found) -> Target | None:
    other = nearest_other(index, found)
    return other[0] if other and other[1] >= OWNED_COSINE else None


def _by_votes(text: str, spelled: str, found: Found, cast: Vote, calibration: Calibration, index: Index) -> Reading:
    """What a text means by vote and head, and how likely passages answer by the calibration fitted to this corpus."""
    shares = without(cast.shares, index.signpost_targets)
    features = vote_features(cast, passages=len(index.passages), signposts=index.signpost_targets)
    return Reading(
        text,
        spelled,
        hits=tuple(rank_by_vote(index, found, shares)),
        votes={index.targets[row]: share for row, share in shares.items()},
        signposts={index.targets[row].id: share for row, share in cast.shares.items() if row in index.signpost_targets},
        nearest=cast.nearest,
        features=features,
        probability=calibration.probability(features),
        near=list(zip(found.rows, found.cosines, strict=True)),
    )

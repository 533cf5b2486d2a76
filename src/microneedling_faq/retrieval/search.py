"""A query -> the passages and other targets it may mean, by meaning and by words.

Dense and lexical scores are joined as a convex combination of min-max normalised scores (Bruch et al., "An Analysis of Fusion
Functions for Hybrid Retrieval", 2022). Where staff attached wordings, the nearest entries also vote for their targets.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..index.reader import Index
from ..types import Embeddings, Hit, Scores, Target
from .voting import CANDIDATES, Vote, cast_votes

NAME_BONUS = 0.2  # in cosine
DENSE_WEIGHT = 0.5  # on SciFact anything from 0.4 to 0.6 is within 0.012 nDCG@10


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found among the entries, before anything is decided."""

    rows: list[int]  # entries nearest in meaning, best first
    cosines: list[float]  # their cosines
    targets: list[int]  # what they point to, as rows of `Index.targets`
    bm25: Scores  # (n_entries,) how well the query's words match each entry


def search(
    index: Index, query_embeddings: Embeddings, tokens: Sequence[Sequence[str]], *, candidates: int = CANDIDATES
) -> list[Found]:
    """Find for each query the entries nearest in meaning and the entries that share words.

    :param query_embeddings: (n_queries, dimensions) float32, rows L2-normalised.
    :param tokens: The words of each query as `lexical.tokenize` makes them.
    """
    cosines, rows = index.vectors.search(query_embeddings, candidates)
    return [
        Found(nearest.tolist(), cosines[at].tolist(), index.entry_targets[nearest].tolist(), index.lexical.scores(tokens[at]))
        for at, nearest in enumerate(rows)
    ]


def rank_passages(index: Index, found: Found, *, top_k: int, dense_weight: float = DENSE_WEIGHT) -> list[Hit]:
    """The passages that match best, several entries of one passage merged into their best.

    :param dense_weight: 1 ranks by meaning alone, 0 by words alone.
    :return: At most `top_k` hits, best first, no passage twice; equal scores keep the corpus order.
    """
    best_cosine = _best_by_target(found.targets, found.rows, found.cosines)
    lexical_rows = _top_rows(found.bm25, len(found.rows))
    lexical_targets = index.entry_targets[lexical_rows].tolist()
    best_bm25 = _best_by_target(lexical_targets, lexical_rows.tolist(), found.bm25[lexical_rows].tolist())
    dense, lexical = _min_max(best_cosine), _min_max(best_bm25)
    count = len(index.passages)
    candidates = {*(dense if dense_weight > 0 else ()), *(lexical if dense_weight < 1 else ())}
    scores = {
        target: dense_weight * dense.get(target, 0.0) + (1 - dense_weight) * lexical.get(target, 0.0)
        for target in sorted(candidates)
        if target < count
    }
    order = sorted(scores, key=lambda target: -scores[target])[:top_k]  # stable: ties keep the corpus order
    passages = index.passages.many(order)
    entries = index.entries.many([(best_cosine.get(target) or best_bm25[target])[1] for target in order])
    return [
        Hit(
            passage=passages[rank - 1],
            score=round(scores[target], 4),
            rank=rank,
            cosine=best_cosine.get(target, (0.0, -1))[0],
            bm25=best_bm25.get(target, (0.0, -1))[0],
            entry=entries[rank - 1],
        )
        for rank, target in enumerate(order, start=1)
    ]


def vote(index: Index, found: Found) -> Vote:
    """Let the nearest entries of a query vote."""
    best = float(found.bm25.max(initial=0.0)) or 1.0
    bm25 = [score / best for score in found.bm25[found.rows].tolist()]
    return cast_votes(found.cosines, bm25, found.targets, passages=len(index.passages), signposts=index.signpost_targets)


def rank_by_vote(index: Index, found: Found, shares: Mapping[int, float]) -> list[Hit]:
    """The passages among the nearest entries, by their share of the vote, which is their score.

    :param shares: Row in `Index.targets` -> share.
    """
    best = _best_entries(index, found, shares)  # what the head alone finds is among them
    order = sorted((target for target in shares if target < len(index.passages)), key=lambda target: -shares[target])
    return _hits(index, found, best, {target: shares[target] for target in order})


def rank_by_cosine(index: Index, found: Found, named: Collection[int]) -> list[Hit]:
    """The passages found; their score is the mean of two cosines, of the nearest entry and of heading and text together.

    On four FAQs of others (104 questions) the right passage came first for .77 by the nearest entry alone, for .86 so.

    :param named: Passages that hold a name of the query, which the encoder knows too little.
    """
    best = _best_entries(index, found, named)
    near = zip(found.targets, found.rows, found.cosines, strict=True)
    whole = {target: cosine for target, row, cosine in near if index.entries[row].kind == "passage"}
    scores = {
        target: (cosine + whole.get(target, min(cosine, found.cosines[-1]))) / 2 + NAME_BONUS * (target in named)
        for target, (cosine, _) in best.items()
        if target < len(index.passages)
    }
    order = sorted(scores, key=lambda target: (-scores[target], target))
    return _hits(index, found, best, {target: min(max(scores[target], 0.0), 1.0) for target in order})


def named_passages(index: Index, names: Sequence[str]) -> set[int]:
    """The passages, as rows, that hold all names of a query; none if it has none.

    :param names: As `lexical.tokenize` makes them.
    """
    held = [index.entry_targets[np.flatnonzero(index.lexical.scores([name]))].tolist() for name in names]
    return {target for target in set.intersection(*map(set, held)) if target < len(index.passages)} if held else set()


def nearest_other(index: Index, found: Found) -> tuple[Target, float] | None:
    """The topic, small talk … nearer than any passage, with its cosine; `None` if a passage is nearest."""
    rows = (
        (row, cosine) for row, cosine in zip(found.targets, found.cosines, strict=True) if row not in index.signpost_targets
    )
    row, cosine = next(rows, (0, 0.0))
    return None if row < len(index.passages) else (index.targets[row], cosine)


def _best_entries(index: Index, found: Found, also: Iterable[int]) -> dict[int, tuple[float, int]]:
    """Target -> (cosine, row) of its nearest entry; of further targets that no entry found, their first entry at 0."""
    best = _best_by_target(found.targets, found.rows, found.cosines)
    for target in also:
        if target not in best:
            best[target] = (0.0, int(index.first_entries[target]))
    return best


def _hits(index: Index, found: Found, best: Mapping[int, tuple[float, int]], scores: Mapping[int, float]) -> list[Hit]:
    """Passages as hits, in the order of their scores, each with the entry that stands for it."""
    passages, entries = index.passages.many(list(scores)), index.entries.many([best[target][1] for target in scores])
    return [
        Hit(
            passage=passages[rank - 1],
            score=round(score, 4),
            rank=rank,
            cosine=best[target][0],
            bm25=float(found.bm25[best[target][1]]),
            entry=entries[rank - 1],
        )
        for rank, (target, score) in enumerate(scores.items(), start=1)
    ]


def _best_by_target(targets: Sequence[int], rows: Sequence[int], scores: Sequence[float]) -> dict[int, tuple[float, int]]:
    """Target -> (best score, entry row); they come best first, so the first of a target is its best."""
    best: dict[int, tuple[float, int]] = {}
    for target, row, score in zip(targets, rows, scores, strict=True):
        best.setdefault(target, (score, row))
    return best


def _top_rows(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Rows of the highest scores above 0, best first; equal scores keep the row order."""
    rows = np.flatnonzero(scores)
    if len(rows) > count:
        rows = rows[scores[rows] >= np.partition(scores[rows], -count)[-count]]
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def _min_max(best: dict[int, tuple[float, int]]) -> dict[int, float]:
    """Scores stretched to 0..1 over the candidates; a lone candidate gets 1."""
    if not best:
        return {}
    low, high = min(score for score, _ in best.values()), max(score for score, _ in best.values())
    return {target: (score - low) / (high - low) if high > low else 1.0 for target, (score, _) in best.items()}

"""What a measure is, how sure it is, and the measures of rankings against judgements; pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .question_files import Qrels

Run: TypeAlias = Mapping[str, Sequence[str]]  # query id -> document ids, best first


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure over the questions it applies to."""

    values: tuple[float, ...]  # one a question, 0 to 1, in the order of the questions
    counted: bool = False  # told as a count, not as a share

    @property
    def n(self) -> int:
        """How many questions it applies to."""
        return len(self.values)

    @property
    def numerator(self) -> float:
        """The sum of the values: a whole number unless a question can score in part (coverage, nDCG, …)."""
        return math.fsum(self.values)

    @property
    def value(self) -> float | None:
        """The share (0 to 1) or the count; None where no question applies."""
        if not self.values:
            return None
        return self.numerator if self.counted else self.numerator / self.n

    def to_json(self) -> dict[str, Any]:
        """Give value, numerator, n and, for a share, its 95 % bootstrap interval as [low, high]."""
        interval = None if self.counted or not self.values else list(bootstrap_interval(self.values))
        return {"value": self.value, "numerator": self.numerator, "n": self.n, "interval": interval}


def bootstrap_interval(values: Sequence[float], *, seed: int = 0, rounds: int = 10_000) -> tuple[float, float]:
    """Estimate the 95 % interval of a mean by the percentile bootstrap (Efron 1979, "Bootstrap methods").

    Where all values are equal it has no width, which says nothing about what more questions would show.

    :param values: One a question; flags count as 0 and 1.
    :raises ValueError: If there are no values, or `rounds` is below 1.
    """
    n = len(values)
    if n == 0 or rounds < 1:
        raise ValueError(f"needs values and at least 1 round, got {n} values and {rounds} rounds")
    # How often a resample holds each distinct value is multinomial, so (rounds, n) draws need not be held in memory.
    distinct, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    drawn: npt.NDArray[np.int64] = np.random.default_rng(seed).multinomial(n, counts / n, size=rounds)
    low, high = np.quantile(drawn @ distinct / n, [0.025, 0.975])
    return float(low), float(high)


def measure_run(run: Run, qrels: Qrels, *, k: int = 10) -> dict[str, Measure]:
    """Measure rankings by nDCG@k, recall@k and MRR@k; queries without a relevant document are left out.

    A judged query that the run lacks scores 0, so that a run cannot gain by skipping queries.

    :raises ValueError: If `k` is below 1, or a ranking holds a document twice.
    """
    judged = [(run.get(query, ()), grades) for query, grades in qrels.items() if _relevant(grades)]
    formulas = {"nDCG": ndcg_at, "recall": recall_at, "MRR": mrr_at}
    return {
        f"{name}@{k}": Measure(tuple(formula(ranking, grades, k=k) for ranking, grades in judged))
        for name, formula in formulas.items()
    }


def ndcg_at(ranking: Sequence[str], grades: Mapping[str, int], *, k: int) -> float:
    """Tell how near a ranking comes to the best one (Järvelin & Kekäläinen 2002), 0 to 1.

    Gain is linear (the grade; below 0 counts as 0) and discounted by log2(rank + 1), as `ndcg_cut` of trec_eval.

    :param ranking: Document ids, best first.
    :param grades: Document id -> grade for this query; at least one is above 0. A document that is missing has grade 0.
    :raises ValueError: If `k` is below 1, the ranking holds a document twice, or no grade is above 0.
    """
    relevant = _some_relevant(grades)
    gains = [relevant.get(document, 0) for document in _top(ranking, k)]
    return _dcg(gains) / _dcg(sorted(relevant.values(), reverse=True)[:k])


def recall_at(ranking: Sequence[str], grades: Mapping[str, int], *, k: int) -> float:
    """Tell which share of the relevant documents (grade 1 or more) is among the first `k`; see `ndcg_at`."""
    relevant = _some_relevant(grades)
    return sum(document in relevant for document in _top(ranking, k)) / len(relevant)


def mrr_at(ranking: Sequence[str], grades: Mapping[str, int], *, k: int) -> float:
    """Give 1 / rank of the first relevant document, 0 where none is among the first `k`; see `ndcg_at`."""
    relevant = _some_relevant(grades)
    ranks = (rank for rank, document in enumerate(_top(ranking, k), start=1) if document in relevant)
    return 1 / next(ranks, math.inf)


def _relevant(grades: Mapping[str, int]) -> dict[str, int]:
    return {document: grade for document, grade in grades.items() if grade > 0}


def _some_relevant(grades: Mapping[str, int]) -> dict[str, int]:
    relevant = _relevant(grades)
    if not relevant:
        raise ValueError(f"at least one grade must be above 0, got {dict(grades)}")
    return relevant


def _top(ranking: Sequence[str], k: int) -> Sequence[str]:
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    if len(set(ranking)) != len(ranking):
        raise ValueError(f"a ranking holds each document once, got {list(ranking)}")
    return ranking[:k]


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))

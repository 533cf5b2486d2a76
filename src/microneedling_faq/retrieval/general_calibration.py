"""Whether a corpus without wordings answers: a logistic regression calibrated on public questions about other corpora.

`python tests/bench/general.py` fits it on a half of SQuAD 2.0 (questions whose paragraph was taken out) and of CLINC150
(questions out of scope), measures it on the other halves, and prints what `GENERAL` should hold.

Features that add nothing (as seen on all of the data) were left out: leads over the second passage, BM25 a word, whether
meaning and words agree. So was how many of the best passages share a title, which lifts CLINC150 by 0.015, but only because
its titles are the intents.
"""

import math
from collections.abc import Collection, Sequence
from statistics import fmean

from ..index.calibration import Calibration, Features
from ..index.lexical import tokenize
from ..types import Hit

# How many of the best passages a mean is taken of: in a corpus of eight, ten would be all of it, whatever was asked.
MOST_AVERAGED, PASSAGES_FOR_EACH = 10, 25

GENERAL = Calibration(
    names=[
        "best cosine",
        "mean cosine of the best passages",
        "best BM25, in units of ln(entries + 1)",
        "mean BM25 of the best passages, likewise",
        "share of the query's words in the passage nearest in meaning",
        "words in the query, as logarithm",
    ],
    means=[0.5885, 0.5136, 0.8139, 0.5976, 0.435, 1.7801],
    scales=[0.2134, 0.2134, 0.3996, 0.2032, 0.2919, 0.397],
    coefficients=[1.2073, 1.7117, 2.4438, 0.3049, 0.5544, -1.2615],
    intercept=1.5723,
    fitted_on=4_220,
)


def general_features(
    hits: Sequence[Hit], tokens: Collection[str], language: str = "en", *, passages: int, entries: int
) -> Features:
    """The evidence of a search, in the order of `GENERAL.names`.

    :param hits: The passages found, in any order; at least one.
    :param tokens: The query's words as `lexical.tokenize` makes them.
    :param language: Of the index.
    :param passages: Of the corpus.
    :param entries: Size of the index: BM25 grows with its logarithm.
    """
    averaged = min(MOST_AVERAGED, math.ceil(passages / PASSAGES_FOR_EACH))
    nearest = max(hits, key=lambda hit: hit.cosine)
    cosines = sorted((hit.cosine for hit in hits), reverse=True)
    bm25 = sorted((hit.bm25 / math.log(entries + 1) for hit in hits), reverse=True)
    words = set(tokens)
    shared = words.intersection(tokenize([f"{nearest.passage.title} {nearest.passage.text}"], language)[0])
    return (
        cosines[0],
        fmean(cosines[:averaged]),
        bm25[0],
        fmean(bm25[:averaged]),
        len(shared) / max(1, len(words)),
        math.log(max(1, len(tokens))),
    )

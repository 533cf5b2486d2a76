"""Whether a corpus without wordings answers: a logistic regression calibrated on public questions about other corpora.

Fitted once on a random half of SQuAD 2.0 (questions whose paragraph was taken out) and of CLINC150 (questions out of scope); on
the other halves it refused 0.93 and 0.86 of the unanswerable at 5 % false refusals when it was fitted (2026-11-22).
"""

from collections.abc import Collection, Sequence

import numpy as np

from .calibration import Calibration, Features
from .lexical import tokenize
from .types import Hit

GENERAL = Calibration(
    names=[
        "best cosine",
        "its lead over the second passage",
        "best BM25, in units of ln(entries + 1)",
        "its lead over the second passage, likewise",
        "mean cosine of the ten best passages",
        "share of the query's words in the passage nearest in meaning",
        "best BM25 per word, likewise",
        "words in the query, as logarithm",
        "meaning and words agree on the best passage",
        "BM25 of the passage nearest in meaning, as share of the best",
    ],
    means=[0.5885, 0.0366, 0.8139, 0.1287, 0.5136, 0.4349, 0.1367, 1.7802, 0.2299, 0.6618],
    scales=[0.2134, 0.0472, 0.3996, 0.2411, 0.2134, 0.2919, 0.0599, 0.397, 0.4207, 0.3379],
    coefficients=[0.9495, 0.0023, 2.0309, -0.2275, 2.2232, 0.1957, 0.6968, -0.4918, -0.199, 0.2212],
    intercept=1.3601,
    fitted_on=4_221,
)


def general_features(hits: Sequence[Hit], tokens: Collection[str], entries: int) -> Features:
    """The evidence of a search, in the order of `GENERAL.names`.

    :param hits: The passages found, in any order; at least one.
    :param tokens: The query's words as `lexical.tokenize` makes them.
    :param entries: Size of the index: BM25 grows with its logarithm.
    """
    nearest = max(hits, key=lambda hit: hit.cosine)
    cosines = sorted((hit.cosine for hit in hits), reverse=True)
    bm25 = sorted((hit.bm25 / np.log(entries + 1) for hit in hits), reverse=True)
    words = set(tokens)
    shared = words.intersection(tokenize([f"{nearest.passage.title} {nearest.passage.text}"])[0])
    nearest_bm25 = nearest.bm25 / np.log(entries + 1)
    return np.array(
        [
            cosines[0],
            cosines[0] - (cosines[1] if len(cosines) > 1 else 0.0),
            bm25[0],
            bm25[0] - (bm25[1] if len(bm25) > 1 else 0.0),
            float(np.mean(cosines[:10])),
            len(shared) / max(1, len(words)),
            bm25[0] / max(1, len(tokens)),
            float(np.log(max(1, len(tokens)))),
            float(bm25[0] > 0 and nearest_bm25 == bm25[0]),
            nearest_bm25 / bm25[0] if bm25[0] > 0 else 0.0,
        ]
    )

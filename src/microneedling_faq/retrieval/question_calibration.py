"""Whether a corpus of questions and answers answers: a logistic regression on the best cosine, adapted to each corpus.

Where questions stand over most passages, and staff attached too few wordings to let them vote, the nearest entry decides. How
near is near enough differs between corpora: in one about teeth every question is near to some answer. So each question is asked
twice when the index is built: with itself held out, which its passage should still answer, and with its whole passage held out,
which nothing answers.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..index.calibration import Calibration, Features, adapt_calibration
from ..types import Embeddings, Entry

LEAST_SHARE = 0.5  # of the passages that need a question over them
MOST_HELD_OUT = 1_500  # more do not move the coefficients

# Fitted on questions that were written for three FAQs from their answers alone, half of them not answered there.
QUESTIONS = Calibration(
    names=["cosine of the best passage"],
    means=[0.47],
    scales=[0.17],
    coefficients=[1.72],
    intercept=0.22,
    fitted_on=113,
)


def is_question_calibration(calibration: Calibration) -> bool:
    """Whether a calibration of an index is of this kind."""
    return calibration.names == QUESTIONS.names


def question_features(best_cosine: float) -> Features:
    """The evidence of a search, in the order of `QUESTIONS.names`."""
    return (best_cosine,)


def hold_out_sections(
    embeddings: Embeddings, entries: Sequence[Entry], of_entries: npt.NDArray[np.int32], passages: int
) -> Calibration | None:
    """Adapt to the questions over the passages of a corpus; `None` if too few passages have one.

    :param embeddings: (n_entries, dimensions) float32, rows L2-normalised.
    :param of_entries: (n_entries,) row of the target of each entry; those below `passages` are passages.
    """
    asked = [row for row, entry in enumerate(entries) if entry.kind == "wording" and entry.target.kind == "passage"]
    if len({of_entries[row] for row in asked}) < LEAST_SHARE * passages:
        return None
    finds = of_entries < passages
    features, answered = [], []
    for row in np.random.default_rng(0).permutation(asked)[:MOST_HELD_OUT]:
        cosines = embeddings @ embeddings[row]
        others = finds & (np.arange(len(entries)) != row)
        elsewhere = finds & (of_entries != of_entries[row])
        for left, answers in ((others, True), (elsewhere, False)):
            if left.any():
                features.append(question_features(float(cosines[left].max())))
                answered.append(answers)
    return adapt_calibration(QUESTIONS, np.array(features), np.array(answered)) if features else QUESTIONS

"""Whether a corpus of questions and answers answers: a logistic regression on the best cosine, adapted to each corpus.

Where questions stand over most passages, and staff attached too few wordings to let them vote, the nearest entry decides. How
near is near enough differs between corpora: in one about teeth every question is near to some answer. So each question is asked
twice when the index is built: with itself held out, which its passage should still answer, and with its whole passage held out,
which nothing answers.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from ..index.calibration import Calibration, Features
from ..types import Embeddings, Entry

LEAST_SHARE = 0.5  # of the passages that need a question over them
MOST_HELD_OUT = 1_500  # more do not move the outcome
SAID_ELSEWHERE_COSINE = 0.75  # a question so near to another passage is answered there too, and tells nothing
PRIOR_STRENGTH = 10.0  # in log odds squared: what a few questions tell of a corpus counts little
NEWTON_STEPS = 25

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
    answered, unanswered = [], []
    for row in np.random.default_rng(0).permutation(asked)[:MOST_HELD_OUT]:
        cosines = np.where(finds, embeddings @ embeddings[row], -1.0)
        unanswered.append(float(cosines[of_entries != of_entries[row]].max(initial=-1.0)))
        cosines[row] = -1.0
        answered.append(float(cosines.max()))
    return adapted(answered, [cosine for cosine in unanswered if cosine < SAID_ELSEWHERE_COSINE])


def adapted(answered: Sequence[float], unanswered: Sequence[float]) -> Calibration:
    """`QUESTIONS` with the intercept that is most likely for a corpus, under a normal prior around its own.

    :param answered: Best cosines of questions that the corpus answers.
    :param unanswered: Those of questions that it does not answer.
    """
    slopes = np.array([sum(QUESTIONS.contributions(question_features(cosine)).values()) for cosine in (*answered, *unanswered)])
    truth = np.array([1.0] * len(answered) + [0.0] * len(unanswered))
    intercept = QUESTIONS.intercept
    for _ in range(NEWTON_STEPS):
        probability = 1 / (1 + np.exp(-(slopes + intercept)))
        gradient = float((truth - probability).sum()) - PRIOR_STRENGTH * (intercept - QUESTIONS.intercept)
        intercept += gradient / (float((probability * (1 - probability)).sum()) + PRIOR_STRENGTH)
    return replace(QUESTIONS, intercept=intercept, fitted_on=len(answered) + len(unanswered))

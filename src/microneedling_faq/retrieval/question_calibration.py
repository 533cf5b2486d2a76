"""Whether a corpus of questions and answers answers: a logistic regression on how near the passages are.

Where questions stand over most passages, and staff attached too few wordings to let them vote, the nearest passages decide. How
near the best is says less than how far it stands out: in an FAQ about teeth every question about teeth is near to some answer.
So the mean of the best few is set against it. A calibration by each corpus's own questions, each asked with its section held
out, was tried and is gone: from one FAQ to another it changed nothing (AUC .880 and .881 on the same questions).
"""

from collections.abc import Sequence
from statistics import fmean

from ..index.calibration import Calibration, Features
from ..types import Entry

LEAST_SHARE = 0.5  # of the passages that need a question over them
MOST_AVERAGED = 5  # passages

# Fitted on questions that were written for four FAQs of others from their answers, a third of them not answered there; each
# FAQ, and in it either kind, weighs the same. Fitted on three and asked of the fourth: AUC .895, and .81 before the general
# weights.
QUESTIONS = Calibration(
    names=["score of the best passage", "mean score of the best five"],
    means=[0.4269, 0.2826],
    scales=[0.1529, 0.1084],
    coefficients=[2.6672, -0.8048],
    intercept=0.5099,
    fitted_on=161,
)


def is_question_calibration(calibration: Calibration) -> bool:
    """Whether a calibration of an index is of this kind."""
    return calibration.names == QUESTIONS.names


def question_features(scores: Sequence[float]) -> Features:
    """The evidence of a search, in the order of `QUESTIONS.names`.

    :param scores: Of the passages found, best first; at least one.
    """
    return (scores[0], fmean(scores[:MOST_AVERAGED]))


def asks_questions(entries: Sequence[Entry], passages: int) -> bool:
    """Whether questions stand over most passages of a corpus.

    :param passages: How many there are.
    """
    asked = {entry.target.id for entry in entries if entry.kind == "wording" and entry.target.kind == "passage"}
    return len(asked) >= LEAST_SHARE * passages

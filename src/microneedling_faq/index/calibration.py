"""From evidence to a probability: a logistic regression, stored in an index as plain numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Features = Sequence[float]

RIDGE = 1.0  # keeps coefficients finite where a corpus can be told apart perfectly
NEWTON_STEPS = 25


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted logistic regression."""

    names: list[str]  # of the features
    means: list[float]
    scales: list[float]
    coefficients: list[float]  # per feature, in units of its scale
    intercept: float
    fitted_on: int  # wordings

    def probability(self, features: Features) -> float:
        """The probability that passages answer, 0 to 1.

        :param features: (n_features,) in the order of `names`.
        """
        log_odds = self.intercept + sum(self.contributions(features).values())
        return 0.5 + 0.5 * math.tanh(log_odds / 2)  # the logistic function, which `exp` alone would overflow in

    def contributions(self, features: Features) -> dict[str, float]:
        """What each feature adds to the log odds."""
        weighed = zip(features, self.means, self.scales, self.coefficients, strict=True)
        return dict(zip(self.names, (weight * (value - mean) / scale for value, mean, scale, weight in weighed), strict=True))


def fit_calibration(
    features: npt.NDArray[np.float64],
    answered: npt.NDArray[np.bool_],
    *,
    names: Sequence[str],
    weights: npt.NDArray[np.float64] | None = None,
) -> Calibration:
    """Fit by Newton's method (Hastie et al., The Elements of Statistical Learning, 2nd ed., 4.4.1).

    :param features: (n, n_features).
    :param answered: (n,) whether passages answer.
    :param names: Of the features.
    :param weights: (n,) how much each row counts, 1 on average; all the same if left out.
    """
    counts = np.ones(len(features)) if weights is None else weights
    means, scales = features.mean(axis=0), features.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(features)), (features - means) / scales])
    solution = np.zeros(design.shape[1])
    penalty = RIDGE * np.diag([0.0, *np.ones(features.shape[1])])
    for _ in range(NEWTON_STEPS):
        probability = 1 / (1 + np.exp(-design @ solution))
        gradient = design.T @ (counts * (answered - probability)) - penalty @ solution
        curvature = (design * (counts * probability * (1 - probability))[:, None]).T @ design + penalty
        solution = solution + np.linalg.solve(curvature, gradient)
    return Calibration(list(names), means.tolist(), scales.tolist(), solution[1:].tolist(), float(solution[0]), len(features))

"""From a text to evidence: entries near in meaning or words, their vote, and the calibrated probability that passages answer.

In: texts, an `Index` and an encoder. Out: a `Reading` of each text. May import `query`, `index`, `encoder` and `corpus`.
"""

__all__ = [
    "evidence",
    "general_calibration",
    "question_calibration",
    "search",
    "vote_calibration",
    "voting",
]  # the modules that packages below use

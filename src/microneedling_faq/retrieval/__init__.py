"""From a text to evidence: entries near in meaning or words, their vote, and the calibrated probability that passages answer.

In: texts, an `Index` and an encoder. Out: a `Reading` of each text. May import `query`, `index`, `encoder` and `corpus`.
"""

"""From the wordings of a corpus to trained weights: what is kept out, how texts vary, and whether the outcome is kept.

In: a corpus, a model, question files. Out: the folder `trained` below an index. May import `evaluation` and what is above it.
Slow and rare; needs torch, by way of `encoder.adapter_training`.
"""

__all__ = [
    "comparison",
    "train",
]  # the modules that packages below use

"""From evidence to care: signposts by word patterns and by meaning, assertion status, and the cautions on over-claims.

In: a message's sentences and readings. Out: the signpost that it needs, and the corrections that stand beside a passage. May
import `retrieval` and what is above it. What is said is in the notices of the corpus, not here.
"""

__all__ = [
    "carried_danger",
    "cautions",
    "permission",
    "signpost_choice",
    "signposts",
    "word_patterns",
]  # the modules that packages below use

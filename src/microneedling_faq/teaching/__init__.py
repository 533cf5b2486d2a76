"""What staff change in a corpus: taught wordings, the clinic's own answers, documents, texts and signatures.

In: one change and who makes it. Out: the files of the corpus, its index, and a record by which it can be undone. May import
`training` and what is above it. A change is tried on a copy first (`trial`); nothing else writes a corpus (`publishing`).
"""

__all__ = [
    "answers",
    "change_log",
    "claims",
    "documents",
    "health_texts",
    "operations",
    "publishing",
    "reply_changes",
    "texts_listing",
    "training_run",
    "trial",
    "tried_drafts",
    "uploads",
    "wordings",
]  # the modules that packages below use

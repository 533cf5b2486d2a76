"""From a visitor's message to the texts that are searched: cleaning, language, spelling, segmentation, follow-ups.

In: text. Out: text; no module here knows an index. May import `corpus`. A new language needs its words in `language`.
"""

__all__ = [
    "cleaning",
    "courtesies",
    "follow_ups",
    "language",
    "search_texts",
    "segmentation",
    "spelling",
]  # the modules that packages below use

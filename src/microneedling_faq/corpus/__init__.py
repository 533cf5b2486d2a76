"""What people wrote, read and checked: documents and their passages, and the tables, wordings, patterns and notices of staff.

In: the files of a corpus folder. Out: `Document`, `Passage`, `Entry` and `Annotations` records. Imports no other package;
nothing else reads a corpus.
"""

__all__ = [
    "annotations",
    "chunking",
    "clinician_signatures",
    "conversion",
    "documents",
    "english_words",
    "formats",
    "languages",
    "notices",
    "overclaims",
    "patterns",
    "program_signposts",
    "questions",
    "review",
    "small_talk",
    "sources",
    "structure",
    "tables",
    "vocabulary",
    "wordings",
]  # the modules that packages below use

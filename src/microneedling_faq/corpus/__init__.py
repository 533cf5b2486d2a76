"""What people wrote, read and checked: documents and their passages, and the tables, wordings, patterns and notices of staff.

In: the files of a corpus folder. Out: `Document`, `Passage`, `Entry` and `Annotations` records. Imports no other package;
nothing else reads a corpus.
"""

"""What the program brings to every corpus: the signposts of dangers that are no matter of one corpus, and what belongs to them.

A dentist's FAQ has no word on suicide or choking, and must hear both. So the groups that the shipped corpus marks
`everywhere = true`, its phrases that only sound like danger, its danger words of other languages and its words of release
are those of every corpus. A corpus that has a signpost of the same id keeps its own.
"""

from pathlib import Path

from ..paths import shipped
from .documents import hash_corpus
from .tables import Group, Tables, read_tables

PROGRAMS_OWN = ".programs-own"  # marks a copy of the shipped corpus, such as a bundle's
READING = "2: CommonMark, headings as wordings, converted files"  # to be raised when own corpora are read otherwise
SHARED = ("lures", "danger_words", "released")  # tables of the shipped corpus that belong to every corpus, whole
PROGRAMS = "program:"  # before the names of what is not the corpus's own, in a manifest
_BROUGHT = ("staff/signposts/", "staff/danger_words", "staff/released")


def is_shipped(corpus: Path) -> bool:
    """Whether a corpus is the one that came with the program, or a copy of it, which has all of this as its own."""
    return corpus.resolve() == shipped("corpus").resolve() or (corpus / PROGRAMS_OWN).is_file()


def brought_tables(corpus: Path, own: Tables) -> Tables:
    """The tables of a corpus and, without their wordings, the groups that the program brings.

    Wordings stay away: a corpus without any is decided otherwise than one where they vote.

    :raises CorpusError: If a file of the shipped corpus is wrong.
    """
    if is_shipped(corpus):
        return own
    ours = read_tables(shipped("corpus"))
    known = {group.fields.get("id") for group in own.get("signposts", ())}
    brought = {name: [*own.get(name, ()), *ours.get(name, ())] for name in SHARED}
    signposts = [
        Group(group.path, {key: value for key, value in group.fields.items() if key != "wordings"})
        for group in ours.get("signposts", ())
        if group.fields.get("everywhere") is True and group.fields.get("id") not in known
    ]
    return {**own, **brought, "signposts": [*own.get("signposts", ()), *signposts]}


def hash_brought(corpus: Path) -> dict[str, str]:
    """What of the program an index of a corpus was made of, name -> sha256 or version; tells whether it is stale."""
    if is_shipped(corpus):
        return {}
    hashes = hash_corpus(shipped("corpus"))
    brought = {f"{PROGRAMS}{name}": value for name, value in hashes.items() if name.startswith(_BROUGHT)}
    return {f"{PROGRAMS}how documents are read": READING, **brought}

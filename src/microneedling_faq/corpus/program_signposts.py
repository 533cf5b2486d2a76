"""What the program brings to every corpus: the signposts of dangers that are no matter of one corpus, and what belongs to them.

A dentist's FAQ has no word on suicide or choking, and must hear both. So the groups that the shipped corpus marks
`everywhere = true`, its phrases that only sound like danger, its danger words of other languages and its words of release and
of return are those of every corpus. A corpus that has a signpost of the same id keeps its own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..paths import is_shipped, shipped
from .documents import hash_corpus
from .languages import hash_languages
from .tables import Group, Tables, read_tables

READING = "3: CommonMark, headings as wordings, converted files, languages"  # to be raised when own corpora are read otherwise
SHARED = ("lures", "danger_words", "released", "renewed")  # tables of the shipped corpus that belong to every corpus, whole
PROGRAMS = "program:"  # before the names of what is not the corpus's own, in a manifest
_BROUGHT = ("staff/signposts/", "staff/danger_words", "staff/released", "staff/renewed", "staff/small_talk")


def brought_tables(corpus: Path, own: Tables) -> Tables:
    """The tables of a corpus and, without their wordings, the groups that the program brings.

    Wordings stay away: a corpus without any is decided otherwise than one where they vote. What a clinician of this corpus has
    signed of the program's texts stands in its own groups `[[signatures]]`, whose `id` is the key of the text.

    :raises CorpusError: If a file of the shipped corpus is wrong.
    """
    if is_shipped(corpus):
        return own
    ours = read_tables(shipped("corpus"))
    known = {group.fields.get("id") for group in own.get("signposts", ())}
    brought = {name: [*own.get(name, ()), *ours.get(name, ())] for name in SHARED}
    signed = {group.text("id"): {"signed": group.fields.get("signed", {})} for group in own.get("signatures", ())}
    signposts = [
        Group(group.path, _without_wordings(group.fields) | signed.get(f"signposts.{group.fields.get('id')}.text", {}))
        for group in program_signposts(ours)
        if group.fields.get("id") not in known
    ]
    return {**own, **brought, "signposts": [*own.get("signposts", ()), *signposts]}


def _without_wordings(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != "wordings"}


def program_signposts(ours: Tables | None = None) -> list[Group]:
    """The signposts of the program, with their wordings, which tell Spanish from English too.

    :param ours: The tables of the shipped corpus, if they were read already.
    :raises CorpusError: As `brought_tables`.
    """
    tables = read_tables(shipped("corpus")) if ours is None else ours
    return [group for group in tables.get("signposts", ()) if group.fields.get("everywhere") is True]


def hash_brought(corpus: Path) -> dict[str, str]:
    """What of the program an index of a corpus was made of, name -> sha256 or version; tells whether it is stale."""
    languages = {f"{PROGRAMS}{name}": value for name, value in hash_languages().items()}
    if is_shipped(corpus):
        return languages
    hashes = hash_corpus(shipped("corpus"))
    brought = {f"{PROGRAMS}{name}": value for name, value in hashes.items() if name.startswith(_BROUGHT)}
    return {f"{PROGRAMS}how documents are read": READING, **languages, **brought}

"""Wordings -> entries: what staff wrote in people's own words, each pointing to its target.

[[answers]]      document, quote (word for word), wordings.en, wordings.es   -> the passage that holds the quote;
                     also = further quotes of the document, where several sentences answer together;
                     topic = the id of a topic that it answers, whose wordings then find it and not the topic;
                 refer = the id of a signpost that comes before it; ask.en, ask.es = a question to
                     offer to visitors, which is a wording as well
[[topics]]       id, wordings …      something people ask that the corpus does not cover
[[small_talk]]   id, wordings …
[[off_topic]]    id, wordings …      what has nothing to do with the corpus
[[signposts]]    id, wordings …      a situation that leads to care

A wording is kept without its end marks, as a message is searched: to a model "does it hurt" and "Does it hurt?" are two texts.
"""

from collections.abc import Mapping, Sequence

from ..texts import Texts
from ..types import Document, Entry, Passage, Target, TargetKind
from .notices import DEFAULT_LANGUAGE, missing_notices
from .tables import Group, Tables, locate_quote, passage_row

_KINDS: dict[str, TargetKind] = {
    "topics": "topic",
    "small_talk": "small_talk",
    "off_topic": "off_topic",
    "signposts": "signpost",
}
_END_MARKS = " ?!.…¿¡"
_WITH_NOTICE = frozenset({"topics", "small_talk"})


def wording_entries(
    tables: Tables, documents: Sequence[Document], passages: Sequence[Passage], notices: Mapping[str, Texts]
) -> list[Entry]:
    """The wordings of a corpus as entries, in the order of the files.

    :raises CorpusError: If a quote is not in its document word for word, a group lacks a field, or a topic has no notice in
        a language that it has wordings in.
    """
    texts = {document.id: document.text for document in documents}
    entries = []
    answered: dict[str, list[tuple[Target, int | None, int | None]]] = {}  # topic -> what answers it
    for group in tables.get("answers", ()):
        spans = [locate_quote(group, texts, quote) for quote in (group.text("quote"), *group.texts("also"))]
        answers = [(Target("passage", str(passage_row(group, passages, start))), start, end) for start, end in spans]
        targets = [*answers, *_referred(group, tables)]
        if "topic" in group.fields:
            answered.setdefault(_known(group, "topic", "topics", tables), []).extend(targets)
        entries += [Entry(text, to, "wording", *span) for text in _all_wordings(group) for to, *span in targets]
    for table, kind in _KINDS.items():
        for group in tables.get(table, ()):
            name = group.text("id")
            if table in _WITH_NOTICE and (
                missing := missing_notices(f"{table}.{name}.text", notices, group.wordings() or [DEFAULT_LANGUAGE])
            ):
                raise group.error(missing)
            own = [(Target(kind, name), None, None)]
            found = answered.get(name, own) if table == "topics" else own
            entries += [Entry(wording, to, "wording", *span) for wording in _all_wordings(group) for to, *span in found]
    return entries


def _referred(group: Group, tables: Tables) -> list[tuple[Target, None, None]]:
    """The signpost that a group of answers points to as well, if it names one."""
    if "refer" not in group.fields:
        return []
    return [(Target("signpost", _known(group, "refer", "signposts", tables)), None, None)]


def _known(group: Group, name: str, table: str, tables: Tables) -> str:
    """The id that a field names, of a group that there is."""
    named = group.fields[name]
    if named not in {each.fields.get("id") for each in tables.get(table, ())}:
        raise group.error(f"there is no {table.removesuffix('s')} {named!r}")
    return str(named)


def _all_wordings(group: Group) -> list[str]:
    return [without_end_marks(wording) for wordings in group.wordings().values() for wording in wordings]


def without_end_marks(text: str) -> str:
    """A question without what stands before and after its words, unless there are none ("??")."""
    return text.lstrip(" ¿¡").rstrip(_END_MARKS) or text

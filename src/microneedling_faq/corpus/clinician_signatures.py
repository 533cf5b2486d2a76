"""Who has read a text about health and signed it, and whether it is still the text that was signed; pure.

    written = { en = 2026-11-27, es = 2026-11-27 }
    signed.en = { reviewer = "Dr. Ana Park", reviewed = 2026-12-01, text = "9f2c41ab03de" }

`text` is the fingerprint that `microneedling-faq texts` prints beside a text. A text that was changed afterwards, or whose
sources were, has another one, and counts as unsigned.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ..texts import Texts
from .sources import Source, read_sources
from .tables import Group, Tables

SIGNED = ("cautions", "signposts")  # the tables whose texts are about health
FINGERPRINT_CHARACTERS = 12  # 48 bits: for telling texts apart, not against forgers
_FIELDS = {"reviewer": str, "reviewed": date, "text": str}

Status = Literal["signed", "changed", "unsigned"]


@dataclass(frozen=True, slots=True)
class Signature:
    """What a clinician put under a text."""

    reviewer: str
    reviewed: date
    text: str  # fingerprint of what was read


def fingerprint(text: str, sources: Sequence[Source]) -> str:
    """Tells a text with its sources from every other."""
    parts = [text, *(f"{source.name} {source.url} {source.read_at}" for source in sources)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:FINGERPRINT_CHARACTERS]


def read_signature(group: Group, language: str) -> Signature | None:
    """The signature under a text; `None` if nobody has signed it.

    :raises CorpusError: If it is not written as it should be; an empty reviewer is no signature.
    """
    by_language = group.fields.get("signed", {})
    found = by_language.get(language) if isinstance(by_language, dict) else by_language
    if found is None:
        return None
    if not isinstance(found, dict) or not _is_signature(found):
        raise group.error(f'write signed.{language} = {{ reviewer = "…", reviewed = 2027-01-31, text = "…" }}')
    return Signature(**found)


def written_on(group: Group, language: str) -> date | None:
    """When a text was written or last changed, as staff say; `None` if they do not."""
    written = group.fields.get("written", {})
    found = written.get(language) if isinstance(written, dict) else None
    return found if _is_day(found) else None


def status_of(group: Group, language: str, text: str) -> Status:
    """Whether a text is signed as it stands.

    :raises CorpusError: As `read_sources` and `read_signature`.
    """
    signature = read_signature(group, language)
    if signature is None:
        return "unsigned"
    return "signed" if signature.text == fingerprint(text, read_sources(group)) else "changed"


def signed_texts(tables: Tables, notices: Mapping[str, Texts]) -> dict[str, dict[str, str]]:
    """Language -> key of a text -> ISO day of its review, for the texts that are signed as they stand.

    :raises CorpusError: As `status_of`.
    """
    signed: dict[str, dict[str, str]] = {}
    for key, group in health_texts(tables):
        for language, texts in notices.items():
            signature = read_signature(group, language)
            if signature and key in texts and status_of(group, language, texts[key]) == "signed":
                signed.setdefault(language, {})[key] = signature.reviewed.isoformat()
    return signed


def health_texts(tables: Tables) -> list[tuple[str, Group]]:
    """The keys of the texts about health, each with the group it belongs to."""
    topics = (group for group in tables.get("topics", ()) if "sources" in group.fields)  # others say only whom to ask
    groups = [(table, group) for table in SIGNED for group in tables.get(table, ())]
    return [(f"{table}.{group.text('id')}.text", group) for table, group in [*groups, *(("topics", each) for each in topics)]]


def _is_signature(value: Mapping[str, Any]) -> bool:
    right = value.keys() == _FIELDS.keys() and all(isinstance(value[name], kind) for name, kind in _FIELDS.items())
    return right and _is_day(value["reviewed"]) and bool(value["reviewer"].strip()) and bool(value["text"].strip())


def _is_day(value: object) -> bool:
    """A TOML date; a date with a time is a date for Python, and cannot be compared."""
    return isinstance(value, date) and not isinstance(value, datetime)

"""Where a text about health takes its facts from: what a visitor is shown of it, and what stays for the reviewer; pure.

    sources = [ { name = "NHS: Rosacea", url = "https://www.nhs.uk/conditions/rosacea/", read_at = "http://copy.example/r" } ]

`url` is a link for visitors: the publisher's own page, a DOI or PubMed Central; a source without one is named without a link.
`read_at` is where the copy was read; it never leaves the corpus.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .tables import Group, Tables

_FIELDS = frozenset({"name", "url", "read_at"})
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_SAYS_HOW = "sources must be a list of { name = …, url = …, read_at = … }; url and read_at may be left out"


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a text."""

    name: str
    url: str = ""  # what visitors may follow; empty if there is no page to show
    read_at: str = ""  # for the reviewer only; empty where it was read at `url`


def read_sources(group: Group) -> list[Source]:
    """The sources of a caution or signpost, in their order.

    :raises CorpusError: If they are not written as they should be.
    """
    found = group.fields.get("sources", [])
    if not isinstance(found, list) or not all(map(_is_source, found)):
        raise group.error(_SAYS_HOW)
    return [Source(**each) for each in found]


def read_publishers(tables: Tables) -> frozenset[str]:
    """The hosts of `[[publishers]]`, whose own pages may be shown to visitors as links.

    :raises CorpusError: If they are no list of texts.
    """
    return frozenset(host.lower() for group in tables.get("publishers", ()) for host in group.texts("hosts"))


def why_not_shown(url: str, publishers: Collection[str]) -> str | None:
    """Why a visitor may not be shown a link; `None` if they may.

    :param publishers: As `read_publishers` gives them.
    """
    if not is_link(url):
        return "is not a web address such as https://example.org/page"
    parts = urlsplit(url)
    if parts.scheme != "https":
        return "is not https"
    if parts.query or ";" in parts.path:
        return "has a query string"
    if (parts.hostname or "") not in publishers:
        return f"leads to {parts.hostname}, which is no publisher in [[publishers]]"
    return None


def is_link(url: str) -> bool:
    """Whether a text is a web address with a host, and nothing around it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("https", "http") and bool(_HOST.fullmatch(parts.hostname or "")) and not re.search(r"\s", url)
    except ValueError:  # half an IPv6 address
        return False


def shown_sources(sources: Sequence[Source]) -> list[dict[str, str]]:
    """What the index carries of sources, and so all that a visitor may ever see: {"name", "url"}."""
    return [{"name": source.name, "url": source.url} for source in sources]


def _is_source(value: Mapping[str, Any] | object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= _FIELDS:
        return False
    return bool(str(value.get("name", "")).strip()) and all(isinstance(each, str) and each.strip() for each in value.values())

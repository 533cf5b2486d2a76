"""Checks what staff wrote about a corpus, for the person who signs it off.

A problem must be put right: a caution that quotes what is not there, a broken link, a notice that a language lacks. A warning
is for the editor to look at: a review that is due, nobody's name on a text about health, absolute wording without a caution.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import CorpusError, FaqError
from ..paths import shipped
from ..texts import Texts
from ..types import Document
from .chunking import Span
from .documents import read_corpus
from .notices import read_notices
from .overclaims import find_overclaims
from .tables import Group, Tables, locate_quote, read_tables

REVIEWED = ("cautions", "signposts")  # what is said about health: each group has sources, a reviewer and a review date
WITH_NOTICE = (*REVIEWED, "topics", "small_talk")
MOST_OVERCLAIMS = 50  # lines for one report; a corpus of thousands of records may hold more
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found, a line each."""

    problems: list[str]  # must be put right
    warnings: list[str]  # an editor should look at them


def review_corpus(corpus: Path, today: date) -> Findings:
    """Check what staff wrote about a corpus.

    :param today: The day that review dates are compared with.
    """
    try:
        tables, documents = read_tables(corpus), read_corpus(corpus).documents
        words = list(_overclaim_words(tables) or _overclaim_words(read_tables(shipped("corpus"))))
        return review(tables, documents, read_notices(corpus), words, today)
    except FaqError as error:
        return Findings([str(error)], [])


def review(
    tables: Tables, documents: Sequence[Document], notices: Mapping[str, Texts], words: Sequence[str], today: date
) -> Findings:
    """Check the groups of a corpus; pure.

    :param notices: Language -> key -> text.
    :param words: Absolute wording to look for.
    """
    problems: list[str] = []
    quoted: dict[str, list[Span]] = {}
    texts = {document.id: document.text for document in documents}
    for group in tables.get("cautions", ()):
        try:
            quoted.setdefault(str(group.fields.get("document")), []).append(locate_quote(group, texts))
        except CorpusError as error:
            problems.append(str(error))
    groups = [group for name in REVIEWED for group in tables.get(name, ())]
    problems += [line for group in groups for line in _wrong_links(group)]
    problems += _missing_notices(tables, notices)
    warnings = [line for group in groups for line in _overdue(group, today)]
    return Findings(problems, [*warnings, *_counts(groups), *_overclaim_lines(documents, words, quoted)])


def _overclaim_words(tables: Tables) -> list[str]:
    return [word for group in tables.get("overclaims", ()) for word in group.texts("words")]


def _links(group: Group) -> list[str] | None:
    """The web addresses of a group's sources; `None` if they are not written as they should be."""
    sources = group.fields.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(each, dict) and {"name", "url"} <= each.keys() for each in sources):
        return None
    return [str(source["url"]) for source in sources]


def _wrong_links(group: Group) -> Iterator[str]:
    links = _links(group)
    if links is None:
        yield str(group.error("sources must be a list of { name = …, url = … }"))
    for url in links or ():
        if not is_link(url):
            yield str(group.error(f"the source's link {url!r} is not a web address such as https://example.org/page"))


def is_link(url: str) -> bool:
    """Whether a text is a web address with a host, and nothing around it."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("https", "http") and bool(_HOST.fullmatch(parts.hostname or "")) and not re.search(r"\s", url)
    except ValueError:  # half an IPv6 address
        return False


def _missing_notices(tables: Tables, notices: Mapping[str, Texts]) -> Iterator[str]:
    """The notices that groups need, and those that only some languages have."""
    needed = {f"{table}.{group.fields.get('id')}.text": group for table in WITH_NOTICE for group in tables.get(table, ())}
    for key in sorted(needed.keys() | {key for texts in notices.values() for key in texts}):
        missing = sorted(language for language, texts in notices.items() if key not in texts)
        if missing:
            message = f"the notice {key!r} is missing in language {', '.join(missing)}"
            yield str(needed[key].error(message)) if key in needed else message


def _overdue(group: Group, today: date) -> Iterator[str]:
    due = group.fields.get("review_by")
    if type(due) is not date:  # a TOML date; a date with a time is a date for Python, and cannot be compared
        yield str(group.error("names no day for its next review. Write it as review_by = 2027-01-31"))
    elif due < today:
        yield str(group.error(f"its review was due on {due}. Have a clinician read it, and set reviewed and review_by"))


def _counts(groups: Sequence[Group]) -> Iterator[str]:
    """One line on the groups without a reviewer, and one on links that are not encrypted: a line each would bury the rest."""
    unsigned = sum(not str(group.fields.get("reviewer", "")).strip() for group in groups)
    if unsigned:
        yield f"{unsigned} of {len(groups)} cautions and signposts name no reviewer. Have a clinician read and sign them"
    urls = {url for group in groups for url in _links(group) or ()}
    plain = sum(url.startswith("http:") for url in urls)
    if plain:
        yield f"{plain} of {len(urls)} links to sources are http, not https. Use https where the page can be had that way"


def _overclaim_lines(
    documents: Iterable[Document], words: Sequence[str], quoted: Mapping[str, Sequence[Span]]
) -> Iterator[str]:
    found = find_overclaims(documents, words, quoted)
    for claim in found[:MOST_OVERCLAIMS]:
        listed = ", ".join(f"“{word}”" for word in claim.words)
        yield f"{claim.document}, paragraph {claim.paragraph}: absolute wording without a caution: {listed}"
    if len(found) > MOST_OVERCLAIMS:
        yield f"{len(found) - MOST_OVERCLAIMS} more paragraphs hold absolute wording without a caution"

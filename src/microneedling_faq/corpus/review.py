"""Checks what staff wrote about a corpus, for the person who signs it off.

A problem must be put right: a caution that quotes what is not there, a broken link, a notice that a language lacks. A warning
is for the editor to look at: a review that is due, a text about health that nobody signed, absolute wording without a caution.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import CorpusError, FaqError
from ..paths import shipped
from ..texts import Texts
from ..types import Document
from .annotations import spoken_languages
from .chunking import Span
from .clinician_signatures import SIGNED, health_texts, status_of
from .documents import read_corpus
from .notices import read_notices
from .overclaims import find_overclaims, listed_words
from .sources import read_publishers, read_sources, why_not_shown
from .tables import Group, Tables, locate_quote, read_tables

WITH_NOTICE = (*SIGNED, "topics", "small_talk")
MOST_SOURCES = 2  # beside a caution: who wants to check it follows one, nobody follows five
MOST_OVERCLAIMS = 50  # lines for one report; a corpus of thousands of records may hold more


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
        ours = read_tables(shipped("corpus"))
        words = listed_words(tables) or listed_words(ours)
        publishers = read_publishers(tables) | read_publishers(ours)
        notices = read_notices(corpus, documents)
        spoken = {code: notices[code] for code in spoken_languages(corpus, documents) if code in notices}
        return review(tables, documents, spoken, words, today, publishers=publishers)
    except FaqError as error:
        return Findings([str(error)], [])


def review(
    tables: Tables,
    documents: Sequence[Document],
    notices: Mapping[str, Texts],
    words: Sequence[str],
    today: date,
    *,
    publishers: Collection[str] = (),
) -> Findings:
    """Check the groups of a corpus; pure.

    :param notices: Language -> key -> text.
    :param words: Absolute wording to look for.
    :param publishers: Hosts that links of sources may lead to.
    """
    problems: list[str] = []
    quoted: dict[str, list[Span]] = {}
    texts = {document.id: document.text for document in documents}
    for group in tables.get("cautions", ()):
        try:
            quoted.setdefault(str(group.fields.get("document")), []).append(locate_quote(group, texts))
        except CorpusError as error:
            problems.append(str(error))
    groups = [group for _, group in health_texts(tables)]
    problems += [line for group in groups for line in _wrong_sources(group, publishers)]
    problems += [line for group in tables.get("cautions", ()) for line in _too_many_sources(group)]
    problems += _missing_notices(tables, notices)
    unsigned, wrong = _unsigned(tables, notices)
    warnings = [line for group in groups for line in _overdue(group, today)]
    warnings += [line for group in tables.get("reviews", ()) for line in _overdue_document(group, today)]
    return Findings([*problems, *wrong], [*warnings, *unsigned, *_overclaim_lines(documents, words, quoted)])


def _wrong_sources(group: Group, publishers: Collection[str]) -> Iterator[str]:
    try:
        sources = read_sources(group)
    except CorpusError as error:
        yield str(error)
        return
    for source in sources:
        if source.url and (reason := why_not_shown(source.url, publishers)):
            yield str(
                group.error(f"the source's link {source.url!r} {reason}. Leave url out, and say in read_at where it was read")
            )


def _too_many_sources(group: Group) -> Iterator[str]:
    sources = group.fields.get("sources", [])
    if isinstance(sources, list) and len(sources) > MOST_SOURCES:
        yield str(group.error(f"has {len(sources)} sources. Show a visitor the best {MOST_SOURCES}"))


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
        yield str(group.error(f"its review was due on {due}. Have a clinician read it, and set signed and review_by"))


def _overdue_document(group: Group, today: date) -> Iterator[str]:
    due = group.fields.get("review_by")
    if type(due) is not date or due < today:
        name = group.fields.get("document")
        yield f"{name}: its review was due on {due}. Have it read: microneedling-faq document review {name}"


def _unsigned(tables: Tables, notices: Mapping[str, Texts]) -> tuple[list[str], list[str]]:
    """Warnings on texts that nobody signed, a line for each language, and problems of signatures."""
    warnings, problems = [], []
    texts = health_texts(tables)
    for language in notices:
        unsigned = 0
        for key, group in texts:
            try:
                status = status_of(group, language, notices[language].get(key, ""))
            except CorpusError as error:
                problems.append(str(error))
                continue
            unsigned += status == "unsigned"
            if status == "changed":
                warnings.append(
                    str(group.error(f"its text or sources in {language} changed after it was signed. Have it read again"))
                )
        if unsigned:
            warnings.append(f"{unsigned} of {len(texts)} cautions and signposts in {language} are not signed by a clinician")
    return warnings, list(dict.fromkeys(problems))


def _overclaim_lines(
    documents: Iterable[Document], words: Sequence[str], quoted: Mapping[str, Sequence[Span]]
) -> Iterator[str]:
    found = find_overclaims(documents, words, quoted)
    for claim in found[:MOST_OVERCLAIMS]:
        listed = ", ".join(f"“{word}”" for word in claim.words)
        yield f"{claim.document}, paragraph {claim.paragraph}: absolute wording without a caution: {listed}"
    if len(found) > MOST_OVERCLAIMS:
        yield f"{len(found) - MOST_OVERCLAIMS} more paragraphs hold absolute wording without a caution"

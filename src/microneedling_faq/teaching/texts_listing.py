"""All texts about health with their sources and signatures, for the clinician who signs them: plain or as one HTML page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ..corpus.clinician_signatures import Status, fingerprint, health_texts, read_signature, status_of, written_on
from ..corpus.notices import Notices
from ..corpus.sources import Source, read_sources
from ..corpus.tables import Group, Tables
from ..settings import Settings
from ..texts import Texts

_MARKS: dict[Status, str] = {"signed": "signed", "changed": "CHANGED SINCE IT WAS SIGNED", "unsigned": "not signed"}
_TIERS = ("now", "today", "before_you_book")


@dataclass(frozen=True, slots=True)
class ListedText:
    """A text as a visitor meets it, and what the clinician needs to judge it."""

    key: str
    text: str  # with the numbers of the country
    quote: str  # the claim that it corrects; empty for signposts
    sources: list[Source]
    status: str
    fingerprint: str  # goes into `signed.<language>` when the text is signed


def list_texts(tables: Tables, notices: Mapping[str, Texts], settings: Settings, language: str) -> Iterator[ListedText]:
    """The texts about health in one language: the most pressing first, then the cautions in the article's order."""
    texts = notices[language]
    told = Notices(dict(notices), settings.placeholders(), {language: settings.placeholders(texts)})
    for key, group in sorted(health_texts(tables), key=lambda pair: _when_met(*pair)):
        status, sources = status_of(group, language, texts.get(key, "")), read_sources(group)
        signature = read_signature(group, language)
        by = f" by {signature.reviewer} on {signature.reviewed}" if signature else ""
        said = f"{_MARKS[status]}{by}; written {written_on(group, language)}"
        quote = str(group.fields.get("quote", ""))
        yield ListedText(key, told.text(key, language), quote, sources, said, fingerprint(texts.get(key, ""), sources))


def format_plain(listed: Sequence[ListedText], heading: str) -> str:
    """The texts for a terminal."""
    blocks = [heading]
    for each in listed:
        sources = [
            f"    source: {source.name} {source.url} (read at {source.read_at or source.url})" for source in each.sources
        ]
        claim = [f"“{each.quote}”"] if each.quote else []
        blocks.append("\n".join([f"{each.key} [{each.status}; text {each.fingerprint}]", *claim, each.text, *sources]))
    return "\n\n".join(blocks)


def format_html(parts: Mapping[str, Sequence[ListedText]]) -> str:
    """The texts of several languages as one page to print; what changed since it was signed is marked.

    :param parts: Heading -> its texts.
    """
    body = "".join(f"<h1>{escape(heading)}</h1>{''.join(map(_article, listed))}" for heading, listed in parts.items())
    style = (
        "body{font:16px/1.5 sans-serif;max-width:46rem;margin:auto}article{border-top:1px solid}.changed{background:#fdeeb3}"
    )
    head = f'<meta charset="utf-8"><title>Texts to be signed</title><style>{style} .text{{white-space:pre-line}}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _article(each: ListedText) -> str:
    changed = ' class="changed"' if each.status.startswith(_MARKS["changed"]) else ""
    claim = f"<blockquote>{escape(each.quote)}</blockquote>" if each.quote else ""
    sources = "".join(
        f"<li>{escape(source.name)} {_link(source.url)}, read at {_link(source.read_at or source.url)}</li>"
        for source in each.sources
    )
    return (
        f"<article{changed}><h2>{escape(each.key)}</h2><p>{escape(each.status)}; text {each.fingerprint}</p>{claim}"
        f'<p class="text">{escape(each.text)}</p><ul>{sources}</ul></article>'
    )


def _link(address: str) -> str:
    """An address to be opened by who reviews; plain text if it leads elsewhere than to the web."""
    shown = escape(address)
    return f'<a href="{shown}">{shown}</a>' if address.startswith(("https://", "http://")) else shown


def _when_met(key: str, group: Group) -> tuple[int, int]:
    if not key.startswith("signposts."):
        return len(_TIERS), 0
    tier = group.fields.get("tier", "now" if group.fields.get("kind") == "urgent" else _TIERS[-1])
    return _TIERS.index(tier), int(group.fields.get("priority", 0))

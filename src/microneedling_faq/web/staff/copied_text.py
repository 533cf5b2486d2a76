"""What staff copy: a quotation with its source and cautions, and what stands once below all of them, in three forms; pure.

The forms are plain text, Markdown, and HTML for an e-mail. Each part is whole in itself, so any of them can be joined.
"""

from dataclasses import dataclass

from ...replying.quoting import cite
from ...settings import Settings
from ...texts import Texts
from ...types import Quotation, SourceLink
from ..visitor.contact import web_address
from ..visitor.page_words import source_line
from ..visitor.quotation_view import beside, cited_lines, view_of
from .rendering import TEMPLATES


@dataclass(frozen=True, slots=True)
class Copied:
    """One part of what is copied, in each form."""

    plain: str
    markdown: str
    html: str


def copied_quotation(quotation: Quotation, words: Texts, language: str) -> Copied:
    """A quotation: what answers of it, word for word, where it stands, and the cautions that touch it.

    :param words: Of the reader's language, as `page_words` gives them.
    """
    said, cautions = quoted_text(quotation), beside(quotation)
    notes = [
        f"**{words['caution']}** (“{each.quote}”): {each.note}" + _bracketed([_markdown_link(link) for link in each.sources])
        for each in cautions
    ]
    quoted = "\n".join(f"> {line}".rstrip() for line in said.splitlines())
    html = TEMPLATES.get_template("copied_quotation.html").render(
        view=view_of(quotation, words, language),
        source=source_line(quotation, words),
        cautions=cautions,
        words=words,
        document_language=quotation.language,
    )
    return Copied(
        plain=f"“{said}”\n{cited_lines(quotation, cautions, words)}",
        markdown="\n\n".join([quoted, f"— *{source_line(quotation, words)}*", *notes]),
        html=html,
    )


def copied_foot(recommendation: str, settings: Settings) -> Copied:
    """What stands below the quotations: the standing recommendation, and how the clinic is reached."""
    ways = contact_lines(settings)
    return Copied(
        plain="\n".join([recommendation, *ways]),
        markdown="  \n".join([recommendation, *ways]),
        html=TEMPLATES.get_template("copied_foot.html").render(recommendation=recommendation, ways=ways),
    )


def quoted_text(quotation: Quotation) -> str:
    """What answers of a passage, word for word; all of it where that is not known."""
    spans = sorted(quotation.highlights) or [(0, len(quotation.text))]
    return " … ".join(quotation.text[start:end] for start, end in spans)


def contact_lines(settings: Settings) -> list[str]:
    """The clinic's name and the ways to it that the operator has set; empty where there is no way."""
    ways = [way for way in (settings.phone, settings.email, web_address(settings.booking)) if way]
    return [settings.name, *ways] if ways else []


def _bracketed(links: list[str]) -> str:
    return f" ({'; '.join(links)})" if links else ""


def _markdown_link(source: SourceLink) -> str:
    return f"[{source.name}]({source.url})" if web_address(source.url) else cite(source)

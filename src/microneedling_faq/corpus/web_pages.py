"""HTML -> Markdown: the main text of a page, by Beautiful Soup and markdownify; pure.

What folds out (`details`) and lists of terms (`dl`) have headings too. Questions that a page tells search engines (FAQPage in
JSON-LD) are questions of their answer; an answer that the page does not show stands at the end.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_AROUND = (
    "title, script, style, template, noscript, svg, iframe, form, nav, aside, footer, body > header, [hidden], "
    "[aria-hidden=true]"
)
_MAIN = ("main", "[role=main]", "article", "body")  # the first that the page has holds its text
_FOLDED_HEADING = "h6"  # below all headings that a page is likely to have
_FIRST_WORDS_CHARACTERS = 60  # of an answer, by which it is found in the page
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as Markdown."""

    text: str
    title: str | None
    questions: tuple[tuple[int, str], ...]  # where an answer begins, and a question that it answers


def page_to_markdown(html: str) -> Page:
    """The main text of a page.

    :raises ImportError: If the libraries are not installed.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    told = list(_told_questions(soup))
    for element in soup.select(_AROUND):
        element.decompose()
    for element in soup.select("summary, dt"):
        element.name = _FOLDED_HEADING
    main = next((found for selector in _MAIN if (found := soup.select_one(selector))), soup)
    return _with_told(markdown_of(str(main)), title, told)


def markdown_of(html: str) -> str:
    """The Markdown of a piece of HTML."""
    from markdownify import markdownify

    text = markdownify(
        html, heading_style="ATX", bullets="-", escape_asterisks=False, escape_underscores=False, table_infer_header=True
    )
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip() + "\n"


def _told_questions(soup: "BeautifulSoup") -> Iterator[tuple[str, str]]:
    """The questions and answers, as Markdown, of FAQPage in JSON-LD."""
    for script in soup.select('script[type="application/ld+json"]'):
        try:
            content = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue  # search engines leave it out as well, and the page itself is there
        for item in _all_objects(content):
            answer = item.get("acceptedAnswer")
            name, told = item.get("name"), answer.get("text") if isinstance(answer, dict) else None
            if item.get("@type") == "Question" and isinstance(name, str) and isinstance(told, str) and told.strip():
                yield " ".join(name.split()), markdown_of(told).strip()


def _all_objects(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
    values = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for value in values:
        yield from _all_objects(value)


def _with_told(text: str, title: str | None, told: list[tuple[str, str]]) -> Page:
    questions = []
    for question, answer in told:
        shown = text.find(answer[:_FIRST_WORDS_CHARACTERS])
        if shown < 0:
            text = f"{text}\n## {question}\n\n{answer}\n"
        else:
            questions.append((shown, question))
    return Page(text, title, tuple(questions))

"""A text -> its blocks, each with its place and the headings above it; pure.

Markdown is read as CommonMark with tables, by markdown-it-py, which tells the lines of each block. What is no text (comments,
rules, tags alone) is no block. A text that is no Markdown has paragraphs only. In both a question in bold letters, or after
"Q:", is a heading over what follows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BlockKind = Literal["heading", "paragraph", "list", "table", "code"]

QUESTION_LEVEL = 7  # of a question that is no true heading, below all of these
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![ \t\r]*(?:\n|\Z))[^\n]*)*")  # lines up to the next blank one
_LINE_END = re.compile(r"\r\n?|\n")  # as CommonMark has it
_NO_TEXT = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-z][\w-]*(?:\s[^<>]*)?/?>", re.DOTALL | re.IGNORECASE)  # comments and tags
_QUESTION_LINE = re.compile(  # "**Does it hurt?**", "Q: Does it hurt?", "**Q1. Does it hurt?**"
    r"(?:(?P<bold>\*\*|__)(?=\S)(?:Q\d*[:.)] *)?|Q\d*[:.)] *)"
    r"(?P<words>(?:(?!\*\*|__)[^\n])+?\?)(?(bold)(?P=bold))[ \t\r]*(?:\n\s*|\Z)"
)
_ANSWER_LABEL = re.compile(r"(?:\*\*|__)?A\d*:(?:\*\*|__)? *(?=\S)")  # "A: "
_ATTRIBUTES = re.compile(r"\s*\{[.#:][^{}]*\}$")  # "{#fees .small}", which several Markdown dialects have after headings
_KINDS: dict[str, BlockKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "blockquote_open": "paragraph",
    "html_block": "paragraph",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "fence": "code",
    "code_block": "code",
}
_ROWS = {"list_item_open": 1, "tr_open": 2}  # what a block is made of -> how deep it stands in it


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text: `text[start:end]`, without the space around it."""

    kind: BlockKind
    start: int
    end: int
    rows: tuple[int, ...] = ()  # where the items of a list, the rows of a table or the lines of code begin
    level: int = 0  # of a heading, 1 is the highest
    title: str = ""  # of a heading, without the signs of Markdown


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks between two headings."""

    headings: tuple[Block, ...]  # the path to it, the highest first
    blocks: tuple[Block, ...]  # no heading among them


def blocks_of(text: str, start: int = 0, *, plain: bool = False) -> list[Block]:
    """The blocks of a text from an offset on, in its order.

    :param plain: Whether the text is no Markdown.
    """
    if plain:
        spans = ((match.start(), match.start() + len(match[0].rstrip())) for match in _PARAGRAPH.finditer(text, start))
        return [block for span in spans for block in _paragraph_blocks(text, *span)]
    return list(_markdown_blocks(text, start))


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """Blocks below their headings. Questions that follow each other without a text between them share the text below them."""
    sections: list[Section] = []
    path: list[Block] = []
    found: list[Block] = []
    for block in blocks:
        if block.kind != "heading":
            found.append(block)
            continue
        if found:
            sections.append(Section(tuple(path), tuple(found)))
        shared = [] if found else [above for above in path if above.level == block.level and _both_ask(above, block)]
        path = [*(above for above in path if above.level < block.level), *shared, block]
        found = []
    return [*sections, Section(tuple(path), tuple(found))] if found else sections


def _both_ask(first: Block, second: Block) -> bool:
    return first.title.endswith("?") and second.title.endswith("?")


def _markdown_blocks(text: str, start: int) -> Iterator[Block]:
    starts = [start, *(match.end() for match in _LINE_END.finditer(text, start)), len(text)]
    tokens = _parser().parse(text[start:])
    for at, token in enumerate(tokens):
        kind = _KINDS.get(token.type)
        if token.level or kind is None or token.map is None:
            continue
        yield from _blocks(text, kind, tokens[at : at + 2], starts, _row_lines(tokens, at))


def _row_lines(tokens: Sequence["Token"], at: int) -> list[int]:
    """The lines on which the items or rows of the block at a place begin."""
    opening = tokens[at]
    if opening.type == "fence" and opening.map:
        return list(range(opening.map[0] + 1, opening.map[1]))
    if opening.nesting != 1:
        return list(range(*opening.map)) if opening.map else []
    lines = []
    for token in tokens[at + 1 :]:
        if token.level == 0:
            break
        if token.map and _ROWS.get(token.type) == token.level:
            lines.append(token.map[0])
    return lines


def _blocks(
    text: str, kind: BlockKind, tokens: Sequence["Token"], starts: Sequence[int], row_lines: Sequence[int]
) -> Iterator[Block]:
    """What a token opens; the words of a heading are in the token after it."""
    token = tokens[0]
    first, last = token.map or (0, 0)
    written = text[starts[first] : starts[last]]
    start = starts[first] + len(written) - len(written.lstrip())
    end = starts[first] + len(written.rstrip())
    if start >= end or (text[start] == "<" and not _NO_TEXT.sub("", written).strip()):
        return
    if kind == "heading":
        yield Block(kind, start, end, level=int(token.tag[1:]), title=_title(tokens[1].content))
    elif kind == "paragraph":
        yield from _paragraph_blocks(text, start, end)
    else:
        yield Block(kind, start, end, tuple(row for line in row_lines if start < (row := starts[line]) < end))


def _paragraph_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """A paragraph; where its first line is a question, that and what stands below it."""
    question = _QUESTION_LINE.match(text, start, end)
    if question:
        asked = start + len(question[0].rstrip())
        yield Block("heading", start, asked, level=QUESTION_LEVEL, title=_title(question["words"]))
        start = question.end()
    label = _ANSWER_LABEL.match(text, start, end)
    start = label.end() if label else start
    if start < end:
        yield Block("paragraph", start, end)


def _title(written: str) -> str:
    """The words of a heading: what is left of its Markdown, links and pictures by their text."""
    tokens = _inline_parser().parseInline(_ATTRIBUTES.sub("", written.strip()))[0].children or ()
    words = (" " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)
    return " ".join("".join(words).split())


@cache
def _parser() -> "MarkdownIt":
    """Finds blocks and leaves what is in them unread, which takes most of the time."""
    from markdown_it import MarkdownIt  # answering reads no documents

    return MarkdownIt("commonmark").enable("table").disable("inline")


@cache
def _inline_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})

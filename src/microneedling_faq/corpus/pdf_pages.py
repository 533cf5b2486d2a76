"""The lines of PDF pages -> paragraphs; pure. A PDF knows where letters stand, and not what belongs together."""

import re
from collections.abc import Sequence

_FULL_LINE = 0.75  # a line shorter than this share of the longest, with an end mark, ends its paragraph
_END = re.compile(r"[.!?:…][\"”’)]*$")
_BULLET = re.compile(r"[•◦▪‣·–-][ \t]+(?=\S)")
_LONGEST_QUESTION = 150  # characters


def pages_to_markdown(pages: Sequence[str]) -> str:
    """The text of pages: lines joined into paragraphs, those that ask alone as headings, those with a bullet as a list."""
    lines = [" ".join(line.split()) for page in pages for line in [*page.split("\n"), ""]]
    longest = max(map(len, lines), default=0)
    blocks: list[str] = []
    open_block = False
    for line in lines:
        if not line:
            open_block = False
        elif bullet := _BULLET.match(line):
            blocks.append(f"- {line[bullet.end() :]}")
            open_block = True
        elif not open_block and line.endswith("?") and len(line) <= _LONGEST_QUESTION:
            blocks.append(f"## {line}")
        else:
            blocks[-1:] = [f"{blocks[-1]} {line}"] if open_block else [*blocks[-1:], line]
            open_block = not (_END.search(line) and len(line) < _FULL_LINE * longest)
    return "\n\n".join(blocks) + "\n"

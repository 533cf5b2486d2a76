"""A notice set for the page: what to do first, numbers that can be tapped, signs as a list; pure.

The first line of a notice about danger is the one thing to do. A line that starts with "- " is an item of a list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

_ITEM = "- "
_LEADING_NUMBER = re.compile(r"\+?[0-9][0-9 -]*[0-9]")  # "911", "116 123", "988 (call or text)", not "your local …"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a line; one with an address is a number to call."""

    text: str
    address: str = ""  # "tel:911"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, which has one row, or a list with a row for each item."""

    kind: Literal["p", "ul"]
    rows: list[list[Stretch]]


@dataclass(frozen=True, slots=True)
class SetNotice:
    """A notice, ready for the template."""

    action: list[Stretch]  # the first line
    buttons: list[Stretch]  # the numbers of the first line
    blocks: list[Block]  # the other lines


def set_notice(notice: str, numbers: Sequence[str]) -> SetNotice:
    """Set a notice.

    :param numbers: What people can call, as the notice writes it.
    """
    first, *rest = notice.splitlines()
    action = link_numbers(first, numbers)
    blocks = [block for is_list, lines in groupby(rest, _is_item) for block in _blocks(list(lines), numbers, is_list=is_list)]
    return SetNotice(action, [stretch for stretch in action if stretch.address], blocks)


def link_numbers(line: str, numbers: Sequence[str]) -> list[Stretch]:
    """A line cut so that each number in it can be tapped; joined, the stretches are the line."""
    longest_first = sorted({number for number in numbers if number}, key=len, reverse=True)
    if not longest_first:
        return [Stretch(line)]
    wanted = re.compile(rf"(?<![\d-])({'|'.join(map(re.escape, longest_first))})(?![\d-])")
    return [Stretch(text, telephone_address(text) if row % 2 else "") for row, text in enumerate(wanted.split(line)) if text]


def leading_number(text: str) -> str:
    """The number that a setting starts with ("988 (call or text)" -> "988"); empty if it starts with none."""
    found = _LEADING_NUMBER.match(text)
    return found[0] if found else ""


def telephone_address(number: str) -> str:
    """A `tel:` address."""
    return "tel:" + re.sub(r"[^+0-9]", "", number)


def _is_item(line: str) -> bool:
    return line.startswith(_ITEM)


def _blocks(lines: list[str], numbers: Sequence[str], *, is_list: bool) -> list[Block]:
    rows = [link_numbers(line.removeprefix(_ITEM) if is_list else line, numbers) for line in lines if line.strip()]
    return [Block("ul", rows)] if is_list else [Block("p", [row]) for row in rows]

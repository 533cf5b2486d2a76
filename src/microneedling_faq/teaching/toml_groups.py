"""Changes one group in the text of a TOML file and leaves every other line as it is; pure.

Comments and order stay because only lines are put in or taken out. That nothing else was changed is not believed but shown:
the text is parsed before and after, and must differ in that group alone.
"""

import copy
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import tomlkit

from ..errors import TeachingError

Fields = Mapping[str, Any]
_HEAD = re.compile(r"^\[\[?([A-Za-z0-9_.-]+)\]?\]", re.MULTILINE)


def append_group(text: str, table: str, fields: Fields) -> str:
    """Add a group at the end of a file.

    :param fields: Dotted key -> text, date, list of texts, or table of these.
    """
    lines = [f"[[{table}]]", *(f"{key} = {spell(value)}" for key, value in fields.items())]
    above = text.rstrip("\n") + "\n\n" if text.strip() else ""
    return above + "\n".join(lines) + "\n"


def remove_group(text: str, table: str, wanted: Callable[[Fields], bool]) -> str:
    """Take out the first group that fits, with the blank lines below it; the text as it is if none does.

    :raises TeachingError: If the lines of the group cannot be told from others.
    """
    before = parse(text)
    row = next((row for row, group in enumerate(before.get(table, [])) if wanted(group)), None)
    if row is None:
        return text
    expected = copy.deepcopy(before)
    del expected[table][row]
    if not expected[table]:
        del expected[table]
    start, end = _span(text, table, row)
    below = text[end:]
    return _proven(text[:start] + below if below else text[:start].rstrip("\n") + "\n", expected)


def set_field(text: str, table: str, group_id: str, key: str, value: Any) -> str:
    """Set a dotted key of the group with an id, in a line of its own; `None` takes the line out.

    :raises TeachingError: If there is no such group, or its lines cannot be told from others.
    """
    expected = parse(text)
    row = next((row for row, group in enumerate(expected.get(table, [])) if group.get("id") == group_id), None)
    if row is None:
        raise TeachingError(f"there is no group {group_id!r} in [[{table}]]")
    *path, last = key.split(".")
    place = expected[table][row]
    for name in path:
        place = place.setdefault(name, {})
    if value is None:
        place.pop(last, None)
    else:
        place[last] = value
    _drop_empty(expected[table][row], path)
    start, end = _span(text, table, row)
    return _proven(text[:start] + _with_line(text[start:end], key, value) + text[end:], expected)


def spell(value: Any) -> str:
    """A value as TOML, on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {spell(each)}' for key, each in value.items())} }}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(spell, value))}]"
    return str(tomlkit.item(value).as_string())


def parse(text: str) -> dict[str, Any]:
    """The content of a TOML text.

    :raises TeachingError: If it is none.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TeachingError(f"the file is not TOML: {error}. Correct it by hand first") from error


def _drop_empty(group: dict[str, Any], path: list[str]) -> None:
    for name in path[:1]:
        if group.get(name) == {}:
            del group[name]


def _with_line(block: str, key: str, value: Any) -> str:
    """The lines of a group with a key set, below `id` if it is new."""
    line = re.compile(rf"^{re.escape(key)}[ \t]*=[^\n]*\n", re.MULTILINE)
    new = "" if value is None else f"{key} = {spell(value)}\n"
    if line.search(block):
        return line.sub(lambda _: new, block, count=1)
    return re.sub(r"^id[ \t]*=[^\n]*\n", lambda match: match[0] + new, block, count=1, flags=re.MULTILINE)


def _span(text: str, table: str, row: int) -> tuple[int, int]:
    """Where the lines of a group stand, up to the next head."""
    spans = [(start, end) for name, start, end in _blocks(text) if name == table]
    if row >= len(spans):
        raise _unclear(table)
    return spans[row]


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=True):
        yield head[1], head.start(), _before_comments(text, head.start(), end)


def _before_comments(text: str, start: int, end: int) -> int:
    """The end of a group, without the comment that stands above the next one."""
    while match := re.search(r"\n#[^\n]*\n\s*\Z", text[start:end]):
        end = start + match.start() + 1
    return end


def _proven(text: str, expected: dict[str, Any]) -> str:
    if parse(text) != expected:
        raise _unclear("the file")
    return text


def _unclear(what: str) -> TeachingError:
    return TeachingError(f"{what}: its groups cannot be told apart line by line. Make this change by hand")

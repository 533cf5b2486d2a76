"""Every setting with its meaning, what it may be, its default and where its value came from, as a settings file; pure."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ..settings import SetValue

_PASSWORD = re.compile(r"(?<=://)([^/@:]*:).*(?=@)")


def format_settings(values: Sequence[SetValue]) -> str:
    """A settings file that sets what is set now, and says in comments all that there is to know.

    :param values: In the order of their tables.
    """
    tables = groupby(values, key=lambda each: each.setting.table)
    return "\n\n".join(f"[{table}]\n" + "\n".join(line for each in inside for line in _lines(each)) for table, inside in tables)


def _lines(each: SetValue) -> Iterator[str]:
    setting = each.setting
    yield f"# {setting.meaning}: {setting.kind.expected}"
    yield f"# from: {each.source}; default: {_toml(setting.default)}; variable: {setting.variable}"
    yield f"# {setting.key} is not set" if each.value is None else f"{setting.key} = {_toml(each.value)}"


def _toml(value: Any) -> str:
    """A value as TOML spells it, which for texts, numbers, flags and lists of texts is as JSON does; without passwords."""
    if isinstance(value, str):
        value = _PASSWORD.sub(r"\1***", value)
    return "not set" if value is None else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

"""Every setting with its meaning, what it may be, its default and where its value came from, as a settings file; pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from ..settings_reading import SetValue
from ..texts import Texts

_NO_TEXTS = """\
# [notices.en]
# # texts of your own, in place of those that visitors read
# "general.recommendation" = "Please talk to one of our doctors first."\
"""

_PASSWORD = re.compile(r"(?<=://)([^/@:]*:).*(?=@)")


def format_settings(values: Sequence[SetValue], notices: Mapping[str, Texts]) -> str:
    """A settings file that sets what is set now, and says in comments all that there is to know.

    :param values: In the order of their tables.
    :param notices: Language -> key -> text of the operator's own.
    """
    tables = groupby(values, key=lambda each: each.setting.table)
    parts = [f"[{table}]\n" + "\n".join(line for each in inside for line in _lines(each)) for table, inside in tables]
    own = [f"[notices.{language}]\n" + "\n".join(map(_own_text, texts.items())) for language, texts in notices.items()]
    return "\n\n".join([*parts, *(own or [_NO_TEXTS])])


def _own_text(text: tuple[str, str]) -> str:
    return f"{_toml(text[0])} = {_toml(text[1])}"


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

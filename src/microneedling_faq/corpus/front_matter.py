"""What a document says of itself in front matter: YAML between two lines of three dashes at its start.

title, author, source, reviewed    as they are shown
language                           two letters ("de"); told from its words if left out
own                                "yes" for the clinic's own texts, which are shown before others that answer alike
expert, subject                    whom to ask, and about what, as notices call them: "a dentist", "dental care"

Other fields are left to other programs.
"""

import re
from pathlib import Path
from typing import Any

from ..errors import CorpusError

_KNOWN = ("title", "author", "source", "reviewed", "language", "own", "expert", "subject")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]+)?", re.IGNORECASE)  # "de", "en-US"


def read_fields(path: Path, block: str) -> dict[str, Any]:
    """The fields that are known and filled in, by their names in `Document`.

    :param block: What stands between the dashes, which are the line above it.
    :raises CorpusError: If it is no YAML, or a field is not what it should be.
    """
    values: dict[str, Any] = {}
    for line, (key, value) in enumerate(_parse(path, block).items(), start=2):
        try:
            values |= {key: _read(key, value)} if key in _KNOWN and value else {}
        except ValueError as error:
            raise CorpusError(path, f"the front matter's {key} must be {error}", line) from error
    return values


def _read(key: str, value: object) -> str | bool:
    if not isinstance(value, str):
        raise ValueError("one text")
    if key == "own":
        if value.lower() not in _FLAGS:
            raise ValueError(f"yes or no, and not {value!r}")
        return _FLAGS[value.lower()]
    if key == "language":
        match = _LANGUAGE.fullmatch(value)
        if not match:
            raise ValueError(f"the two letters of a language, like en or de, and not {value!r}")
        return match[1].lower()
    return value


def _parse(path: Path, block: str) -> dict[str, Any]:
    import yaml  # only documents with front matter need it, and answering reads none

    try:
        fields = yaml.BaseLoader(block).get_single_data() or {}  # leaves "yes" and dates as they are written
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise CorpusError(path, f"the front matter is broken: {reason}", mark.line + 2 if mark else 1) from error
    if not isinstance(fields, dict):
        raise CorpusError(path, "the front matter must be lines of the form 'title: …'", 2)
    return fields

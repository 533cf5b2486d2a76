"""Texts under dotted keys, as the TOML files of notices and settings hold them; pure."""

from collections.abc import Mapping
from pathlib import Path

from .errors import CorpusError

Texts = dict[str, str]  # "topics.price.text" -> the text


def flatten_texts(path: Path, content: Mapping[str, object], prefix: str = "") -> Texts:
    """The texts of nested tables under dotted keys.

    :raises CorpusError: If something in them is no text, or an empty one.
    """
    texts: Texts = {}
    for name, value in content.items():
        if isinstance(value, dict):
            texts |= flatten_texts(path, value, f"{prefix}{name}.")
        elif isinstance(value, str) and value.strip():
            texts[prefix + name] = value.strip()
        else:
            raise CorpusError(path, f"{prefix}{name} must be a text")
    return texts

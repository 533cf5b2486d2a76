"""What files of a corpus were converted into, kept in the index: offsets of passages count in these texts.

derived/converted.json           for each document its file, the converter with its version, and both hashes
derived/converted/<number>.md    the text
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..types import Document

_LIST, _FOLDER = "converted.json", "converted"


@dataclass(frozen=True, slots=True)
class ConvertedText:
    """How a document came out of a file."""

    document: str
    file: str  # relative POSIX path
    file_sha256: str
    converter: str  # with its version
    text: str  # the file that holds the text, relative to the list
    text_sha256: str  # of the text in UTF-8


Converted = tuple[ConvertedText, str]  # with the text


def converted_texts(documents: Sequence[Document], hashes: Mapping[str, str]) -> list[Converted]:
    """The documents that were converted, with their texts.

    :param hashes: Relative POSIX path -> sha256 of every corpus file.
    """
    converted = []
    for number, document in enumerate(each for each in documents if each.converted_from):
        file, converter = str(document.converted_from), str(document.converter)
        sha256 = hashlib.sha256(document.text.encode()).hexdigest()
        name = f"{_FOLDER}/{number}.md"
        converted.append((ConvertedText(document.id, file, hashes[file], converter, name, sha256), document.text))
    return converted


def write_converted(folder: Path, converted: Sequence[Converted]) -> None:
    """Write the texts of documents that were converted; nothing where there are none."""
    for each, text in converted:
        (folder / _FOLDER).mkdir(exist_ok=True)
        (folder / each.text).write_bytes(text.encode())
    if converted:
        (folder / _LIST).write_text(json.dumps([asdict(each) for each, _ in converted], indent=1) + "\n", encoding="utf-8")


def read_converted(folder: Path) -> list[Converted]:
    """What `write_converted` wrote, each with its text; empty where there is nothing."""
    if not (folder / _LIST).is_file():
        return []
    kept = [ConvertedText(**each) for each in json.loads((folder / _LIST).read_text(encoding="utf-8"))]
    return [(each, (folder / each.text).read_bytes().decode()) for each in kept]

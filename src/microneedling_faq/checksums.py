"""Hashes of files, and JSON files that notice when any of their bytes has changed: manifests, which hold such hashes."""

import hashlib
import json
from pathlib import Path
from typing import Any

_SEAL = "checksum"


def write_sealed(path: Path, content: dict[str, Any]) -> None:
    """Write an object with its own checksum."""
    path.write_bytes(seal(content))


def seal(content: dict[str, Any]) -> bytes:
    """What `write_sealed` writes."""
    return _spell(content | {_SEAL: checksum(content)})


def read_sealed(path: Path) -> dict[str, Any]:
    """Read what `write_sealed` wrote.

    :raises FileNotFoundError: If there is no such file.
    :raises ValueError: If a byte of it has changed.
    """
    data = path.read_bytes()
    content = json.loads(data)
    if not isinstance(content, dict) or content.pop(_SEAL, None) != checksum(content):
        raise ValueError("its checksum differs")
    if _spell(content | {_SEAL: checksum(content)}) != data:  # white space is not in the checksum
        raise ValueError("it is not spelt as it was written")
    return content


def hash_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum(content: Any) -> str:
    """The sha256 of a JSON value, whatever its white space and the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _spell(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

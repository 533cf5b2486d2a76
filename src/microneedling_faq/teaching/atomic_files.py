"""Writes files so that a reader, and a machine that loses power, finds the old content or the new and nothing between."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import TeachingError

Edits = Mapping[str, bytes | None]
"""Relative POSIX path below a corpus -> its new content; `None` takes the file away."""


def write_edits(corpus: Path, edits: Edits) -> None:
    """Write the files of a change, each in one step.

    :raises TeachingError: If the folder cannot be written.
    """
    try:
        for name, content in edits.items():
            path = corpus / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_atomically(path, content)
    except OSError as error:
        raise cannot_write(corpus, error) from error


def cannot_write(corpus: Path, error: OSError) -> TeachingError:
    """The error for a corpus that cannot be written."""
    return TeachingError(
        f"{corpus}: cannot be written ({error.strerror}). Make the folder writable, or copy it and name the copy with --corpus"
    )


def write_atomically(path: Path, content: bytes) -> None:
    """Write one file in one step, onto the disk; it keeps the rights that it had.

    :raises OSError: If it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rights = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(rights)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

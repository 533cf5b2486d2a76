"""What can go wrong that the person at the keyboard can put right.

    FaqError
    ├── CorpusError      a file of the corpus cannot be used
    ├── IndexFileError   the index is missing, damaged or made by another version
    ├── ModelError       the embedding model is missing or is not the one it should be
    ├── SettingsError    the operator's settings file is wrong
    ├── QuestionsError   a file of questions, judgements or history cannot be read
    ├── StoreError       the database of the desk cannot be used, or what was asked of it
    ├── AddressError     the chat cannot listen on its host and port
    └── TeachingError    a change to the corpus cannot be made as it was asked for

Every message says what is wrong, where, and what to do; doors show it as it stands.
"""

from pathlib import Path


class FaqError(Exception):
    """Base of all errors that a user can put right."""


class CorpusError(FaqError):
    """A file of the corpus cannot be used; the message starts with file and line."""

    def __init__(self, path: Path, message: str, line: int | None = None) -> None:
        self.path = path
        self.line = line
        self.problem = message
        where = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"{where}: {message}")


class IndexFileError(FaqError):
    """The index on disk is missing, damaged, stale or of another format."""


class ModelError(FaqError):
    """The embedding model is missing, cannot be loaded, or its weights are not the expected ones."""


class SettingsError(FaqError):
    """The operator's settings file cannot be read or names something unknown."""


class QuestionsError(FaqError):
    """A file of questions or judgements cannot be read; the message names file and line."""


class StoreError(FaqError):
    """The store cannot be opened or used now, or holds something else than what was asked of it."""


class AddressError(FaqError):
    """The chat cannot listen on its host and port."""


class TeachingError(FaqError):
    """A change to the corpus cannot be made as it was asked for."""

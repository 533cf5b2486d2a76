"""A file as it would be quoted, before it is published: its documents and their passages."""

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from ..corpus.chunking import TokenCounter, chunk_document
from ..corpus.documents import read_corpus
from ..errors import CorpusError, TeachingError
from ..types import Document, Passage


def read_upload(name: str, data: bytes) -> tuple[Document, ...]:
    """The documents of a file, read as those of a corpus are.

    :raises TeachingError: If it cannot be read; the message says what to do.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PurePosixPath(name).name
        path.write_bytes(data)
        try:
            return read_corpus(Path(folder)).documents
        except CorpusError as error:
            raise TeachingError(str(error).replace(str(path), name)) from error


def passages_of(documents: Sequence[Document], count_tokens: TokenCounter, max_tokens: int) -> list[Passage]:
    """The passages that visitors would be shown."""
    return [
        passage
        for document in documents
        for passage in chunk_document(document, count_tokens=count_tokens, max_tokens=max_tokens)
    ]

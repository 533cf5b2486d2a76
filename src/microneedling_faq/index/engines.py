"""The one interface of what keeps an index, and its two kinds: a folder (FAISS), and a PostgreSQL database (pgvector)."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import IndexFileError
from ..index_places import DatabasePlace, IndexPlace
from . import reader, writer
from .compact_embeddings import KnownEmbeddings
from .converted_texts import Converted, read_converted
from .reader import Index, Manifest
from .writer import IndexParts


class IndexEngine(Protocol):
    """What keeps the index of a corpus. All methods raise `IndexFileError` where the place cannot be used."""

    def read_manifest(self) -> Manifest:
        """The manifest of the index in use."""

    def load(self) -> Index:
        """The index in use."""

    def damage(self) -> Iterator[str]:
        """A line for each part that is missing or is not as it was written, all of it read again."""

    def writing(self) -> AbstractContextManager[None]:
        """What a build is made in: the place can be written, and is found out before anything is done for the build."""

    def write(self, parts: IndexParts) -> Manifest:
        """Write an index and switch over to it in one step, within `writing`."""

    def adopt(self, other: Path) -> Manifest:
        """Switch over to an index that was written in a folder, in one step, within `writing`."""

    def known_embeddings(self, model_sha256: str) -> KnownEmbeddings:
        """The embeddings that are there, if the same model made them, though the index be stale in all else."""

    def converted(self) -> list[Converted]:
        """The texts of documents that were converted."""

    def stamp(self) -> object:
        """Tells one written index from another, at little cost; `None` where that cannot be told now."""

    def written_at(self) -> float:
        """When the index in use was written, in seconds since 1970."""


def engine_of(place: IndexPlace) -> IndexEngine:
    """What keeps the index of a place.

    :raises FaqError: If it needs a package that is not installed.
    """
    if isinstance(place, DatabasePlace):
        from .postgresql.engine import PostgresqlEngine

        return PostgresqlEngine(place)
    return FolderEngine(place)


@dataclass(frozen=True, slots=True)
class FolderEngine:
    """An index in a folder, of which one version is kept."""

    folder: Path

    def read_manifest(self) -> Manifest:
        """See `IndexEngine`."""
        return reader.read_manifest(self.folder)

    def load(self) -> Index:
        """See `IndexEngine`; its files are checked first."""
        return reader.load_index(self.folder)

    def damage(self) -> Iterator[str]:
        """See `IndexEngine`."""
        return reader.damaged_files(self.folder, self.read_manifest())

    def writing(self) -> AbstractContextManager[None]:
        """See `IndexEngine`; one build at a time."""
        return writer.build_lock(self.folder)

    def write(self, parts: IndexParts) -> Manifest:
        """See `IndexEngine`."""
        return writer.write_index(parts, self.folder)

    def adopt(self, other: Path) -> Manifest:
        """See `IndexEngine`."""
        return writer.adopt_index(other, self.folder)

    def known_embeddings(self, model_sha256: str) -> KnownEmbeddings:
        """See `IndexEngine`; nothing else of the index is looked at, which may lack its derived files."""
        try:
            manifest = self.read_manifest()
        except IndexFileError:
            return KnownEmbeddings.none()
        if manifest.model_sha256 != model_sha256 or any(reader.damaged_kept_files(self.folder, manifest)):
            return KnownEmbeddings.none()
        return KnownEmbeddings.load(self.folder / manifest.generation)

    def converted(self) -> list[Converted]:
        """See `IndexEngine`."""
        return read_converted(self.folder / self.read_manifest().generation / reader.DERIVED)

    def stamp(self) -> object:
        """See `IndexEngine`: of the manifest."""
        try:
            status = (self.folder / reader.MANIFEST).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def written_at(self) -> float:
        """See `IndexEngine`."""
        return (self.folder / reader.MANIFEST).stat().st_mtime

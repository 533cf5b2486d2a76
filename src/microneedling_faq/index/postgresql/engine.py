"""The index of a corpus in a PostgreSQL database, behind the interface of `engines.IndexEngine`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import IndexFileError
from ...index_places import DatabasePlace
from ..compact_embeddings import KnownEmbeddings
from ..converted_texts import Converted
from ..reader import Index, Manifest
from ..writer import IndexParts, read_parts
from . import reader, writer


@dataclass(frozen=True, slots=True)
class PostgresqlEngine:
    """An index whose versions many machines answer from."""

    place: DatabasePlace

    def read_manifest(self) -> Manifest:
        """See `IndexEngine`."""
        return reader.read_manifest(self.place)

    def load(self) -> Index:
        """See `IndexEngine`; twelve bytes an entry are held in memory, all else is read when it is asked for."""
        return reader.load_index(self.place)

    def damage(self) -> Iterator[str]:
        """See `IndexEngine`."""
        return reader.damaged_records(self.place)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See `IndexEngine`; builds at the same time both count, one after the other."""
        writer.check_writable(self.place)
        yield

    def write(self, parts: IndexParts) -> Manifest:
        """See `IndexEngine`."""
        return writer.write_index(parts, self.place)

    def adopt(self, other: Path) -> Manifest:
        """See `IndexEngine`."""
        return writer.write_index(read_parts(other), self.place)

    def known_embeddings(self, model_sha256: str) -> KnownEmbeddings:
        """See `IndexEngine`."""
        try:
            index = self.load()
        except IndexFileError:
            return KnownEmbeddings.none()
        if index.manifest.model_sha256 != model_sha256:
            return KnownEmbeddings.none()
        return KnownEmbeddings.from_texts([entry.text for entry in index.entries], index.vectors.embeddings())

    def converted(self) -> list[Converted]:
        """See `IndexEngine`."""
        return reader.read_converted(self.place)

    def stamp(self) -> object:
        """See `IndexEngine`: the number of the version."""
        try:
            return reader.number_in_use(self.place)
        except IndexFileError:
            return None

    def written_at(self) -> float:
        """See `IndexEngine`."""
        return next(each.written.timestamp() for each in reader.read_versions(self.place) if each.in_use)

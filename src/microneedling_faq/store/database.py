"""The one door to the database: engine, transactions, and errors in words that an operator can use."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from ..errors import StoreError
from ..setting_kinds import is_postgresql
from .migrating import migrate

WAIT_SECONDS = 5  # for a lock that another process holds, or for a server to answer
_WRITING = "writing"  # the execution option of connections that are going to write


@dataclass(frozen=True, slots=True)
class Store:
    """A database that is open. Safe to use from many threads, and from many processes at once."""

    engine: Engine
    name: str  # as messages show it: the file, or the address without its password

    @classmethod
    def open(cls, database: str, *, wait_seconds: float = WAIT_SECONDS) -> "Store":
        """Open a database and bring its tables to what this version needs.

        :param database: As in `Settings.database`.
        :param wait_seconds: For a lock, or for the server.
        :raises StoreError: As `opening.open_store`.
        """
        store = cls.connect(database, wait_seconds=wait_seconds)
        if store.is_file:
            _make_private(Path(store.name))
        with store.writing() as connection:
            migrate(connection, store.name)
        return store

    @classmethod
    def connect(cls, database: str, *, wait_seconds: float = WAIT_SECONDS) -> "Store":
        """A database as it is, which may not be there or have other tables.

        :raises StoreError: If the setting names none.
        """
        url = _url(database)
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": wait_seconds}, hide_parameters=True)
            _speak_sqlite(engine)
        else:
            options = f"-c lock_timeout={int(wait_seconds * 1000)}"
            connect: dict[str, Any] = {"connect_timeout": max(2, int(wait_seconds)), "options": options}
            engine = create_engine(url, connect_args=connect, pool_pre_ping=True, hide_parameters=True)
        store = cls(engine, url.render_as_string(hide_password=True))
        return replace(store, name=str(url.database)) if store.is_file else store

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file, which `name` is the path of."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store and changes nothing; on SQLite, a writer does not hold it up.

        :raises StoreError: If the database cannot be used now.
        """
        with self._errors_in_words(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept when its block ends, and undone if that raises.

        :raises StoreError: As `reading`; nothing of the transaction is kept then.
        """
        with self._errors_in_words(), self.engine.execution_options(**{_WRITING: True}).begin() as connection:
            yield connection

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """A connection whose statements are kept one by one, each when it has run.

        :raises StoreError: As `reading`.
        """
        with self._errors_in_words(), self.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, NoConnectionError) as error:
            raise StoreError(f"{self.name}: the store cannot be used now ({_reason(error)}). {_advice(error)}") from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a mistake in our own statements
                raise
            raise StoreError(
                f"{self.name}: the store is damaged, or is no store of this program ({_reason(error)}). "
                "Put a backup in its place, or name another in [store] database"
            ) from error


def _url(database: str) -> URL:
    try:
        url = make_url(database if "://" in database else f"sqlite:///{database}")
    except ArgumentError as error:
        raise StoreError("settings: store.database is no address of a database. Name a file, or postgresql://…") from error
    return url.set(drivername="postgresql+psycopg") if is_postgresql(database) else url


def _make_private(path: Path) -> None:
    """A new file for its owner alone; SQLite gives the files beside it the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: the store cannot be made there ({error.strerror}). Name another file") from error


def _speak_sqlite(engine: Engine) -> None:
    """Write-ahead log, foreign keys, and transactions that begin when we say so.

    sqlite3 begins one by itself, late; who reads first and then writes in it may fail at once where another has written
    between, so writers take their place at the beginning. (SQLAlchemy, "SQLite", on transactions of the driver.)
    """

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for line in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {line}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITING) else "BEGIN")


def _reason(error: Exception) -> str:
    """The first line of what the database said, without the statement and what stood in it."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return said.strip().partition("\n")[0]


def _advice(error: Exception) -> str:
    if "locked" in _reason(error):
        return "Another program holds it; try again, and look which one if it stays so"
    return "Look whether its server runs, or its disk is full or read-only; [store] database names it"

"""The door to psycopg: a few connections that are used again, and what goes wrong in words that an operator can use."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any

from ...errors import FaqError, IndexFileError
from ...index_places import DatabasePlace

if TYPE_CHECKING:
    from psycopg import Connection, Cursor

WAIT_SECONDS = 5  # for a server to answer
MOST_CONNECTIONS = 8  # kept open by a process; a search takes milliseconds
SEARCHED = 200  # nearest entries that HNSW keeps in hand while it looks
BUILD_MEMORY = "2GB"  # the most that building HNSW may take; it takes ten times as long once a graph outgrows it
# Where the graph yields too few that are in use, it is followed further; we sort them ourselves.
_SESSION = f"-c hnsw.ef_search={SEARCHED} -c hnsw.iterative_scan=relaxed_order -c jit=off"

_BUILD = "Build it: microneedling-faq index build"


class Database:
    """The connections of one place. Safe to use from many threads."""

    def __init__(self, place: DatabasePlace) -> None:
        self.place = place
        self._idle: LifoQueue[Connection[Any]] = LifoQueue(MOST_CONNECTIONS)

    def fetch(self, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query.

        A server may have gone away since the connection was last used: it is asked a second time, by a new connection, for
        which PostgreSQL's library tries the next server where the address names several.

        :raises IndexFileError: If the database cannot be used now, or there is no index in it.
        """
        from psycopg import OperationalError

        with self._errors_in_words():
            try:
                with self._connection() as connection:
                    return self._run(connection, statement, parameters)
            except OperationalError:
                self.close()
            with self._connection() as connection:
                return self._run(connection, statement, parameters)

    @contextmanager
    def writing(self) -> Iterator["Cursor[Any]"]:
        """A transaction that is kept when its block ends, and undone if that raises.

        :raises IndexFileError: If the database cannot be used now, or only be read: nothing of the transaction is kept then.
        """
        self.close()  # what is idle may be a server's that is gone, or that has become a replica
        with self._errors_in_words(), self._connection() as connection, connection.transaction():
            cursor = connection.cursor(binary=True)
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
            yield cursor

    def close(self) -> None:
        """Close what is idle."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _connection(self) -> Iterator["Connection[Any]"]:
        connection = self._take()
        try:
            yield connection
        finally:
            if connection.closed or self._idle.full():
                connection.close()
            else:
                self._idle.put(connection)

    def _take(self) -> "Connection[Any]":
        import psycopg

        try:
            return self._idle.get_nowait()
        except Empty:
            return psycopg.connect(
                self.place.address, autocommit=True, connect_timeout=WAIT_SECONDS, options=_SESSION, prepare_threshold=2
            )

    @staticmethod
    def _run(
        connection: "Connection[Any]", statement: str, parameters: Sequence[Any] | Mapping[str, Any]
    ) -> list[tuple[Any, ...]]:
        return connection.cursor(binary=True).execute(statement, parameters).fetchall()

    @contextmanager
    def _errors_in_words(self) -> Iterator[None]:
        from psycopg import InterfaceError, OperationalError, errors

        try:
            yield
        except errors.ReadOnlySqlTransaction as error:
            raise IndexFileError(
                f"{self.place}: nothing can be changed now: this is a read replica, and its primary is not there. "
                "Questions are answered all the while. Try again when the primary is back"
            ) from error
        except (errors.UndefinedTable, errors.InvalidSchemaName) as error:
            raise IndexFileError(f"{self.place}: there is no index in the database. {_BUILD}") from error
        except (errors.FeatureNotSupported, errors.UndefinedFile, errors.InsufficientPrivilege) as error:
            raise IndexFileError(
                f"{self.place}: the database lacks what an index needs ({_reason(error)}). Install pgvector on its server, and "
                "have its owner run once: CREATE EXTENSION vector"
            ) from error
        except (OperationalError, InterfaceError) as error:
            raise IndexFileError(
                f"{self.place}: the database cannot be used now ({_reason(error)}). Look whether its server runs; "
                "--index names it"
            ) from error


@lru_cache(maxsize=8)
def open_database(place: DatabasePlace) -> Database:
    """The connections of a place, the same for all of a process.

    :raises FaqError: If psycopg is not installed.
    """
    if not find_spec("psycopg"):
        raise FaqError('an index in PostgreSQL needs the package psycopg. Install it: pip install ".[postgresql]"')
    return Database(place)


def _reason(error: Exception) -> str:
    """The first line of what the database said."""
    return str(error).strip().partition("\n")[0]

"""Brings the tables of a database to what this version needs, by Alembic; `migrations/versions` has the steps."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from ..errors import StoreError

_STEPS = Path(__file__).parent / "migrations"
_LOCK = 7_260_433  # any number that no other program locks in the same PostgreSQL database


def is_current(connection: Connection) -> bool:
    """Whether a database has seen all steps that this version knows, and no others."""
    return MigrationContext.configure(connection).get_current_revision() == ScriptDirectory(str(_STEPS)).get_current_head()


def migrate(connection: Connection, name: str, *, to: str = "head") -> None:
    """Take all steps that a database has not seen yet, in the caller's transaction: all of them or none.

    :param name: Of the database, for messages.
    :param to: The step to stop at; the newest by default.
    :raises StoreError: If a newer version of the program has made the tables.
    """
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyhow
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise StoreError(
            f"{name}: the store was made by a newer version of the program ({error}). Use that version, or name another store"
        ) from error

"""Opens the store that the settings name; says what to install where its libraries are missing."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..errors import StoreError
from ..setting_kinds import is_postgresql

if TYPE_CHECKING:
    from .database import Store


def check_libraries(database: str) -> None:
    """Check that what the store is made with is installed.

    :param database: As in `Settings.database`.
    :raises StoreError: If a library is missing; the message tells how to install it.
    """
    needed = {"sqlalchemy": "staff", "alembic": "staff"} | ({"psycopg": "postgresql"} if is_postgresql(database) else {})
    for library, extra in needed.items():
        if not find_spec(library):
            raise StoreError(f'the store needs the package {library}. Install it: pip install ".[{extra}]"')


def open_store(database: str) -> "Store":
    """The store, made first if it is not there, with the tables that this version needs.

    :param database: As in `Settings.database`: a file, or the address of a PostgreSQL database.
    :raises StoreError: If none is named, it cannot be opened, was made by a newer version, or a library is missing.
    """
    if not database:
        raise StoreError(
            "there is no store: [store] database is empty. Name a file in the settings, and give those with --settings"
        )
    check_libraries(database)
    from .database import Store

    return Store.open(database)

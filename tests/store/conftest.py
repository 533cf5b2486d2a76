"""Fixtures of the store: an empty one on each kind of database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from microneedling_faq.store.database import Store
from servers import connected


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

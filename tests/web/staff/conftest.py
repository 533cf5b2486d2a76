"""Fixtures of the desk: a store with two accounts, the application with it, a client and a page that are signed in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from desk_visiting import NAMES, ORIGIN, PASSWORD, sign_in_page
from fastapi import FastAPI
from serving import running
from starlette.testclient import TestClient
from visiting import NewVisit

from microneedling_faq import Chatbot
from microneedling_faq.store.database import Store
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.schema import day_counts, failed_logins, sessions, users
from microneedling_faq.store.users import add_user
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.staff.authentication import hash_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

HASH = hash_password(PASSWORD)


def add_accounts(store: Store) -> None:
    """An account of each role, nobody else's, and nothing counted."""
    with store.writing() as connection:
        for table in (sessions, failed_logins, users, day_counts):
            connection.execute(table.delete())
        for name, role in NAMES.items():
            add_user(connection, name, HASH, role, datetime.now(UTC))


@pytest.fixture(scope="session")
def desk_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(str(tmp_path_factory.mktemp("desk") / "staff.db"))


@pytest.fixture(scope="session")
def staff_app(clinic_chatbot: Chatbot, desk_store: Store) -> FastAPI:
    return create_app(clinic_chatbot, kept=Kept(store=lambda: desk_store))


@pytest.fixture
def staffed(desk_store: Store) -> Store:
    """The store of the desk, with an account of each role and nobody signed in."""
    add_accounts(desk_store)
    return desk_store


@pytest.fixture
def stranger(staff_app: FastAPI, staffed: Store) -> TestClient:
    """Somebody who is not signed in, and whose requests come from the desk's own pages."""
    return TestClient(staff_app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)


@pytest.fixture
def member(stranger: TestClient) -> TestClient:
    """The same when they have signed in."""
    assert stranger.post("/staff/login", data={"name": "ada", "password": PASSWORD}).status_code == 303
    return stranger


@pytest.fixture(scope="session")
def desk_address(staff_app: FastAPI) -> Iterator[str]:
    with running(staff_app) as address:
        yield address


@pytest.fixture
def open_desk(new_visit: NewVisit, desk_address: str, staffed: Store) -> Callable[..., "Page"]:
    """Opens the desk in a browser of its own, signed in."""

    def open_it(name: str = "ada", **options: object) -> "Page":
        context = new_visit(**{"base_url": desk_address} | options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk_address)
        return sign_in_page(context, name)

    return open_it

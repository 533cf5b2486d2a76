"""Fixtures of the desk: a store with two accounts, the application with it, a client and a page that are signed in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_visiting import NAMES, PASSWORD, sign_in_page
from fastapi import FastAPI
from serving import running
from starlette.testclient import TestClient
from visiting import NewVisit

from microneedling_faq import Chatbot
from microneedling_faq.store.database import Store
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.users import add_user
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.staff.sign_in import hash_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

ORIGIN = "http://testserver"


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that nobody has an account in."""
    return open_store(str(tmp_path / "staff.db"))


@pytest.fixture
def staffed(store: Store, password_hash: str) -> Store:
    """A store with an account of each role."""
    with store.writing() as connection:
        for name, role in NAMES.items():
            add_user(connection, name, password_hash, role, datetime.now(UTC))
    return store


@pytest.fixture
def staff_app(clinic_chatbot: Chatbot, staffed: Store) -> FastAPI:
    return create_app(clinic_chatbot, kept=Kept(store=staffed))


@pytest.fixture
def stranger(staff_app: FastAPI) -> Iterator[TestClient]:
    """Somebody who is not signed in, and whose requests come from the desk's own pages."""
    with TestClient(staff_app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False) as client:
        yield client


@pytest.fixture
def member(stranger: TestClient) -> TestClient:
    """The same when they have signed in."""
    assert stranger.post("/staff/login", data={"name": "ada", "password": PASSWORD}).status_code == 303
    return stranger


@pytest.fixture
def desk_address(staff_app: FastAPI) -> Iterator[str]:
    with running(staff_app) as address:
        yield address


@pytest.fixture
def open_desk(new_visit: NewVisit, desk_address: str) -> Callable[..., "Page"]:
    """Opens the desk in a browser of its own, signed in."""

    def open_it(name: str = "ada", **options: object) -> "Page":
        context = new_visit(base_url=desk_address, permissions=["clipboard-read", "clipboard-write"], **options)
        return sign_in_page(context, name)

    return open_it

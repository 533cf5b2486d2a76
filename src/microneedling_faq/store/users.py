"""Who may use the desk. A password is known here only as its hash."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from ..errors import StoreError
from .schema import users

Role = Literal["answers", "edits"]
"""`answers` finds and copies; `edits` changes what visitors are answered too."""

_NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class User:
    """A person of the clinic."""

    name: str  # in small letters
    password_hash: str  # as argon2 writes it, with its parameters and salt
    role: Role
    created: datetime
    disabled: datetime | None = None  # since when they may not log in


def tidy_name(name: str) -> str:
    """A name as it is kept: "Ada" and "ada" are one person."""
    return name.strip().casefold()


def add_user(connection: Connection, name: str, password_hash: str, role: Role, now: datetime) -> User:
    """Make a user.

    :raises StoreError: If the name cannot be one, or somebody has it, or had it: the audit log knows people by name.
    """
    user = User(tidy_name(name), password_hash, role, now)
    if not _NAME.fullmatch(user.name):
        raise StoreError(f"{name!r} cannot be a name. Take up to 64 letters, digits, and . _ - @, without spaces")
    if find_user(connection, user.name):
        raise StoreError(f"there is a user {user.name!r} already. Take another name, or set a new password")
    row = {"name": user.name, "password_hash": password_hash, "role": role, "created": now}
    connection.execute(insert(users).values(row))
    return user


def find_user(connection: Connection, name: str) -> User | None:
    """The user of a name, who may be disabled."""
    row = connection.execute(select(users).where(users.c.name == tidy_name(name))).first()
    return _user(row) if row else None


def list_users(connection: Connection) -> list[User]:
    """All users by name, the disabled too."""
    return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]


def set_password(connection: Connection, name: str, password_hash: str) -> None:
    """Give a user another password.

    :raises StoreError: If there is no such user.
    """
    _change(connection, name, password_hash=password_hash)


def set_role(connection: Connection, name: str, role: Role) -> None:
    """Give a user another role.

    :raises StoreError: If there is no such user.
    """
    _change(connection, name, role=role)


def set_disabled(connection: Connection, name: str, since: datetime | None) -> None:
    """Keep a user out from now on, or let them in again with `None`; their sessions count no more meanwhile.

    :raises StoreError: If there is no such user.
    """
    _change(connection, name, disabled=since)


def _change(connection: Connection, name: str, **values: Any) -> None:
    changed = connection.execute(update(users).where(users.c.name == tidy_name(name)).values(values))
    if not changed.rowcount:
        raise StoreError(f"there is no user {name!r}. `microneedling-faq staff list` names them all")


def _user(row: Row[Any]) -> User:
    return User(**row._asdict())

"""Who is logged in. The store holds the hash of a token only: who reads the store cannot take a session over."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from .schema import sessions, users
from .users import User, tidy_name

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A login that counts."""

    user: User
    created: datetime
    expires: datetime


def begin_session(connection: Connection, name: str, now: datetime, lasts: timedelta) -> str:
    """Log a user in, and forget the sessions that have expired.

    :return: The token, which only the user's browser keeps.
    """
    connection.execute(delete(sessions).where(sessions.c.expires <= now))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {"token_hash": _hash(token), "user": tidy_name(name)}
    connection.execute(insert(sessions).values(row | {"created": now, "expires": now + lasts}))
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token; none if it has expired, was ended, or its user is disabled."""
    kept = select(sessions).where(sessions.c.token_hash == _hash(token), sessions.c.expires > now)
    row = connection.execute(kept).first()
    if row is None:
        return None
    user = connection.execute(select(users).where(users.c.name == row.user, users.c.disabled.is_(None))).first()
    return Session(User(**user._asdict()), row.created, row.expires) if user else None


def end_session(connection: Connection, token: str) -> None:
    """Log out; does nothing for a token that there is not."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


def end_sessions_of(connection: Connection, name: str) -> None:
    """Log a user out everywhere, as after a new password."""
    connection.execute(delete(sessions).where(sessions.c.user == tidy_name(name)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

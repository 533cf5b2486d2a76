"""Passwords and sessions: who may come in, and how whoever guesses is slowed down.

An attempt counts as failed until it has succeeded, so that guesses sent at once are counted too. An account that there is not
takes as long to refuse as one that there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ...store.audit import record
from ...store.database import Store
from ...store.failed_logins import Failures, count_failures, forget_failures, record_failure
from ...store.sessions import begin_session, end_session, find_session
from ...store.users import find_user, list_users, set_password, tidy_name
from .gate import Entry, Member

LASTS = timedelta(hours=12)  # of a session: a long day at the desk
# How many attempts may fail within a time. A whole clinic may share an address.
OF_ACCOUNT = ((timedelta(minutes=1), 5), (timedelta(minutes=15), 10), (timedelta(days=1), 50))
OF_ADDRESS = ((timedelta(minutes=1), 20), (timedelta(minutes=15), 60), (timedelta(days=1), 300))

_HASHER = PasswordHasher()  # argon2id, with the parameters that RFC 9106 gives for little memory
_NOBODY = _HASHER.hash("nobody")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What came of an attempt."""

    token: str = ""  # empty where it failed
    wait: timedelta = timedelta()  # until the next attempt is looked at, where there were too many


def hash_password(password: str) -> str:
    """As the store keeps it."""
    return _HASHER.hash(password)


def look_up(store: Store, token: str) -> Entry:
    """Whose token it is, and whether anybody has an account.

    :raises StoreError: If the store cannot be read.
    """
    with store.reading() as connection:
        session = find_session(connection, token, _now()) if token else None
        member = Member(session.user.name, session.user.role) if session else None
        return Entry(bool(member) or any(user.disabled is None for user in list_users(connection)), member)


def sign_in(store: Store, name: str, password: str, address: str, now: datetime) -> SignedIn:
    """Begin a session, or count a failure.

    :param address: Where the attempt comes from.
    :param now: With its zone.
    :raises StoreError: If the store cannot be used.
    """
    with store.writing() as connection:
        wait = _wait(lambda within: count_failures(connection, name, address, now - within))
        if wait:
            return SignedIn(wait=wait)
        record_failure(connection, name, address, now)
        user = find_user(connection, name)
    kept = user.password_hash if user and user.disabled is None else _NOBODY
    right = _is_right(kept, password) and kept != _NOBODY
    with store.writing() as connection:
        if not right:
            record(connection, tidy_name(name)[:64], "login.failed", now, address=address)
            return SignedIn()
        forget_failures(connection, name)
        if _HASHER.check_needs_rehash(kept):
            set_password(connection, name, hash_password(password))
        record(connection, tidy_name(name), "login", now, address=address)
        return SignedIn(begin_session(connection, name, now, LASTS))


def sign_out(store: Store, token: str, name: str) -> None:
    """End a session.

    :raises StoreError: If the store cannot be used.
    """
    with store.writing() as connection:
        end_session(connection, token)
        record(connection, name, "logout", _now())


def _wait(failures: Callable[[timedelta], Failures]) -> timedelta:
    """How long no attempt is looked at: the longest of the limits that are reached.

    :param failures: Within a time before now.
    """
    reached = [timedelta()]
    for (within, of_account), (_, of_address) in zip(OF_ACCOUNT, OF_ADDRESS, strict=True):
        counted = failures(within)
        if counted.of_account >= of_account or counted.of_address >= of_address:
            reached.append(within)
    return max(reached)


def _is_right(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _now() -> datetime:
    return datetime.now(UTC)

"""Logins that failed, so that who guesses is slowed down; kept for a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from .schema import failed_logins
from .users import tidy_name

KEPT = timedelta(days=1)  # they hold addresses of people
_LONGEST = 200  # characters of what was typed as a name


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a login has failed of late."""

    of_account: int
    of_address: int


def record_failure(connection: Connection, account: str, address: str, now: datetime) -> None:
    """Remember a login that failed, whether or not there is such an account, and forget those of before yesterday."""
    connection.execute(delete(failed_logins).where(failed_logins.c.time < now - KEPT))
    row = {"account": tidy_name(account)[:_LONGEST], "address": address, "time": now}
    connection.execute(insert(failed_logins).values(row))


def count_failures(connection: Connection, account: str, address: str, since: datetime) -> Failures:
    """How often logins to an account, and from an address, have failed since a time."""

    def count(condition: object) -> int:
        found = select(func.count()).select_from(failed_logins).where(failed_logins.c.time >= since, condition)  # type: ignore[arg-type]
        return int(connection.execute(found).scalar_one())

    name = tidy_name(account)[:_LONGEST]
    return Failures(count(failed_logins.c.account == name), count(failed_logins.c.address == address))


def forget_failures(connection: Connection, account: str) -> None:
    """Forget the failures of an account, as after a login that succeeded; those of addresses count on."""
    connection.execute(
        failed_logins.update().where(failed_logins.c.account == tidy_name(account)[:_LONGEST]).values(account="")
    )

"""Accounts of the staff desk: made, listed, disabled, given a new password; each goes into the audit log."""

import argparse
import sys
from datetime import UTC, datetime
from getpass import getpass
from typing import TYPE_CHECKING

from ..errors import SettingsError
from ..settings_reading import read_settings
from ..store.opening import open_store

if TYPE_CHECKING:
    from ..store.database import Store

FEWEST_CHARACTERS = 12  # of a password: length is what counts, and no rule beside it (NIST SP 800-63B)
WHO = "command line"  # in the audit log: whoever may run commands on the machine


def staff_add(arguments: argparse.Namespace) -> int:
    """Make an account; its password is typed twice, or is a line of stdin."""
    store, now = _open_store(arguments), datetime.now(UTC)
    from ..store.audit import record
    from ..store.users import add_user
    from ..web.staff.authentication import hash_password

    hashed = hash_password(_read_password())
    with store.writing() as connection:
        user = add_user(connection, arguments.name, hashed, arguments.role, now)
        record(connection, WHO, "user.add", now, name=user.name, role=user.role)
    print(f"{user.name} may sign in at /staff, role {user.role}")
    return 0


def staff_list(arguments: argparse.Namespace) -> int:
    """Print all accounts."""
    store = _open_store(arguments)
    from ..store.users import list_users

    with store.reading() as connection:
        users = list_users(connection)
    for user in users:
        state = f"disabled since {user.disabled:%Y-%m-%d}" if user.disabled else f"since {user.created:%Y-%m-%d}"
        print(f"{user.name:20} {user.role:8} {state}")
    if not users:
        print("microneedling-faq: nobody has an account. `microneedling-faq staff add NAME` makes one", file=sys.stderr)
    return 0


def staff_disable(arguments: argparse.Namespace) -> int:
    """Sign somebody out everywhere and keep them out."""
    return _set_disabled(arguments, datetime.now(UTC))


def staff_enable(arguments: argparse.Namespace) -> int:
    """Let somebody in again."""
    return _set_disabled(arguments, None)


def staff_password(arguments: argparse.Namespace) -> int:
    """Give an account a new password, and sign its user out everywhere."""
    store = _open_store(arguments)
    from ..store.audit import record
    from ..store.sessions import end_sessions_of
    from ..store.users import set_password
    from ..web.staff.authentication import hash_password

    hashed = hash_password(_read_password())
    with store.writing() as connection:
        set_password(connection, arguments.name, hashed)
        end_sessions_of(connection, arguments.name)
        record(connection, WHO, "user.password", datetime.now(UTC), name=arguments.name)
    print(f"{arguments.name} has a new password")
    return 0


def staff_log(arguments: argparse.Namespace) -> int:
    """Print the latest entries of the audit log, newest first."""
    store = _open_store(arguments)
    from ..store.audit import read_audit

    with store.reading() as connection:
        entries = read_audit(connection)
    for entry in entries:
        details = ", ".join(f"{name} {value}" for name, value in entry.details.items())
        print(f"{entry.time:%Y-%m-%d %H:%M:%S}  {entry.who:20} {entry.what:20} {details}".rstrip())
    return 0


def _set_disabled(arguments: argparse.Namespace, since: datetime | None) -> int:
    store = _open_store(arguments)
    from ..store.audit import record
    from ..store.sessions import end_sessions_of
    from ..store.users import set_disabled

    with store.writing() as connection:
        set_disabled(connection, arguments.name, since)
        end_sessions_of(connection, arguments.name)
        record(connection, WHO, "user.disable" if since else "user.enable", datetime.now(UTC), name=arguments.name)
    print(f"{arguments.name} may {'no longer ' if since else ''}sign in")
    return 0


def _open_store(arguments: argparse.Namespace) -> "Store":
    """The store that the settings name; before anything of the store is imported, whose libraries may be missing."""
    database = read_settings(arguments.settings).database
    if not database:
        raise SettingsError(
            "the desk needs a store, and store.database is empty. Name a file for it in the settings: [store], and below it "
            'database = "staff.db", and hand them over with --settings FILE'
        )
    return open_store(database)


def _read_password() -> str:
    if sys.stdin.isatty():
        password = getpass("Password: ")
        if getpass("The same again: ") != password:
            raise SettingsError("the two passwords are not the same. Nothing was changed: try again")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < FEWEST_CHARACTERS:
        raise SettingsError(
            f"a password needs {FEWEST_CHARACTERS} characters or more; a few words in a row are easiest to keep"
        )
    return password

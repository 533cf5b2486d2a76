import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from builders import run_python, write_files
from microneedling_faq.errors import StoreError
from microneedling_faq.store.audit import read_audit, record
from microneedling_faq.store.database import Store
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.schema import users
from microneedling_faq.store.users import add_user, find_user

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)

WRITER = """
import sys
from datetime import UTC, datetime
from microneedling_faq.store.audit import record
from microneedling_faq.store.opening import open_store
store = open_store(sys.argv[1])
for number in range(25):
    with store.writing() as connection:
        record(connection, sys.argv[2], "test", datetime.now(UTC), number=number)
"""


def test_what_is_written_is_there_when_it_is_opened_again(database):
    first = open_store(database)
    with first.writing() as connection:
        add_user(connection, "ada", "hash", "edits", NOW)
    first.close()
    with open_store(database).reading() as connection:
        assert find_user(connection, "ada").created == NOW


def test_a_transaction_is_kept_whole_or_not_at_all(store):
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        add_user(connection, "ada", "hash", "edits", NOW)
        record(connection, "ada", "user.add", NOW)
        1 / 0  # noqa: B018
    with store.reading() as connection:
        assert (find_user(connection, "ada"), read_audit(connection)) == (None, [])


def test_times_come_back_in_utc_and_one_without_a_zone_is_refused(store):
    with store.writing() as connection:
        add_user(connection, "ada", "hash", "edits", NOW.astimezone(timezone(timedelta(hours=-7))))
        found = find_user(connection, "ada").created
        assert (found, found.tzinfo) == (NOW, UTC)
    with pytest.raises(Exception, match="without a zone"), store.reading() as connection:
        connection.execute(select(users).where(users.c.created > NOW.replace(tzinfo=None)))


def test_many_processes_open_a_new_store_and_write_at_once_and_nothing_is_lost(database):
    with ThreadPoolExecutor(3) as pool:
        ended = list(pool.map(lambda name: run_python(WRITER, database, name), "abc"))
    assert [each.stderr for each in ended if each.returncode] == []
    with open_store(database).reading() as connection:
        entries = read_audit(connection, limit=1000)
    assert {(entry.who, entry.details["number"]) for entry in entries} == {(who, n) for who in "abc" for n in range(25)}


def test_a_reader_is_not_held_up_by_a_writer(database):
    store = Store.open(database, wait_seconds=0.1)
    with store.writing() as writing:
        add_user(writing, "ada", "hash", "edits", NOW)
        with store.reading() as reading:
            assert find_user(reading, "ada") is None


def test_who_finds_the_store_locked_is_told_so_in_a_line(tmp_path):
    store = Store.open(str(tmp_path / "store.db"), wait_seconds=0.1)
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    locked = r"store\.db: the store cannot be used now \(database is locked\)\. Another"
    with pytest.raises(StoreError, match=locked), store.writing():
        pass
    holder.rollback()
    with store.writing() as connection:
        add_user(connection, "ada", "hash", "edits", NOW)


def test_a_file_that_is_no_store_is_named(tmp_path):
    (tmp_path / "store.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"store\.db: the store is damaged, or is no store of this program"):
        open_store(str(tmp_path / "store.db"))


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/store\.db: the store cannot be made there"):
        open_store(str(tmp_path / "file" / "store.db"))


def test_a_server_that_is_not_there_is_named_without_its_password():
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9/faq: the store cannot be used now") as caught:
        open_store("postgresql://faq:secret@127.0.0.1:9/faq")
    assert "secret" not in str(caught.value)


def test_a_new_file_is_for_its_owner_alone(tmp_path):
    store = open_store(str(tmp_path / "folder" / "store.db"))
    with store.writing() as connection:
        add_user(connection, "ada", "hash", "edits", NOW)
        kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "folder").iterdir()}
    assert kept == dict.fromkeys(["store.db", "store.db-wal", "store.db-shm"], 0o600)


WITHOUT_THE_EXTRA = """
import sys
sys.modules["sqlalchemy"] = sys.modules["alembic"] = None  # as if they were not installed
import microneedling_faq.web.app
from microneedling_faq.cli import main
for command in ("store status", "staff add ada", "staff list", "staff password ada", "staff disable ada", "staff log"):
    assert main([*command.split(), "--settings", sys.argv[1]]) == 1, command
"""


def test_all_but_the_store_runs_without_its_libraries_and_the_store_says_what_to_install(tmp_path):
    settings = write_files(tmp_path, {"s.toml": "[store]\ndatabase = 'store.db'\n"}) / "s.toml"
    ended = run_python(WITHOUT_THE_EXTRA, str(settings))
    said = 'microneedling-faq: the store needs the package sqlalchemy. Install it: pip install ".[staff]"\n'
    assert (ended.returncode, ended.stderr) == (0, said * 6)

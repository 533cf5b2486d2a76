"""Counts that several share: in the file of the workers of one machine, and in a PostgreSQL store."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from microneedling_faq.errors import StoreError
from microneedling_faq.store.allowances import SharedLedger
from microneedling_faq.store.database import Store

PERIOD = 60.0
NOW = 1_800_000_000.0
Open = Callable[[], SharedLedger]


@pytest.fixture(params=["file", "postgresql"])
def open_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same ledger for one more process."""
    if request.param == "file":
        return lambda: SharedLedger.in_file(tmp_path / "allowances.db", b"secret", PERIOD)
    database = request.getfixturevalue("make_database")("postgresql")
    stack = ExitStack()
    request.addfinalizer(stack.close)

    def open_it() -> SharedLedger:
        store = Store.open(database)
        stack.callback(store.close)
        return SharedLedger.in_store(store, PERIOD)

    return open_it


def passed(ledgers: list[SharedLedger], tries: int, interval: float, now: float) -> int:
    return sum(ledgers[number % len(ledgers)].take("a", interval, now) == 0 for number in range(tries))


def test_all_count_together_and_a_minute_later_anew(open_ledger: Open) -> None:
    ledgers = [open_ledger(), open_ledger(), open_ledger()]
    assert passed(ledgers, 30, 6.0, NOW) == 10
    assert ledgers[0].take("a", 6.0, NOW + 1) == pytest.approx(5.0)
    assert ledgers[1].take("b", 6.0, NOW) == 0
    assert passed(ledgers, 30, 6.0, NOW + 6) == 1
    assert passed(ledgers, 30, 6.0, NOW + 66) == 10


def test_a_clock_that_was_set_back_keeps_nobody_out(open_ledger: Open) -> None:
    ledger = open_ledger()
    assert passed([ledger], 30, 6.0, NOW) == 10
    assert passed([ledger], 30, 6.0, NOW - 3600) == 10


def test_who_owes_nothing_is_forgotten_and_no_address_is_written(open_ledger: Open) -> None:
    ledger = open_ledger()
    ledger.take("ask 192.0.2.1", 6.0, NOW)
    assert ledger._run("SELECT count(*) FROM allowances", {}) == 1
    assert ledger._run("SELECT count(*) FROM allowances WHERE key LIKE '%192%'", {}) == 0
    ledger.take("ask 192.0.2.2", 6.0, NOW + PERIOD + 6)
    assert ledger._run("SELECT count(*) FROM allowances", {}) == 1


def test_a_file_that_cannot_be_used_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "allowances.db").write_text("no database, by far not: these are words")
    with pytest.raises(StoreError, match="cannot be counted there now"):
        SharedLedger.in_file(tmp_path / "allowances.db", b"secret", PERIOD)

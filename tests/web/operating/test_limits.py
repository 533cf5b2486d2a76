import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from microneedling_faq.errors import StoreError
from microneedling_faq.settings import Settings
from microneedling_faq.store.allowances import SharedLedger
from microneedling_faq.web.operating.limits import (
    ALONE_SECONDS,
    MOST_KEYS,
    PERIOD_SECONDS,
    Counting,
    Ledger,
    OwnLedger,
    Visitor,
    VisitorLimit,
)

VISITORS_AT_AN_ADDRESS = Settings().visitors_at_an_address


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


MakeLimit = Callable[[int], VisitorLimit]


@pytest.fixture
def limit_of(clock: Clock) -> MakeLimit:
    """Makes limits of so many questions a minute, counted in this process."""
    return lambda per_minute: VisitorLimit("ask", per_minute, Counting(clock=clock), at_an_address=VISITORS_AT_AN_ADDRESS)


def let_through(limit: VisitorLimit, visitor: Visitor, tries: int) -> int:
    return sum(asyncio.run(limit.wait(visitor)) == 0 for _ in range(tries))


def test_a_minutes_questions_may_come_at_once_and_the_next_one_waits(limit_of: MakeLimit, clock: Clock) -> None:
    limit = limit_of(60)
    visitor = Visitor("192.0.2.1", "page")
    assert let_through(limit, visitor, 100) == 60
    assert asyncio.run(limit.wait(visitor)) == 1
    clock.now += 1
    assert let_through(limit, visitor, 100) == 1
    clock.now += 60
    assert let_through(limit, visitor, 100) == 60


def test_who_was_turned_away_waits_no_longer_for_having_tried(limit_of: MakeLimit, clock: Clock) -> None:
    limit = limit_of(1)
    visitor = Visitor("192.0.2.1", "page")
    assert let_through(limit, visitor, 100) == 1
    clock.now += 60
    assert asyncio.run(limit.wait(visitor)) == 0


def test_fifty_visitors_at_one_address_all_have_their_own(limit_of: MakeLimit) -> None:
    limit = limit_of(20)
    assert [let_through(limit, Visitor("192.0.2.1", f"page {n}"), 30) for n in range(50)] == [20] * 50


def test_an_address_has_a_limit_whatever_sessions_it_makes_up(limit_of: MakeLimit) -> None:
    limit = limit_of(2)
    passed = sum(let_through(limit, Visitor("192.0.2.1", f"page {n}"), 1) for n in range(300))
    assert passed == 2 * VISITORS_AT_AN_ADDRESS
    assert let_through(limit, Visitor("192.0.2.2", "page"), 1) == 1


def test_the_addresses_of_one_household_in_ipv6_are_one(limit_of: MakeLimit) -> None:
    limit = limit_of(1)
    assert let_through(limit, Visitor("2001:db8:1:2::1"), 99) == VISITORS_AT_AN_ADDRESS
    assert let_through(limit, Visitor("2001:db8:1:2:ffff::9"), 1) == 0
    assert let_through(limit, Visitor("2001:db8:1:3::1"), 1) == 1


def test_without_a_limit_anyone_may_ask_anything(limit_of: MakeLimit) -> None:
    assert let_through(limit_of(0), Visitor("192.0.2.1", "page"), 1000) == 1000


def test_who_has_gone_is_forgotten() -> None:
    ledger = OwnLedger()
    for number in range(MOST_KEYS):
        ledger.take(str(number), 1.0, 0.0)
    ledger.take("another", 1.0, 60.0)
    assert len(ledger._settled) == 1


def test_two_processes_that_count_in_one_ledger_let_no_more_through_than_one(tmp_path: Path) -> None:
    def share() -> VisitorLimit:
        ledger = lambda: SharedLedger.in_file(tmp_path / "allowances.db", b"secret", PERIOD_SECONDS)  # noqa: E731
        return VisitorLimit("ask", 5, Counting(ledger, patience_seconds=60), at_an_address=VISITORS_AT_AN_ADDRESS)

    async def passed() -> int:
        limits, visitor = (share(), share()), Visitor("192.0.2.1", "page")
        return sum([await limits[number % 2].wait(visitor) == 0 for number in range(20)])

    begun = time.monotonic()
    count = asyncio.run(passed())
    assert 5 <= count <= 5 + (time.monotonic() - begun) / 12


class Away:
    """A ledger that cannot be used until it is back."""

    def __init__(self) -> None:
        self.tries, self.kept = 0, OwnLedger()
        self.is_back = False

    def take(self, key: str, interval: float, now: float) -> float:
        self.tries += 1
        if not self.is_back:
            raise StoreError("gone")
        return self.kept.take(key, interval, now)


def test_while_the_shared_ledger_is_away_each_process_counts_for_itself_and_asks_it_but_rarely(clock: Clock) -> None:
    away = Away()

    def open_it() -> Ledger:
        return away

    limit = VisitorLimit("ask", 3, Counting(open_it, clock=clock), at_an_address=VISITORS_AT_AN_ADDRESS)
    visitor = Visitor("192.0.2.1", "page")

    async def let(tries: int) -> int:
        return sum([await limit.wait(visitor) == 0 for _ in range(tries)])

    assert asyncio.run(let(10)) == 3
    assert away.tries == 1
    away.is_back = True
    clock.now += ALONE_SECONDS
    assert asyncio.run(let(10)) == 3  # of another count
    assert away.tries > 2

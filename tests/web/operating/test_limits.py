import pytest

from microneedling_faq.web.operating.limits import MOST_KEYS, VISITORS_AT_AN_ADDRESS, Allowance, Visitor, VisitorLimit


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def let_through(limit: VisitorLimit, visitor: Visitor, tries: int) -> int:
    return sum(limit.wait(visitor) == 0 for _ in range(tries))


def test_a_minutes_questions_may_come_at_once_and_the_next_one_waits(clock: Clock) -> None:
    limit = VisitorLimit(60, clock)
    visitor = Visitor("192.0.2.1", "page")
    assert let_through(limit, visitor, 100) == 60
    assert limit.wait(visitor) == 1
    clock.now += 1
    assert let_through(limit, visitor, 100) == 1
    clock.now += 60
    assert let_through(limit, visitor, 100) == 60


def test_who_was_turned_away_waits_no_longer_for_having_tried(clock: Clock) -> None:
    limit = VisitorLimit(1, clock)
    visitor = Visitor("192.0.2.1", "page")
    assert let_through(limit, visitor, 100) == 1
    clock.now += 60
    assert limit.wait(visitor) == 0


def test_fifty_visitors_at_one_address_all_have_their_own(clock: Clock) -> None:
    limit = VisitorLimit(20, clock)
    assert [let_through(limit, Visitor("192.0.2.1", f"page {n}"), 30) for n in range(50)] == [20] * 50


def test_an_address_has_a_limit_whatever_sessions_it_makes_up(clock: Clock) -> None:
    limit = VisitorLimit(2, clock)
    assert sum(limit.wait(Visitor("192.0.2.1", f"page {n}")) == 0 for n in range(1000)) == 2 * VISITORS_AT_AN_ADDRESS
    assert limit.wait(Visitor("192.0.2.2", "page")) == 0


def test_the_addresses_of_one_household_in_ipv6_are_one(clock: Clock) -> None:
    limit = VisitorLimit(1, clock)
    assert let_through(limit, Visitor("2001:db8:1:2::1"), 99) == VISITORS_AT_AN_ADDRESS
    assert limit.wait(Visitor("2001:db8:1:2:ffff::9"))
    assert limit.wait(Visitor("2001:db8:1:3::1")) == 0


def test_without_a_limit_anyone_may_ask_anything(clock: Clock) -> None:
    assert let_through(VisitorLimit(0, clock), Visitor("", "page"), 10_000) == 10_000


def test_who_has_gone_is_forgotten(clock: Clock) -> None:
    allowance = Allowance(60, clock)
    for number in range(MOST_KEYS):
        allowance.wait(str(number))
    clock.now += 60
    allowance.wait("another")
    assert len(allowance._settled) == 1

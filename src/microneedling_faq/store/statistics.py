"""Figures of the chat for people to look at, from the counts of each day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from .counts import Measure, read_counts
from .recording import MILLISECONDS

SLOWEST = float("inf")
_MOST_PASSAGES = 10


@dataclass(frozen=True, slots=True)
class ReplyTimes:
    """How long visitors waited on a day. A share of replies came within so many milliseconds, rounded up to a bound."""

    day: date
    replies: int
    half: float
    most: float  # 95 of 100


@dataclass(frozen=True, slots=True)
class Overview:
    """What happened since a day."""

    replies: Mapping[date, Mapping[str, int]]  # day -> kind of reply -> how many; "search" is a program's
    passages: tuple[tuple[str, int], ...]  # sha256 of a passage, how often it was shown; the most shown first
    topics: tuple[tuple[str, int], ...]  # name of a topic that is not covered, how often it was asked for
    times: tuple[ReplyTimes, ...]
    verdicts: Mapping[str, int]  # "helpful", "not_helpful" and the reasons

    @property
    def urgent(self) -> int:
        """How many messages told of danger; nothing else is kept of them."""
        return sum(kinds.get("urgent", 0) for kinds in self.replies.values())


def read_overview(connection: Connection, since: date, *, most: int = _MOST_PASSAGES) -> Overview:
    """What happened since a day, that day included.

    :param most: The most passages, and the most topics.
    """
    return Overview(
        replies=_by_day(connection, "reply", since),
        passages=tuple(_totals(connection, "passage", since).most_common(most)),
        topics=tuple(_totals(connection, "unsupported", since).most_common(most)),
        times=tuple(_times(day, counts) for day, counts in _by_day(connection, "milliseconds", since).items()),
        verdicts=_totals(connection, "verdict", since),
    )


def count_passages(connection: Connection, since: date) -> Mapping[str, int]:
    """sha256 of each passage that was shown since a day, that day included -> how often."""
    return _totals(connection, "passage", since)


def _by_day(connection: Connection, measure: Measure, since: date) -> dict[date, dict[str, int]]:
    found: dict[date, dict[str, int]] = {}
    for each in read_counts(connection, measure, since):
        found.setdefault(each.day, {})[each.name] = each.count
    return found


def _totals(connection: Connection, measure: Measure, since: date) -> Counter[str]:
    totals: Counter[str] = Counter()
    for each in read_counts(connection, measure, since):
        totals[each.name] += each.count
    return totals


def _times(day: date, counts: Mapping[str, int]) -> ReplyTimes:
    replies = sum(counts.values())
    return ReplyTimes(day, replies, _within(counts, 0.5 * replies), _within(counts, 0.95 * replies))


def _within(counts: Mapping[str, int], wanted: float) -> float:
    """The lowest bound under which so many replies came."""
    seen = 0
    for bound in MILLISECONDS:
        seen += counts.get(str(bound), 0)
        if seen >= wanted:
            return bound
    return SLOWEST

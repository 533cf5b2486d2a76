"""What a change did to the share of questions that are answered: days before it beside days after it; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...teaching.change_log import Change
from ...teaching.trial import changes_replies

DAYS = 14  # on each side of the day of a change, which counts for neither
MOST_CHANGES = 5  # the latest
_ASKED = ("answer", "not_covered")  # what teaching can change; danger and what belongs to a clinician stay what they are

Replies = Mapping[date, Mapping[str, int]]
"""Day -> kind of reply -> how many, as in `Overview`."""


@dataclass(frozen=True, slots=True)
class Side:
    """The days on one side of a change."""

    answered: int
    asked: int

    @property
    def percent(self) -> int:
        """The share that was answered, in whole per cent."""
        return round(100 * self.answered / self.asked)


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A change that is live, and what visitors got before and after it."""

    number: int
    title: str
    day: date
    before: Side
    after: Side


def compare_sides(changes: Iterable[Change], replies: Replies) -> list[BeforeAfter]:
    """The latest live changes that touch replies, the oldest first; those with no question on one side are left out."""
    made = [
        BeforeAfter(change.id, change.operation.title, day, _side(replies, day, -1), _side(replies, day, 1))
        for change in changes
        if change.state == "live" and changes_replies(change.operation)
        for day in [date.fromisoformat(change.steps[-1].at[:10])]
    ]
    return [each for each in made if each.before.asked and each.after.asked][-MOST_CHANGES:]


def in_words(compared: Sequence[BeforeAfter]) -> str:
    """The same in words, as Markdown."""
    lines = [
        f"- **Change {each.number}**, {each.day}, {each.title}: "
        f"{each.before.percent} % of {each.before.asked} answered before, {each.after.percent} % of {each.after.asked} after"
        for each in compared
    ]
    return "\n".join([f"**Before and after what was taught**, {DAYS} days on each side:\n", *lines]) if lines else ""


def _side(replies: Replies, day: date, direction: int) -> Side:
    days = [replies.get(day + direction * timedelta(days=ago), {}) for ago in range(1, DAYS + 1)]
    return Side(sum(each.get("answer", 0) for each in days), sum(each.get(kind, 0) for each in days for kind in _ASKED))

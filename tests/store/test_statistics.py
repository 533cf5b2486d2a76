from datetime import date, timedelta

from microneedling_faq.store.counts import add_counts
from microneedling_faq.store.statistics import SLOWEST, read_overview

DAY = date(2026, 11, 30)
BEFORE = DAY - timedelta(days=1)


def test_an_empty_store_has_an_empty_overview(store):
    with store.reading() as connection:
        overview = read_overview(connection, date.min)
    assert (overview.replies, overview.passages, overview.times, overview.urgent) == ({}, (), (), 0)


def test_what_happened_is_told_by_day_and_the_most_shown_first(store):
    tally = {(BEFORE, "reply", "answer"): 3, (DAY, "reply", "answer"): 1, (DAY, "reply", "urgent"): 2}
    tally |= {(BEFORE, "passage", "a"): 1, (DAY, "passage", "a"): 1, (DAY, "passage", "b"): 5}
    tally |= {(DAY, "verdict", "not_helpful"): 2, (DAY, "unsupported", "price"): 4}
    tally |= {(DAY, "milliseconds", "10"): 90, (DAY, "milliseconds", "50"): 6, (BEFORE, "milliseconds", "slower"): 1}
    with store.writing() as connection:
        add_counts(connection, tally)
        add_counts(connection, {(DAY, "reply", "answer"): 1})
        overview = read_overview(connection, BEFORE)
        assert read_overview(connection, DAY, most=1).passages == (("b", 5),)
    assert overview.replies == {BEFORE: {"answer": 3}, DAY: {"answer": 2, "urgent": 2}}
    assert (overview.passages, overview.topics) == ((("b", 5), ("a", 2)), (("price", 4),))
    assert (overview.urgent, overview.verdicts["not_helpful"]) == (2, 2)
    before, today = overview.times
    assert (before.half, before.most) == (SLOWEST, SLOWEST)
    assert (today.replies, today.half, today.most) == (96, 10, 50)

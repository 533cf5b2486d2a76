from datetime import date, timedelta

from microneedling_faq.teaching.change_log import Change, Step
from microneedling_faq.teaching.health_texts import SignTexts
from microneedling_faq.teaching.wordings import TeachWording
from microneedling_faq.web.staff.before_after import DAYS, Side, compare_sides, in_words

DAY = date(2026, 11, 10)
TAUGHT = TeachWording("ballpark for both cheeks?", "en", topic="price")


def make_change(number: int = 7, operation=TAUGHT, state="live", day=DAY) -> Change:
    return Change(number, operation, (Step(state, "Ana", f"{day}T10:00:00+00:00"),))


def replies(ago: int, **kinds: int) -> dict:
    return {DAY + timedelta(days=ago): kinds}


def test_the_days_before_a_change_are_set_beside_those_after_it():
    counted = replies(-1, answer=3, not_covered=7, urgent=90) | replies(0, answer=50) | replies(2, answer=9, not_covered=1)
    counted |= replies(-DAYS - 1, answer=99) | replies(DAYS + 1, answer=99)
    (found,) = compare_sides([make_change()], counted)

    assert (found.before, found.after) == (Side(3, 10), Side(9, 10))
    assert in_words([found]).endswith(f"2026-11-10, {TAUGHT.title}: 30 % of 10 answered before, 90 % of 10 after")


def test_only_what_is_live_and_touches_replies_is_compared():
    counted = replies(-1, answer=1) | replies(1, answer=1)
    signed = SignTexts("en", {"cautions.x.text": None})
    changes = [make_change(1, state="draft"), make_change(2, state="undone"), make_change(3, signed), make_change(4)]

    assert [each.number for each in compare_sides(changes, counted)] == [4]


def test_a_change_without_a_question_on_one_side_is_left_out():
    assert compare_sides([make_change()], replies(-1, answer=1)) == []
    assert in_words([]) == ""

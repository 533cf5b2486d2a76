from datetime import date, timedelta

import numpy as np
import pytest

from microneedling_faq.store.gaps import Gap, find_gaps
from microneedling_faq.store.gaps_listing import format_gaps, format_gaps_csv
from microneedling_faq.store.grouping import group_by_meaning
from microneedling_faq.store.questions import KeptQuestion

DAY = date(2026, 11, 30)
TOPICS = {"the price": "price", "el precio": "price"}


def make_question(text: str, visit: str, **fields) -> KeptQuestion:
    defaults = {"id": "", "day": DAY, "language": "en", "kind": "not_covered", "unsupported": (), "passages": ()}
    return KeptQuestion(**{"text": text, "visit": visit} | defaults | fields)


def gaps_of(questions, encoder, least_visits: int = 1) -> list[Gap]:
    return find_gaps(questions, encoder.embed_anew, TOPICS, today=DAY, least_visits=least_visits)


def test_questions_that_mean_the_same_are_one_gap_and_the_most_wanted_is_first(encoder):
    asked = ["do you have parking", "is there a car park", "where can I park", "can I bring my dog", "do you have parking"]
    first, second = gaps_of([make_question(text, str(row)) for row, text in enumerate(asked)], encoder)
    assert (first.title, first.questions, first.visits, first.topic) == ("do you have parking", 4, 4, None)
    assert set(first.examples) == set(asked[:3])
    assert second.examples == ("can I bring my dog",)


def test_what_too_few_visits_asked_is_not_shown(encoder):
    asked = [make_question("my secret ailment", "a") for _ in range(9)] + [make_question("parking?", visit) for visit in "abc"]
    assert [gap.title for gap in gaps_of(asked, encoder, least_visits=3)] == ["parking?"]
    assert len(gaps_of(asked, encoder)) == 2


def test_a_topic_is_one_gap_in_all_languages(encoder):
    asked = [
        make_question("how much", "a", unsupported=("the price",), kind="answer"),
        make_question("¿cuánto?", "b", unsupported=("el precio", "the price")),
    ]
    (gap,) = gaps_of(asked, encoder)
    assert (gap.topic, gap.title, gap.visits, gap.questions) == ("price", "the price", 2, 2)


def test_an_answer_is_a_gap_only_where_it_did_not_help(encoder):
    asked = [
        make_question("does it hurt", "a", kind="answer", verdict="not_helpful"),
        make_question("does it fade scars", "b", kind="answer", verdict="helpful"),
        make_question("may I come pregnant", "c", kind="refer"),
    ]
    (gap,) = gaps_of(asked, encoder)
    assert (gap.title, gap.not_helpful) == ("does it hurt", 1)


def test_the_trend_tells_the_last_four_weeks_from_those_before(encoder):
    days = [0, 6, 7, 28, 55, 56]
    (gap,) = gaps_of([make_question("parking?", str(ago), day=DAY - timedelta(days=ago)) for ago in days], encoder)
    assert (gap.weeks, gap.questions, gap.trend) == ((1, 0, 0, 1, 0, 0, 1, 2), 6, 1)


@pytest.mark.parametrize("questions", [[], [make_question("hello", "a", kind="answer")]])
def test_where_nothing_is_wanting_there_is_no_gap(questions, encoder):
    assert gaps_of(questions, encoder) == []
    assert format_gaps([], 3) == "no gap that 3 visits or more have met"


def test_rows_join_the_group_that_is_nearest_on_average():
    rows = np.array([[1, 0], [0, 1], [0.96, 0.28], [0.28, 0.96], [-1, 0]], dtype=np.float32)
    assert group_by_meaning(rows, [1, 5, 1, 1, 1], near=0.6) == [[1, 3], [0, 2], [4]]
    assert group_by_meaning(rows[:0], []) == []


def test_a_table_for_spreadsheets_runs_nothing_that_a_visitor_wrote():
    gap = Gap("=cmd|' /C calc'!A0", None, 2, 2, (0,) * 8, 0, ("=cmd|' /C calc'!A0", 'say "hi",\nthere'))
    name, row = format_gaps_csv([gap]).split("\r\n", 1)
    assert name.startswith("gap,topic,questions,visits,not helpful,7 weeks ago,")
    assert row.startswith("'=cmd|' /C calc'!A0,,2,2,0,")
    assert '"\'=cmd|\' /C calc\'!A0 | say ""hi"",\nthere"' in row

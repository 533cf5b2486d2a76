from datetime import date

import pytest

from microneedling_faq.store.counts import add_counts
from microneedling_faq.store.statistics import SLOWEST, Overview, ReplyTimes
from microneedling_faq.web.staff.overview_tab import passage_names, pictures

DAY = date(2026, 11, 30)
OVERVIEW = Overview(
    replies={DAY: {"answer": 6, "not_covered": 3, "urgent": 1, "search": 40}},
    passages=(("a" * 64, 5), ("b" * 64, 1)),
    topics=(("the price", 2),),
    times=(ReplyTimes(DAY, 10, 10, SLOWEST),),
    verdicts={"helpful": 3},
)


def test_every_kind_of_reply_is_drawn_by_the_name_that_people_know():
    made = pictures(OVERVIEW, {"a" * 64: "4: The other reason …"})

    assert made.kinds.to_dict("records") == [
        {"day": "2026-11-30", "kind": "answered", "questions": 6},
        {"day": "2026-11-30", "kind": "not covered", "questions": 3},
        {"day": "2026-11-30", "kind": "danger", "questions": 1},
    ]
    assert made.topics.to_dict("records") == [{"topic": "the price", "questions": 2}]
    assert list(made.passages["passage"]) == ["4: The other reason …", "a passage that has changed"]
    assert made.times.to_dict("records") == [{"day": "2026-11-30", "share": "half of them", "milliseconds": 10}]


def test_the_pictures_are_told_in_words_too():
    assert pictures(OVERVIEW, {}).summary == (
        "**10 questions**: answered 6 (60 %), not covered 3 (30 %), danger 1 (10 %). Thumbs up 3, down 0."
    )


def test_where_nothing_was_counted_nothing_is_drawn():
    assert pictures(Overview({}, (), (), (), {}), {}) is None
    assert pictures(Overview({DAY: {"search": 1}}, (), (), (), {}), {}) is None


def test_passages_are_named_by_their_paragraph_and_first_words(chatbot):
    names = passage_names(chatbot.index.passages)

    assert len(names) == len({passage.sha256 for passage in chatbot.index.passages})
    assert all(name.endswith(" …") for name in names.values())


@pytest.mark.browser
def test_the_desk_explains_how_to_switch_storing_on_and_then_draws(open_desk, staffed):
    page = open_desk()
    page.get_by_role("tab", name="Overview").click()
    page.get_by_text("Nothing has been counted yet.").wait_for()
    assert page.get_by_text("keep_questions = true").is_visible()
    today = date.today()
    with staffed.writing() as connection:
        add_counts(
            connection, {(today, "reply", "answer"): 3, (today, "reply", "not_covered"): 1, (today, "unsupported", "x"): 1}
        )
    page.get_by_role("radio", name="7 days").check()
    page.get_by_text("4 questions").wait_for()

    assert page.get_by_text("Nothing has been counted yet.").count() == 0
    page.locator(".vega-embed svg, .vega-embed canvas").first.wait_for()

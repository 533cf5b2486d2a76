from collections.abc import Mapping
from dataclasses import replace

import pytest

from builders import make_entry, make_passage
from microneedling_faq.replying.decision import (
    ANSWER_BAR,
    BEST_BAR,
    CLEAR_NEAREST,
    CLEAR_SHARE,
    GENERAL_BAR,
    MOST_PASSAGES,
    NEAREST_BAR,
    OWN_TOPIC_NEAREST,
    OWN_TOPIC_SHARE,
    PART_MARGIN,
    QUESTION_BAR,
    WORTH_COSINE,
    decide,
    is_answered,
    is_clear,
    names_topic,
)
from microneedling_faq.retrieval.evidence import Reading
from microneedling_faq.types import Hit, Target

PRICE, HELLO = Target("topic", "price"), Target("small_talk", "hello")


def make_hit(row: int, score: float, rank: int = 1) -> Hit:
    passage = make_passage(start=row * 100, paragraphs=(row,))
    return Hit(passage, score, rank, 0.8, 1.0, make_entry(target=Target("passage", str(row))))


def make_reading(
    scores: Mapping[int, float] | None = None, other: Mapping[Target, float] | None = None, **fields: object
) -> Reading:
    """A reading in which passages, by row, and other targets got these shares."""
    scores = {1: 1.0} if scores is None else scores
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    hits = tuple(make_hit(row, score, rank) for rank, (row, score) in enumerate(ordered, start=1))
    votes = {Target("passage", str(row)): score for row, score in scores.items()} | dict(other or {})
    defaults = {"text": "t", "spelled": "t", "hits": hits, "votes": votes, "signposts": {}, "nearest": 0.8, "probability": 0.9}
    return Reading(**defaults | fields)


def rows(decision) -> list[int]:
    return [hit.passage.paragraphs[0] for hit in decision.passages]


def test_a_message_that_a_passage_clearly_answers_gets_it():
    decision = decide(make_reading({4: 1.0}))

    assert rows(decision) == [4]
    assert (decision.other, decision.unsupported, decision.bar) == (None, (), ANSWER_BAR)


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ({"probability": ANSWER_BAR}, True),
        ({"probability": ANSWER_BAR - 0.01}, False),
        ({"nearest": NEAREST_BAR}, True),
        ({"nearest": NEAREST_BAR - 0.01}, False),
        ({"scores": {1: BEST_BAR, 2: BEST_BAR}}, True),
        ({"scores": dict.fromkeys(range(4), BEST_BAR - 0.01)}, False),
        ({"scores": {}}, False),
    ],
)
def test_each_bar_must_be_reached(fields, answered):
    assert is_answered(make_reading(**fields), ANSWER_BAR, referred=False) is answered


@pytest.mark.parametrize(("signposts", "answered"), [({}, True), ({"scars": 0.5}, True), ({"scars": 0.6}, False)])
def test_where_a_signpost_was_found_passages_must_win_over_it(signposts, answered):
    reading = make_reading(signposts=signposts)

    assert is_answered(reading, ANSWER_BAR, referred=True) is answered
    assert is_answered(reading, ANSWER_BAR, referred=False)


def test_what_only_a_clinician_can_answer_gets_no_passage_and_what_is_asked_beside_it_does():
    whole, part = make_reading(text="may she have it, does it help scars"), make_reading({4: 1.0}, text="does it help scars")

    assert rows(decide(whole, [part], referred=True, unanswered={whole.text})) == [4]
    assert rows(decide(whole, [part], referred=True, unanswered={whole.text, part.text})) == []


def test_a_message_that_nothing_answers_says_what_came_closest():
    decision = decide(make_reading({1: 0.1}, {PRICE: 0.7, HELLO: 0.2}, probability=0.1))

    assert (decision.passages, decision.other) == ((), PRICE)


def test_where_everything_is_far_away_nothing_came_closest():
    assert decide(make_reading({1: 0.1}, {PRICE: 0.9}, probability=0.1, nearest=NEAREST_BAR - 0.01)).other is None


def test_further_passages_are_shown_only_where_worth_reading():
    assert rows(decide(make_reading({4: 0.7, 5: 0.2, 6: 0.04}))) == [4, 5]


def test_no_more_passages_than_a_person_reads():
    decision = decide(make_reading({row: 0.3 - row / 100 for row in range(1, 6)}))

    assert rows(decision) == list(range(1, MOST_PASSAGES + 1))
    assert [hit.rank for hit in decision.passages] == list(range(1, MOST_PASSAGES + 1))


def test_the_best_passage_of_each_need_comes_before_their_second():
    whole = make_reading({6: 0.5, 4: 0.4})
    parts = [make_reading({4: 1.0}), make_reading({5: 0.8, 8: 0.2})]

    assert rows(decide(whole, parts)) == [4, 5, 6]


def test_a_part_that_nothing_answers_is_named():
    decision = decide(make_reading({4: 1.0}), [make_reading({4: 1.0}), make_reading({}, {PRICE: 0.9}, probability=0.05)])

    assert (rows(decision), decision.unsupported) == ([4], (PRICE,))


@pytest.mark.parametrize("other", [{PRICE: 0.4, HELLO: 0.3}, {HELLO: 0.9}])
def test_only_a_topic_that_clearly_owns_a_part_is_named(other):
    part = make_reading({}, other, probability=0.05)

    assert decide(make_reading(), [part]).unsupported == ()


def test_a_sure_part_is_answered_though_the_whole_is_not():
    decision = decide(make_reading({4: 0.1}, {PRICE: 0.9}, probability=0.1), [make_reading({4: 1.0}, probability=0.8)])

    assert (rows(decision), decision.probability) == ([4], 0.8)


@pytest.mark.parametrize("bar", [None, 0.1, 0.7])
def test_a_part_must_be_surer_than_the_whole(bar):
    unsure = make_reading({5: 1.0}, probability=(ANSWER_BAR if bar is None else bar) + PART_MARGIN / 2)

    assert rows(decide(unsure, bar=bar)) == [5]
    assert rows(decide(make_reading({4: 1.0}), [unsure], bar=bar)) == [4]


@pytest.mark.parametrize(("bar", "expected"), [(0.0, [4]), (0.6, [4]), (0.61, []), (1.0, [])])
@pytest.mark.parametrize("votes", [None, {}], ids=["with wordings", "without"])
def test_another_bar_decides_otherwise(votes, bar, expected):
    reading = make_reading({4: 1.0}, probability=0.6) if votes is None else make_reading({4: 1.0}, probability=0.6, votes=votes)
    decision = decide(reading, bar=bar)

    assert (rows(decision), decision.bar) == (expected, bar)


@pytest.mark.parametrize(("probability", "expected"), [(GENERAL_BAR, [1, 2, 3]), (GENERAL_BAR - 0.01, [])])
def test_without_wordings_the_general_probability_decides(probability, expected):
    hits = tuple(make_hit(row, 1 / row, row) for row in (1, 2, 3, 4))
    reading = Reading("t", "t", hits, {}, {}, 0.8, None, probability)

    assert rows(decide(reading)) == expected
    assert decide(reading).bar == GENERAL_BAR


@pytest.mark.parametrize(("probability", "expected"), [(QUESTION_BAR, [1]), (QUESTION_BAR - 0.01, [])])
def test_where_questions_stand_over_passages_another_bar_decides(probability, expected):
    reading = Reading("t", "t", (make_hit(1, 0.8),), {}, {}, 0.8, None, probability, by_questions=True)

    assert (rows(decide(reading)), decide(reading).bar) == (expected, QUESTION_BAR)


def test_without_votes_a_passage_that_is_much_farther_than_the_best_is_not_worth_reading():
    cosines = [0.8, 0.8 - WORTH_COSINE + 0.01, 0.8 - WORTH_COSINE - 0.01]
    hits = tuple(replace(make_hit(row, 0.5, row), cosine=cosine) for row, cosine in enumerate(cosines, start=1))

    assert rows(decide(Reading("t", "t", hits, {}, {}, 0.8, None, 0.9))) == [1, 2]


def test_without_votes_a_topic_that_owns_the_text_comes_before_every_passage():
    decision = decide(Reading("t", "t", (make_hit(1, 0.8),), {}, {}, 0.9, None, 0.9, other=PRICE))

    assert (rows(decision), decision.other) == ([], PRICE)


@pytest.mark.parametrize(
    ("share", "nearest", "clear"),
    [(CLEAR_SHARE, CLEAR_NEAREST, True), (CLEAR_SHARE - 0.01, 0.9, False), (1.0, CLEAR_NEAREST - 0.01, False)],
)
def test_a_text_is_clear_where_one_target_gets_the_votes_from_near(share, nearest, clear):
    assert is_clear(make_reading({1: share}, {PRICE: 1 - share}, nearest=nearest)) is clear


@pytest.mark.parametrize(
    ("target", "share", "nearest", "expected"),
    [
        (PRICE, OWN_TOPIC_SHARE, OWN_TOPIC_NEAREST, True),
        (PRICE, OWN_TOPIC_SHARE - 0.01, OWN_TOPIC_NEAREST, False),
        (PRICE, OWN_TOPIC_SHARE, OWN_TOPIC_NEAREST - 0.01, False),
        (HELLO, 1.0, 1.0, False),
    ],
)
def test_a_text_names_a_topic_of_its_own_where_that_clearly_owns_it(target, share, nearest, expected):
    assert names_topic(make_reading({1: 1 - share}, {target: share}, nearest=nearest)) is expected


def test_passages_alone_name_no_topic():
    assert not names_topic(make_reading())

from builders import make_entry
from microneedling_faq.replying.decision import QUESTION_BAR
from microneedling_faq.retrieval.question_calibration import (
    QUESTIONS,
    asks_questions,
    is_question_calibration,
    question_features,
)
from microneedling_faq.types import Target


def probability(*scores: float) -> float:
    return QUESTIONS.probability(question_features(scores))


def test_a_passage_that_stands_out_answers_sooner_than_one_among_many_as_near():
    assert probability(0.5, 0.1, 0.1) > QUESTION_BAR > probability(0.5, 0.5, 0.5)


def test_a_nearer_passage_answers_sooner():
    assert probability(0.7, 0.3) > probability(0.5, 0.3) > probability(0.3, 0.3)


def test_only_the_best_five_are_averaged():
    assert question_features([0.5, 0.4, 0.3, 0.2, 0.1]) == question_features([0.5, 0.4, 0.3, 0.2, 0.1, 0.0, 0.0])


def test_a_lone_passage_is_its_own_mean():
    assert question_features([0.5]) == (0.5, 0.5)


def test_questions_decide_where_they_stand_over_half_of_the_passages_or_more():
    asked = [make_entry("x", target=Target("passage", str(row)), kind="wording") for row in (0, 1, 1)]
    topic = make_entry("x", target=Target("topic", "price"), kind="wording")
    sentence = make_entry("x", target=Target("passage", "2"), kind="sentence")

    assert asks_questions([*asked, topic, sentence], passages=4)
    assert not asks_questions([*asked, topic, sentence], passages=5)
    assert is_question_calibration(QUESTIONS)

from dataclasses import replace

import numpy as np
import pytest

from builders import make_entry
from microneedling_faq.retrieval.question_calibration import (
    PRIOR_STRENGTH,
    QUESTIONS,
    SAID_ELSEWHERE_COSINE,
    adapted,
    hold_out_sections,
    is_question_calibration,
    question_features,
)
from microneedling_faq.types import Target


def corpus_of(sections: int, own_cosine: float, other_cosine: float):
    """Questions, each with a sentence of its passage at one cosine and all other texts at another."""
    size = 2 * sections
    cosines = np.full((size, size), other_cosine)
    for row in range(sections):
        cosines[row, row + sections] = cosines[row + sections, row] = own_cosine
    np.fill_diagonal(cosines, 1.0)
    embeddings = np.linalg.cholesky(cosines).astype(np.float32)
    targets = [Target("passage", str(row)) for row in range(sections)]
    entries = [
        make_entry(str(n), target=target, kind=kind) for kind in ("wording", "sentence") for n, target in enumerate(targets)
    ]
    return embeddings, entries, np.array([*range(sections)] * 2, np.int32), sections


def probability(calibration, cosine: float) -> float:
    return calibration.probability(question_features(cosine))


def test_a_corpus_in_which_all_is_near_needs_more_than_one_in_which_all_is_far():
    near = hold_out_sections(*corpus_of(30, own_cosine=0.7, other_cosine=0.6))
    far = hold_out_sections(*corpus_of(30, own_cosine=0.5, other_cosine=0.1))

    assert probability(near, 0.5) < 0.45 < 0.55 < probability(far, 0.5)
    assert is_question_calibration(near) and near.fitted_on == 60


def test_few_questions_move_the_general_calibration_little():
    few = hold_out_sections(*corpus_of(2, own_cosine=0.9, other_cosine=0.6))
    many = hold_out_sections(*corpus_of(60, own_cosine=0.9, other_cosine=0.6))
    general = probability(QUESTIONS, 0.6)

    assert abs(probability(few, 0.6) - general) < abs(probability(many, 0.6) - general)


def test_where_few_passages_have_a_question_nothing_is_held_out():
    embeddings, entries, of_entries, passages = corpus_of(4, own_cosine=0.7, other_cosine=0.3)

    assert hold_out_sections(embeddings, entries, of_entries, 9) is None
    assert hold_out_sections(embeddings[4:], entries[4:], of_entries[4:], passages) is None


def test_topics_and_their_wordings_answer_nothing():
    embeddings, entries, of_entries, passages = corpus_of(3, own_cosine=0.7, other_cosine=0.3)
    topic = make_entry("x", target=Target("topic", "price"), kind="wording")
    copies = np.vstack([embeddings, embeddings[:1]])

    with_topic = hold_out_sections(copies, [*entries, topic], np.append(of_entries, 3), passages)
    assert with_topic == hold_out_sections(embeddings, entries, of_entries, passages)


def test_questions_that_are_said_elsewhere_too_raise_no_bar():
    copies = hold_out_sections(*corpus_of(30, own_cosine=0.9, other_cosine=SAID_ELSEWHERE_COSINE + 0.05))

    assert copies.intercept == pytest.approx(adapted([0.9] * 30, []).intercept, abs=1e-4)


def test_the_intercept_is_the_most_likely_one_and_the_general_one_where_nothing_is_known():
    answered, unanswered = [0.6, 0.7, 0.5], [0.3, 0.6, 0.65, 0.55]
    found = adapted(answered, unanswered)

    def loss(intercept: float) -> float:
        moved = replace(QUESTIONS, intercept=intercept)
        likely = [probability(moved, each) for each in answered] + [1 - probability(moved, each) for each in unanswered]
        return -float(np.log(likely).sum()) + PRIOR_STRENGTH / 2 * (intercept - QUESTIONS.intercept) ** 2

    assert loss(found.intercept) < min(loss(found.intercept + step) for step in (-0.01, 0.01))
    assert found.coefficients == QUESTIONS.coefficients
    assert adapted([], []) == replace(QUESTIONS, fitted_on=0)

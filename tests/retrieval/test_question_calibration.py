import numpy as np
import pytest

from builders import make_entry
from microneedling_faq.index.calibration import PRIOR_STRENGTH, adapt_calibration
from microneedling_faq.retrieval.question_calibration import (
    QUESTIONS,
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
    near = hold_out_sections(*corpus_of(30, own_cosine=0.7, other_cosine=0.5))
    far = hold_out_sections(*corpus_of(30, own_cosine=0.5, other_cosine=0.1))

    assert probability(near, 0.5) < 0.4 < 0.5 < probability(near, 0.7)
    assert probability(far, 0.5) > 0.5
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


def test_without_observations_the_prior_stays_and_with_them_the_outcome_is_the_most_likely_one():
    features = np.array([[0.3], [0.4], [0.6], [0.7]])
    answered = np.array([False, False, True, True])
    adapted = adapt_calibration(QUESTIONS, features, answered)

    def loss(intercept: float, slope: float) -> float:
        z = intercept + slope * (features[:, 0] - QUESTIONS.means[0]) / QUESTIONS.scales[0]
        moved = (intercept - QUESTIONS.intercept) ** 2 + (slope - QUESTIONS.coefficients[0]) ** 2
        return float(np.sum(np.log1p(np.exp(np.where(answered, -z, z)))) + PRIOR_STRENGTH / 2 * moved)

    best = loss(adapted.intercept, adapted.coefficients[0])
    steps = [(0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)]
    assert all(best < loss(adapted.intercept + a, adapted.coefficients[0] + b) for a, b in steps)
    unmoved = adapt_calibration(QUESTIONS, np.empty((0, 1)), np.empty(0, bool))
    assert unmoved.probability([0.5]) == pytest.approx(QUESTIONS.probability([0.5]))

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.evaluation.ranking_measures import Measure, bootstrap_interval, measure_run, mrr_at, ndcg_at, recall_at

GRADES = {"a": 3, "b": 2, "c": 1, "not": 0, "worse": -1}
RANKING = ["b", "not", "a", "c"]
FORMULAS = [ndcg_at, recall_at, mrr_at]

rankings = st.lists(st.sampled_from("abcdef"), unique=True)
judgements = st.dictionaries(st.sampled_from("abcdef"), st.integers(-1, 3)).filter(lambda g: max(g.values(), default=0) > 0)


# Rankings


@pytest.mark.parametrize(
    ("k", "expected"),
    [
        # DCG@10  = 2/log2(2) + 0/log2(3) + 3/log2(4) + 1/log2(5) = 2 + 0 + 1.5 + 0.430677 = 3.930677
        # ideal   = 3/log2(2) + 2/log2(3) + 1/log2(4)             = 3 + 1.261860 + 0.5     = 4.761860
        (10, 0.825450),  # 3.930677 / 4.761860
        (3, 0.735007),  # (2 + 0 + 1.5) / 4.761860
        (2, 0.469279),  # (2 + 0) / (3 + 1.261860)
        (1, 2 / 3),
    ],
)
def test_ndcg_agrees_with_the_value_worked_by_hand(k, expected):
    assert ndcg_at(RANKING, GRADES, k=k) == pytest.approx(expected, abs=1e-6)


def test_a_document_with_a_grade_below_zero_counts_as_not_relevant():
    assert ndcg_at(["worse", "a"], GRADES, k=2) == ndcg_at(["unknown", "a"], GRADES, k=2)


@pytest.mark.parametrize(("k", "expected"), [(1, 1 / 3), (2, 1 / 3), (3, 2 / 3), (4, 1), (10, 1)])
def test_recall_is_the_share_of_relevant_documents_found(k, expected):
    assert recall_at(RANKING, GRADES, k=k) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranking", "expected"), [(["a"], 1), (["x", "not", "c", "a"], 1 / 3), (["x", "y", "z", "a"], 0), ([], 0)]
)
def test_mrr_is_one_over_the_rank_of_the_first_relevant_document_within_k(ranking, expected):
    assert mrr_at(ranking, GRADES, k=3) == pytest.approx(expected)


@given(rankings, judgements, st.integers(1, 8))
def test_every_measure_of_a_ranking_lies_between_zero_and_one(ranking, grades, k):
    assert all(0 <= formula(ranking, grades, k=k) <= 1 + 1e-12 for formula in FORMULAS)


@given(judgements, st.integers(1, 5))
def test_no_ordering_has_a_higher_ndcg_than_the_ordering_by_grade(grades, k):
    by_grade = sorted(grades, key=lambda document: -grades[document])
    best = max(ndcg_at(ranking, grades, k=k) for ranking in itertools.permutations(grades, min(k, len(grades))))
    assert ndcg_at(by_grade, grades, k=k) == pytest.approx(1) == pytest.approx(best)


@given(rankings, judgements, st.integers(1, 8))
def test_recall_and_mrr_never_fall_when_more_is_looked_at(ranking, grades, k):
    assert recall_at(ranking, grades, k=k + 1) >= recall_at(ranking, grades, k=k)
    assert mrr_at(ranking, grades, k=k + 1) >= mrr_at(ranking, grades, k=k)


def test_a_run_is_measured_query_by_query():
    qrels = {"q1": {"a": 1}, "q2": {"b": 1, "c": 1}}
    measures = measure_run({"q1": ["a"], "q2": ["x", "b"]}, qrels, k=2)

    # q2: DCG = 1/log2(3) = 0.630930, ideal = 1 + 0.630930
    assert measures["nDCG@2"].values == pytest.approx((1, 0.630930 / 1.630930), abs=1e-6)
    assert measures["recall@2"].values == (1, 0.5)
    assert measures["MRR@2"].values == (1, 0.5)


def test_queries_without_a_relevant_document_are_left_out():
    measures = measure_run({"q1": ["a"], "q2": ["a"], "q3": ["a"]}, {"q1": {"a": 1}, "q2": {"a": 0}})
    assert {name: measure.n for name, measure in measures.items()} == {"nDCG@10": 1, "recall@10": 1, "MRR@10": 1}


def test_a_judged_query_that_the_run_skips_scores_zero():
    measures = measure_run({"q1": ["a"]}, {"q1": {"a": 1}, "q2": {"a": 1}})
    assert [measure.value for measure in measures.values()] == [0.5, 0.5, 0.5]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    ("ranking", "grades", "k", "complaint"),
    [
        (["a"], {"a": 1}, 0, "k must be at least 1, got 0"),
        (["a", "a"], {"a": 1}, 1, "each document once"),
        (["a"], {"a": 0}, 1, "at least one grade"),
    ],
)
def test_what_cannot_be_measured_is_refused(formula, ranking, grades, k, complaint):
    with pytest.raises(ValueError, match=complaint):
        formula(ranking, grades, k=k)


# Measures and their intervals


def test_a_share_tells_its_numerator_and_n():
    measure = Measure((1, 0, 1, 1))
    assert (measure.value, measure.numerator, measure.n) == (0.75, 3, 4)


def test_a_count_is_told_as_a_count_without_interval():
    assert Measure((1, 0, 1), counted=True).to_json() == {"value": 2, "numerator": 2, "n": 3, "interval": None}


@pytest.mark.parametrize("counted", [False, True])
def test_a_measure_of_no_question_has_no_value(counted):
    assert Measure((), counted=counted).to_json() == {"value": None, "numerator": 0, "n": 0, "interval": None}


def test_the_interval_of_a_share_is_that_of_resampling_one_by_one():
    values = np.array([1] * 40 + [0.5] * 3 + [0] * 7)
    draws = np.random.default_rng(1).integers(0, len(values), size=(20_000, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])

    assert bootstrap_interval(values, rounds=20_000) == pytest.approx((low, high), abs=0.01)


def test_the_interval_of_a_flag_is_near_that_of_the_normal_approximation():
    # p = 0.8, n = 400: 0.8 ± 1.96 * sqrt(0.8 * 0.2 / 400) = 0.8 ± 1.96 * 0.02 = 0.8 ± 0.0392
    assert bootstrap_interval([1] * 320 + [0] * 80) == pytest.approx((0.7608, 0.8392), abs=0.004)


def test_the_same_seed_gives_the_same_interval():
    values = [1, 0, 1, 1, 0, 1]
    assert bootstrap_interval(values, seed=3, rounds=50) == bootstrap_interval(values, seed=3, rounds=50)
    assert bootstrap_interval(values, seed=3, rounds=50) != bootstrap_interval(values, seed=4, rounds=50)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_lies_between_the_least_and_the_greatest_value(values):
    low, high = bootstrap_interval(values, rounds=100)
    assert min(values) - 1e-9 <= low <= high <= max(values) + 1e-9


@pytest.mark.parametrize("value", [0, 1, 0.1])
def test_equal_values_have_an_interval_without_width(value):
    low, high = bootstrap_interval([value] * 7)
    assert math.isclose(low, high) and math.isclose(low, value)


@pytest.mark.parametrize(("values", "rounds"), [([], 10), ([1], 0)])
def test_an_interval_needs_values_and_rounds(values, rounds):
    with pytest.raises(ValueError, match="needs values and at least 1 round"):
        bootstrap_interval(values, rounds=rounds)

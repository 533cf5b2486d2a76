import math

import numpy as np
import pytest

from microneedling_faq.retrieval.voting import VOTE_TEMPERATURE, WORD_BONUS, Vote, cast_votes


def cast(cosines: list[float], targets: list[int], bm25: list[float] | None = None, *, passages: int = 2) -> Vote:
    """Targets 0, 1 are passages, 2, 3 topics, 4 is a signpost."""
    return cast_votes(cosines, bm25 or [0.0] * len(cosines), targets, passages=passages, signposts={4})


def test_a_vote_falls_to_1_e_over_the_temperature():
    vote = cast([0.9, 0.9 - VOTE_TEMPERATURE], [0, 2])

    assert vote.shares == pytest.approx({0: math.e / (math.e + 1), 2: 1 / (math.e + 1)}, abs=1e-5)


def test_the_entries_of_a_target_vote_together():
    assert cast([0.8, 0.8, 0.8, 0.8], [1, 2, 1, 1]).shares == pytest.approx({1: 0.75, 2: 0.25})


def test_shares_sum_to_1_however_far_the_entries_are():
    random = np.random.default_rng(1)
    for size in (1, 2, 100):
        cosines = np.sort(random.uniform(-1, 1, size))[::-1].tolist()
        assert sum(cast(cosines, random.integers(0, 5, size).tolist()).shares.values()) == pytest.approx(1, abs=1e-5)


def test_the_best_words_count_like_so_much_cosine():
    with_words = cast([0.9, 0.9 - WORD_BONUS], [0, 2], [0.0, 1.0])

    assert with_words.shares == pytest.approx({0: 0.5, 2: 0.5}, abs=1e-5)
    assert with_words.nearest == pytest.approx(0.9)


def test_the_lead_is_that_of_passages_over_others_but_signposts():
    assert cast([0.95, 0.8, 0.7, 0.6], [4, 1, 2, 0]).lead == pytest.approx(0.1, abs=1e-6)
    assert cast([0.8, 0.5], [3, 0]).lead == pytest.approx(-0.3, abs=1e-6)


@pytest.mark.parametrize(("targets", "lead"), [([0, 1], 0.7), ([2, 3], -0.7), ([4, 4], 0.0)])
def test_a_side_without_entries_counts_as_0(targets, lead):
    assert cast([0.7, 0.6], targets).lead == pytest.approx(lead, abs=1e-6)


def test_the_nearest_entry_counts_whatever_it_points_to():
    assert cast([0.7, 0.6], [4, 0]).nearest == pytest.approx(0.7)

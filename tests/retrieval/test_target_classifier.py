import numpy as np
import pytest

from microneedling_faq.retrieval.target_classifier import HEAD_WEIGHT, LEAST_SHARE, SHARPNESS, head_shares, mixed_shares


def test_shares_are_the_softmax_of_the_cosines():
    queries = np.array([[1, 0], [0.6, 0.8]], dtype=np.float32)
    targets = np.array([[1, 0], [0, 1]], dtype=np.float32)
    expected = np.exp(SHARPNESS * np.array([[1, 0], [0.6, 0.8]]))

    np.testing.assert_allclose(head_shares(queries, targets), expected / expected.sum(axis=1, keepdims=True), rtol=1e-4)


def test_the_mean_of_vote_and_head_decides():
    shares = mixed_shares({0: 1.0}, np.array([0.2, 0.8], dtype=np.float32))

    assert shares == pytest.approx({0: (1 - HEAD_WEIGHT) + 0.2 * HEAD_WEIGHT, 1: 0.8 * HEAD_WEIGHT})


def test_a_lone_wording_does_not_win_against_everything_that_its_target_stands_for():
    """ "I look like a deflated tyre" is nearest to "how do I change a tyre", but the head knows what passage 2 is about."""
    shares = mixed_shares({0: 0.7, 1: 0.3}, np.array([0.01, 0.99], dtype=np.float32))

    assert max(shares, key=shares.get) == 1


def test_the_smallest_shares_are_left_out():
    head = np.array([1 - LEAST_SHARE / 4, LEAST_SHARE / 4], dtype=np.float32)

    assert mixed_shares({0: 1.0}, head).keys() == {0}

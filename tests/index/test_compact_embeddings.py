import numpy as np
import pytest

from microneedling_faq.index.compact_embeddings import KnownEmbeddings, from_codes, save_codes, to_codes


@pytest.fixture
def embeddings():
    rows = np.random.default_rng(0).normal(size=(50, 384)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_comes_back_differs_by_rounding_only(embeddings):
    again = from_codes(to_codes(embeddings))

    assert to_codes(embeddings).nbytes * 4 == embeddings.nbytes
    assert np.einsum("ij,ij->i", again, embeddings).min() > 0.9998
    np.testing.assert_allclose(np.linalg.norm(again, axis=1), 1, atol=1e-6)


def test_rounding_twice_changes_nothing_more(embeddings):
    once = to_codes(embeddings)

    np.testing.assert_array_equal(to_codes(from_codes(once).astype(np.float16).astype(np.float32)), once)


def test_a_row_of_zeros_stays_one():
    assert not from_codes(to_codes(np.zeros((1, 4), dtype=np.float32))).any()


def test_embeddings_are_found_again_by_their_text(embeddings, tmp_path):
    texts = [f"text {number}" for number in range(len(embeddings))]
    save_codes(tmp_path, texts, embeddings)
    known = KnownEmbeddings.load(tmp_path)

    assert "text 7" in known
    assert "text 50" not in known
    np.testing.assert_array_equal(known.codes(["text 7", "text 3"]), to_codes(embeddings[[7, 3]]))
    with pytest.raises(KeyError):
        known.codes(["text 50"])


def test_where_nothing_is_known_nothing_is_found():
    assert "text" not in KnownEmbeddings.none()

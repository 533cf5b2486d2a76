import numpy as np
import pytest

from microneedling_faq.types import Embeddings
from microneedling_faq.vectors import VectorIndex


def make_embeddings(count: int = 500, dimensions: int = 384, *, seed: int = 0) -> Embeddings:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("top_k", [1, 7, 500])
def test_the_nearest_entries_are_those_of_a_plain_matrix_product(top_k):
    embeddings, queries = make_embeddings(), make_embeddings(20, seed=1)
    cosines, rows = VectorIndex.from_embeddings(embeddings).search(queries, top_k)

    products = queries @ embeddings.T
    expected_rows = np.argsort(-products, axis=1, kind="stable")[:, :top_k]
    np.testing.assert_array_equal(rows, expected_rows)
    np.testing.assert_allclose(cosines, np.take_along_axis(products, expected_rows, axis=1), atol=1e-6)


def test_an_entry_finds_itself_with_a_cosine_of_one():
    embeddings = make_embeddings()
    cosines, rows = VectorIndex.from_embeddings(embeddings).search(embeddings[42:43], 1)

    assert rows.tolist() == [[42]]
    assert cosines[0, 0] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("top_k", [10, 100])  # FAISS goes about more than 99 in another way
def test_equal_cosines_keep_the_order_of_the_entries(top_k):
    one = make_embeddings(1)
    _, rows = VectorIndex.from_embeddings(np.repeat(one, 300, axis=0)).search(one, top_k)

    assert rows.tolist() == [list(range(top_k))]


def test_more_than_there_are_gives_all_there_are_and_no_filler():
    cosines, rows = VectorIndex.from_embeddings(make_embeddings(3)).search(make_embeddings(2, seed=1), 100)

    assert cosines.shape == rows.shape == (2, 3)
    assert sorted(rows[0].tolist()) == [0, 1, 2]


def test_a_loaded_index_finds_what_the_saved_one_found(tmp_path):
    queries, saved = make_embeddings(5, seed=1), VectorIndex.from_embeddings(make_embeddings())
    saved.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")

    assert len(loaded) == 500
    for before, after in zip(saved.search(queries, 10), loaded.search(queries, 10), strict=True):
        np.testing.assert_array_equal(before, after)


def test_embeddings_come_back_as_they_were_added(tmp_path):
    embeddings = make_embeddings()
    VectorIndex.from_embeddings(embeddings).save(tmp_path / "vectors.faiss")

    np.testing.assert_array_equal(VectorIndex.load(tmp_path / "vectors.faiss").embeddings(), embeddings)


def test_what_is_no_index_is_a_runtime_error(tmp_path):
    (tmp_path / "vectors.faiss").write_bytes(b"not an index")

    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "vectors.faiss")

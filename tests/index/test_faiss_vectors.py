import numpy as np
import pytest

from microneedling_faq.index import faiss_vectors as vectors
from microneedling_faq.index.faiss_vectors import VectorIndex
from microneedling_faq.types import Embeddings


def make_embeddings(count: int = 500, dimensions: int = 384, *, seed: int = 0) -> Embeddings:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def half(embeddings: Embeddings) -> Embeddings:
    return embeddings.astype(np.float16).astype(np.float32)


@pytest.mark.parametrize("top_k", [1, 7, 500])
def test_the_nearest_entries_are_those_of_a_plain_matrix_product(top_k):
    embeddings, queries = make_embeddings(), make_embeddings(20, seed=1)
    cosines, rows = VectorIndex.from_embeddings(embeddings).search(queries, top_k)

    products = queries @ half(embeddings).T
    expected_rows = np.argsort(-products, axis=1, kind="stable")[:, :top_k]
    np.testing.assert_array_equal(rows, expected_rows)
    np.testing.assert_allclose(cosines, np.take_along_axis(products, expected_rows, axis=1), atol=1e-4)


def test_an_entry_finds_itself_with_a_cosine_of_one():
    embeddings = make_embeddings()
    cosines, rows = VectorIndex.from_embeddings(embeddings).search(embeddings[42:43], 1)

    assert rows.tolist() == [[42]]
    assert cosines[0, 0] == pytest.approx(1, abs=1e-4)


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

    np.testing.assert_array_equal(VectorIndex.load(tmp_path / "vectors.faiss").embeddings(), half(embeddings))


def test_what_is_no_index_is_a_runtime_error(tmp_path):
    (tmp_path / "vectors.faiss").write_bytes(b"not an index")

    with pytest.raises(RuntimeError):
        VectorIndex.load(tmp_path / "vectors.faiss")


# More than an exact search is fast for


@pytest.fixture(params=[2_000, 10_000], ids=["in lists", "without lists"])
def many(request, monkeypatch) -> Embeddings:
    """Embeddings around a few hundred centres, as those of texts are, more than are searched exactly."""
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 1_000)
    monkeypatch.setattr(vectors, "LISTS_FROM", request.param)
    rows = np.repeat(make_embeddings(200, 64), 20, axis=0) + 0.5 * make_embeddings(4_000, 64, seed=1)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_among_many_nearly_all_of_the_ten_nearest_are_found(many):
    queries = many[::40] + 0.3 * make_embeddings(100, 64, seed=2)
    queries = (queries / np.linalg.norm(queries, axis=1, keepdims=True)).astype(np.float32)
    cosines, rows = VectorIndex.from_embeddings(many).search(queries, 10)

    products = queries @ many.T
    nearest = np.argsort(-products, axis=1)[:, :10]
    assert np.mean([np.isin(nearest[query], rows[query]).mean() for query in range(100)]) >= 0.97
    np.testing.assert_allclose(cosines, np.take_along_axis(products, rows, axis=1), atol=2e-4)
    assert (np.diff(cosines) <= 0).all()


def test_among_many_more_than_the_probed_lists_hold_are_found_all_the_same(many):
    cosines, rows = VectorIndex.from_embeddings(many).search(many[:1], 4_000)

    assert sorted(rows[0].tolist()) == list(range(4_000))
    np.testing.assert_allclose(cosines[0], np.sort(many @ many[0])[::-1], atol=2e-4)


def test_many_embeddings_come_back_as_they_were_added_and_are_found_again_when_loaded(many, tmp_path):
    saved = VectorIndex.from_embeddings(many)
    saved.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")

    np.testing.assert_array_equal(loaded.embeddings(), half(many))
    for before, after in zip(saved.search(many[:5], 10), loaded.search(many[:5], 10), strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_same_embeddings_give_the_same_index(many, tmp_path):
    for name in ("first", "second"):
        VectorIndex.from_embeddings(many).save(tmp_path / name)

    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_an_index_says_how_it_searches(many):
    assert VectorIndex.from_embeddings(many[:1_000]).parameters == {"search": "exact"}
    told = VectorIndex.from_embeddings(many).parameters
    lists = {"lists": 256, "probed_lists": 32} if len(many) >= vectors.LISTS_FROM else {}
    assert told == {
        "search": f"short codes{' in lists' if lists else ''}, ranked again by embedding",
        **lists,
        "bytes_per_code": 16,
        "ranked_again": 3,
    }


def test_searching_leaves_the_threads_of_others_alone():
    import faiss

    faiss.omp_set_num_threads(2)
    VectorIndex.from_embeddings(make_embeddings(3)).search(make_embeddings(1), 1)

    assert faiss.omp_get_max_threads() == 2

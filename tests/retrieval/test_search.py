import numpy as np
import pytest

from microneedling_faq.index.lexical import tokenize
from microneedling_faq.retrieval.search import rank_by_vote, rank_passages, search, vote

QUERIES = ["send a parcel back", "how much water do plants need", "is there parking", "crème brûlée", "zzz", ""]


@pytest.fixture(params=QUERIES)
def query(request) -> str:
    return request.param


def found_by(index, encoder, query, **options):
    return search(index, encoder.embed([query]), tokenize([query]), **options)[0]


def test_entries_are_those_of_a_plain_matrix_product(loaded, encoder, query):
    found = found_by(loaded, encoder, query)
    cosines = loaded.vectors.embeddings() @ encoder.embed([query])[0]

    assert found.cosines == pytest.approx(np.sort(cosines)[::-1], abs=1e-5)
    assert cosines[found.rows] == pytest.approx(found.cosines, abs=1e-5)
    assert len(found.bm25) == len(loaded.entries)


def test_by_meaning_alone_passages_come_by_their_best_entry(loaded, encoder, query):
    cosines = loaded.vectors.embeddings() @ encoder.embed([query])[0]
    best = {row: cosines[loaded.entry_targets == row].max() for row in range(len(loaded.passages))}
    hits = rank_passages(loaded, found_by(loaded, encoder, query), top_k=99, dense_weight=1)

    expected = [loaded.passages[row].id for row in sorted(best, key=lambda row: -best[row])]
    assert [hit.passage.id for hit in hits] == expected
    assert [hit.cosine for hit in hits] == pytest.approx(sorted(best.values(), reverse=True), abs=1e-5)


def test_by_words_alone_only_passages_that_share_words_are_found(loaded, encoder):
    hits = rank_passages(loaded, found_by(loaded, encoder, "parcel"), top_k=99, dense_weight=0)

    assert {hit.passage.document for hit in hits} == {"returns"}
    assert all("parcel" in hit.entry.text.lower() for hit in hits)
    assert rank_passages(loaded, found_by(loaded, encoder, "zzz"), top_k=99, dense_weight=0) == []


@pytest.mark.parametrize("top_k", [1, 3, 99])
def test_hits_are_sorted_ranked_and_no_passage_is_there_twice(loaded, encoder, query, top_k):
    hits = rank_passages(loaded, found_by(loaded, encoder, query), top_k=top_k)

    assert len(hits) <= min(top_k, len(loaded.passages))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_the_entry_that_found_a_passage_points_to_it(loaded, encoder, query):
    for hit in rank_passages(loaded, found_by(loaded, encoder, query), top_k=99):
        assert loaded.passages[int(hit.entry.target.id)].id == hit.passage.id


def test_best_by_meaning_and_by_words_scores_1(loaded, encoder):
    (first, *_) = rank_passages(loaded, found_by(loaded, encoder, "Two hours are free behind the house."), top_k=3)

    assert (first.passage.document, first.score) == ("parking", 1.0)


def test_equal_scores_keep_the_order_of_the_corpus(loaded, encoder):
    found = found_by(loaded, encoder, "parking")
    found.cosines[:] = [0.5] * len(found.cosines)
    found.bm25[:] = 0
    hits = rank_passages(loaded, found, top_k=99)

    assert [hit.passage.id for hit in hits] == [passage.id for passage in loaded.passages]


def test_so_many_candidates_are_taken_and_no_more(loaded, encoder):
    assert len(found_by(loaded, encoder, "parking", candidates=2).rows) == 2


def test_the_vote_counts_words_as_shares_of_the_best(loaded, encoder):
    found = found_by(loaded, encoder, "is there parking")
    cast = vote(loaded, found)
    found.bm25[:] *= 10

    assert sum(cast.shares.values()) == pytest.approx(1, abs=1e-5)
    assert vote(loaded, found).shares == pytest.approx(cast.shares, abs=1e-5)
    assert loaded.passages[max(cast.shares, key=cast.shares.__getitem__)].document == "parking"


def test_by_vote_passages_come_by_their_share_with_their_nearest_entry(loaded, encoder, query):
    found = found_by(loaded, encoder, query)
    shares = {row: 1 / (row + 2) for row in range(len(loaded.targets))}
    hits = rank_by_vote(loaded, found, shares)

    assert [hit.passage.id for hit in hits] == [passage.id for passage in loaded.passages]
    assert [hit.score for hit in hits] == [round(shares[row], 4) for row in range(len(hits))]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    for row, hit in enumerate(hits):
        place = found.targets.index(row)
        cosine, entry = found.cosines[place], found.rows[place]
        assert (hit.cosine, hit.entry, hit.bm25) == (cosine, loaded.entries[entry], found.bm25[entry])


def test_queries_searched_together_find_what_each_finds_alone(loaded, encoder):
    together = search(loaded, encoder.embed(QUERIES), tokenize(QUERIES))

    for query, found in zip(QUERIES, together, strict=True):
        alone = found_by(loaded, encoder, query)
        assert found.rows == alone.rows
        assert found.cosines == pytest.approx(alone.cosines, abs=1e-5)
        assert (found.bm25 == alone.bm25).all()

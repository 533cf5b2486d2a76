import pytest

from microneedling_faq import Chatbot
from microneedling_faq.evaluation.ranking import METHODS, rank_documents

QUERIES = {"q1": "send a parcel back", "q2": "watering ferns and cacti", "q3": "zzz"}


@pytest.fixture(scope="module")
def runs(small_corpus, small_index):
    return rank_documents(Chatbot.open(small_corpus, small_index), QUERIES)


def test_every_method_ranks_every_query(runs):
    assert set(runs) == set(METHODS) == {"dense", "lexical", "combined"}
    assert all(list(run) == list(QUERIES) for run in runs.values())


@pytest.mark.parametrize("method", METHODS)
def test_a_document_of_several_passages_is_ranked_once(runs, method):
    for ranked in runs[method].values():
        assert len(set(ranked)) == len(ranked)


@pytest.mark.parametrize("method", METHODS)
def test_the_document_that_answers_comes_first(runs, method):
    assert [runs[method][query][0] for query in ("q1", "q2")] == ["returns", "care/plants"]


def test_words_alone_find_only_documents_that_share_one(runs):
    assert runs["lexical"]["q3"] == []
    assert runs["lexical"]["q1"] == ["returns"] or "café" not in runs["lexical"]["q1"]
    assert len(runs["dense"]["q3"]) == 6

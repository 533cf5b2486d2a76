import math
from collections.abc import Sequence

import bm25s
import numpy as np
import pytest

from microneedling_faq.index.lexical import K1, B, LexicalIndex, tokenize

TEXTS = [
    "Scars fade after several treatments.",
    "A scar is a scar, and scars are scarred skin.",
    "Stretch marks fade slowly.",
    "Sun, wind and rain.",
    "the of and",  # stop words only
    "",
]


def bm25_by_hand(texts: Sequence[str], query: str, *, k1: float = 1.2, b: float = 0.75) -> list[float]:
    """Lucene's BM25 as the paper writes it: Kamphuis et al., "Which BM25 Do You Mean?", 2020, equation 4."""
    documents = [tokens or [""] for tokens in tokenize(texts)]  # an entry without a word has the length 1
    average = sum(map(len, documents)) / len(documents)

    def weight(term: str, document: list[str]) -> float:
        holding = sum(term in other for other in documents)
        idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        count = document.count(term)
        return idf * count / (count + k1 * (1 - b + b * len(document) / average))

    return [sum(weight(term, document) for term in tokenize([query])[0]) for document in documents]


def scores(query: str, texts: Sequence[str] = TEXTS) -> list[float]:
    return LexicalIndex.from_texts(texts).scores(tokenize([query])[0]).tolist()


@pytest.mark.parametrize("query", ["scars", "do stretch marks fade", "scar scar fading", "scars unheardofword"])
def test_scores_are_those_of_bm25_worked_by_hand(query):
    assert max(scores(query)) > 0.1
    assert scores(query) == pytest.approx(bm25_by_hand(TEXTS, query), abs=1e-5)


def test_scores_on_the_real_entries_are_those_of_bm25_worked_by_hand(loaded):
    texts = [entry.text for entry in loaded.entries]

    assert scores("when does the parcel reach the warehouse", texts) == pytest.approx(
        bm25_by_hand(texts, "when does the parcel reach the warehouse"), abs=1e-5
    )


@pytest.mark.parametrize("query", ["unheardofword", "the of and", "", "?!", "皮肤"])
def test_a_query_without_a_known_word_scores_nothing(query):
    found = LexicalIndex.from_texts(TEXTS).scores(tokenize([query])[0])

    assert found.dtype == np.float32
    assert found.tolist() == [0.0] * len(TEXTS)


def test_texts_of_stop_words_only_can_be_indexed_and_found_by_nothing():
    assert scores("scars", ["the of and", "is it"]) == [0.0, 0.0]


def test_one_text_can_be_indexed():
    assert scores("scars", ["Scars fade."])[0] > 0


def test_words_are_found_in_any_form_and_case():
    assert tokenize(["SCARS scarring scar Treatments"]) == [["scar", "scar", "scar", "treatment"]]


def test_a_loaded_index_scores_as_the_saved_one(tmp_path):
    index = LexicalIndex.from_texts(TEXTS)
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)

    for query in (["scar"], ["fade", "sun"], ["unheardofword"], []):
        assert loaded.scores(query).tolist() == index.scores(query).tolist()
        assert len(loaded.scores(query)) == len(TEXTS)


def test_the_scores_are_those_of_bm25s():
    texts = ["old scars fade on old skin", "stretch marks fade", "redness of the cheeks", "scars and stretch marks", "old"]
    query = tokenize(["do old scars and marks fade"])[0]
    reference = bm25s.BM25(method="lucene", k1=K1, b=B)
    reference.index(tokenize(texts), show_progress=False)

    scores = LexicalIndex.from_texts(texts).scores(query)

    known = [word for word in query if word in reference.vocab_dict]
    assert scores == pytest.approx(reference.get_scores(known), abs=1e-5)

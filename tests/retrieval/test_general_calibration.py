import numpy as np
import pytest

from builders import make_entry, make_passage
from microneedling_faq.index.lexical import tokenize
from microneedling_faq.replying.decision import GENERAL_BAR
from microneedling_faq.retrieval.evidence import read
from microneedling_faq.retrieval.general_calibration import GENERAL, general_features
from microneedling_faq.types import Hit

ANSWERED = [
    "How do I send a parcel back?",
    "can I return something after three weeks",
    "do you ship to islands",
    "is the coffee served all day",
    "do gift cards expire",
    "where can I park",
    "which plants like shade",
    "what do cacti need",
]
OFF_TOPIC = [
    "who won the world cup in 1998",
    "how do neural networks learn",
    "what is the capital of Australia",
    "my knee hurts when I run",
    "write me a poem about the sea",
    "does it hurt",
    "do you sell bicycles",
    "can I pay with PayPal",
    "is there wifi",
]


def make_hit(cosine: float, bm25: float, text: str = "Keep the receipt.", rank: int = 1) -> Hit:
    return Hit(make_passage(text, title="Returns"), 0.5, rank, cosine, bm25, make_entry(text))


def evidence(hits: list[Hit], query: str = "keep the receipt", *, passages: int = 300) -> dict[str, float]:
    found = general_features(hits, tokenize([query])[0], passages=passages, entries=99)
    return dict(zip(GENERAL.names, found, strict=True))


def test_the_evidence_is_worked_out_as_its_names_say():
    hits = [make_hit(0.4, 2.0, "Two hours are free."), make_hit(0.8, 1.0)]

    assert evidence(hits, "keep which receipt or label") == pytest.approx(
        {
            "best cosine": 0.8,
            "mean cosine of the best passages": 0.6,
            "best BM25, in units of ln(entries + 1)": 2 / np.log(100),
            "mean BM25 of the best passages, likewise": 1.5 / np.log(100),
            "share of the query's words in the passage nearest in meaning": 2 / 4,
            "words in the query, as logarithm": np.log(4),
        }
    )


def test_the_order_of_the_passages_does_not_matter():
    hits = [make_hit(0.4, 2.0, "Two hours are free."), make_hit(0.8, 1.0), make_hit(0.1, 0.0)]

    assert evidence(hits) == evidence(hits[::-1])


@pytest.mark.parametrize(("passages", "mean"), [(1, 0.9), (25, 0.9), (26, 0.8), (250, 0.45), (99_999, 0.45)])
def test_a_mean_is_taken_of_few_passages_where_there_are_few(passages, mean):
    hits = [make_hit(cosine / 10, 0.0) for cosine in (9, 7, 5, 5, 5, 4, 4, 3, 2, 1, 0, 0)]

    assert evidence(hits, passages=passages)["mean cosine of the best passages"] == pytest.approx(mean)


@pytest.mark.parametrize(("query", "entries"), [("keep the receipt", 1), ("?", 99), ("the of and", 1)])
def test_a_lone_passage_and_a_query_without_words_give_finite_evidence(query, entries):
    found = general_features([make_hit(0.5, 0.0)], tokenize([query])[0], passages=1, entries=entries)

    assert np.isfinite(found).all()
    assert 0 <= GENERAL.probability(found) <= 1


def test_more_likeness_and_more_words_in_common_make_an_answer_likelier():
    far, near, in_words = ([make_hit(cosine, bm25)] for cosine, bm25 in ((0.2, 1.0), (0.7, 1.0), (0.7, 5.0)))
    found = [list(evidence(hits).values()) for hits in (far, near, in_words)]
    probabilities = [GENERAL.probability(np.array(features)) for features in found]

    assert probabilities == sorted(probabilities)
    assert probabilities[0] < 0.2 < 0.7 < probabilities[-1]


def test_a_small_corpus_without_wordings_tells_what_it_answers_from_what_it_does_not(loaded, encoder):
    def probability(question: str) -> float:
        return read([question], "en", loaded, encoder)[0].probability

    answered, off_topic = ([probability(question) for question in questions] for questions in (ANSWERED, OFF_TOPIC))
    ordered = np.mean(np.array(answered)[:, None] > np.array(off_topic)[None, :])

    assert ordered > 0.98
    assert max(off_topic) < GENERAL_BAR
    assert sum(one >= GENERAL_BAR for one in answered) >= 7

import pytest

from microneedling_faq.retrieval.evidence import Reading, read
from microneedling_faq.types import Target


@pytest.fixture(scope="module")
def read_text(chatbot):
    def read_text(text: str, language: str = "en", **options: bool) -> Reading:
        return read([text], language, chatbot.index, chatbot.encoder, **options)[0]

    return read_text


@pytest.mark.parametrize("text", ["Can it fade old scars?", "how much is it", "hi", "i cant breathe", "x"])
def test_the_votes_sum_to_1_with_signposts_left_out(read_text, text):
    reading = read_text(text)

    assert sum(reading.votes.values()) == pytest.approx(1, abs=1e-3)
    assert not any(target.kind == "signpost" for target in reading.votes)
    assert 0 <= reading.signpost_share <= 1.001
    assert 0 <= reading.probability <= 1


def test_passages_come_by_their_share_of_the_vote(read_text):
    hits = read_text("does it help wrinkles and old scars").hits

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert hits[0].score > 0.1


def test_the_corpus_answers_what_it_covers_and_not_what_it_does_not(read_text):
    assert read_text("Can it fade old scars?").probability > 0.8
    assert read_text("How much does a session cost?").probability < 0.1


def test_spelling_is_put_right_in_english_only_and_not_as_typed(read_text):
    assert read_text("what is rosaca").spelled == "what is rosacea"
    assert read_text("what is rosaca", "es").spelled == "what is rosaca"
    assert read_text("what is rosaca", as_typed=True).spelled == "what is rosaca"
    assert read_text("what is rosaca").text == "what is rosaca"


def test_naming_the_subject_does_not_change_what_is_asked(read_text):
    with_subject = read_text("does microneedling therapy fade stretch marks")

    assert with_subject.hits[0].passage.paragraphs == (5,)
    assert with_subject.hits[0].score > 0.5


def test_the_best_other_target_is_told(read_text):
    assert read_text("How much does a session cost?").best_other()[0] == Target("topic", "price")
    assert Reading("t", "t", (), {}, {}, 0.5).best_other() is None


def test_the_shares_of_a_reading():
    passages = {Target("passage", "0"): 0.5, Target("passage", "1"): 0.2, Target("topic", "price"): 0.3}
    reading = Reading("t", "t", (), passages, {"a": 0.1, "b": 0.2}, 0.5)

    assert (reading.passage_share, reading.signpost_share) == pytest.approx((0.7, 0.3))
    assert reading.clearest_share == 0.5


def test_without_wordings_nobody_votes(loaded, encoder):
    reading = read(["is there parking"], "en", loaded, encoder)[0]

    assert (reading.votes, reading.signposts) == ({}, {})
    assert reading.hits[0].passage.document == "parking"
    assert len(reading.hits) == len(loaded.passages)


def test_texts_are_read_together_as_they_are_alone(chatbot):
    texts = ["what is rosaca", "How much does a session cost?", "striae"]
    together = read(texts, "en", chatbot.index, chatbot.encoder)

    for text, reading in zip(texts, together, strict=True):
        (alone,) = read([text], "en", chatbot.index, chatbot.encoder)
        assert (reading.text, reading.spelled) == (text, alone.spelled)
        assert [hit.passage.id for hit in reading.hits] == [hit.passage.id for hit in alone.hits]
        assert reading.probability == pytest.approx(alone.probability, abs=1e-3)

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.errors import SettingsError
from microneedling_faq.evaluation.question_files import read_questions
from microneedling_faq.paths import shipped
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS
from microneedling_faq.settings import Settings
from microneedling_faq.types import Reply, ReplyKind

SCARS = "Can it help acne scars?"
VISITORS = read_questions(Path(__file__).parent.parent / "questions" / "visitors.jsonl")
SAMPLE = random.Random(0).sample(VISITORS, 60)
OF_EACH_KIND = {
    "answer": SCARS,
    "not_covered": "How much does a session cost?",
    "refer": "I am pregnant, can I have it?",
    "urgent": "i cant breathe since the session",
    "small_talk": "hello",
    "invalid": "",
}


def paragraphs(reply: Reply) -> list[int]:
    return [number for quotation in reply.passages for number in quotation.paragraphs]


@pytest.fixture(scope="module")
def replies(chatbot: Chatbot) -> list[Reply]:
    return [chatbot.reply(each.question, each.history) for each in SAMPLE]


# What is answered


def test_surgical_scars_are_answered_by_paragraph_4(chatbot):
    assert paragraphs(chatbot.reply("Can it remove surgical scars?"))[0] == 4


def test_redness_of_the_cheeks_is_answered_by_paragraph_7(chatbot):
    assert paragraphs(chatbot.reply("What causes redness on my cheeks all the time?"))[0] == 7


def test_the_price_is_not_covered_and_named(chatbot):
    reply = chatbot.reply("How much does a session cost?")

    assert (reply.kind, reply.passages, reply.unsupported) == ("not_covered", (), ("the price",))


def test_a_follow_up_with_a_topic_of_its_own_gets_no_passage_of_the_question_before(chatbot):
    reply = chatbot.reply("and would my health plan chip in for it", ["Can it fade old scars?"])

    assert (reply.kind, reply.passages) == ("not_covered", ())
    assert reply.unsupported == (chatbot.notices.text("topics.insurance.name", "en"),)


def test_what_is_covered_is_answered_and_what_is_not_is_named(chatbot):
    reply = chatbot.reply("Does it help scars and how much does it cost?")

    assert (paragraphs(reply)[0], reply.unsupported) == (4, ("the price",))


# The contract


def test_several_topics_that_the_article_is_silent_about_are_all_named(chatbot):
    reply = chatbot.reply("Does it hurt and what does it cost?")
    assert (reply.kind, set(reply.unsupported)) == ("not_covered", {"whether it hurts", "the price"})
    referred = chatbot.reply("can I have it if I take blood thinners and how much is it")
    assert (referred.signpost, referred.passages, referred.unsupported) == ("blood-thinners", (), ("the price",))


@pytest.mark.parametrize("kind", get_args(ReplyKind))
def test_a_reply_of_every_kind_has_the_recommendation(chatbot, kind):
    reply = chatbot.reply(OF_EACH_KIND[kind])

    assert (reply.kind, reply.query) == (kind, OF_EACH_KIND[kind])
    assert "qualified expert" in reply.recommendation


@pytest.mark.parametrize("kind", get_args(ReplyKind))
def test_a_reply_as_json_keeps_the_contract(chatbot, kind):
    reply = json.loads(json.dumps(asdict(chatbot.reply(OF_EACH_KIND[kind]))))

    assert set(reply) == {
        *("query", "understood_as", "language", "kind", "notice", "passages", "unsupported", "suggestions", "recommendation"),
        *("signpost", "tier", "content_version", "content_reviewed"),
    }
    assert reply["content_version"] == chatbot.content.version
    assert reply["recommendation"]
    assert (reply["tier"] is not None) is (kind in ("urgent", "refer"))
    assert bool(reply["passages"]) is (kind == "answer")
    assert bool(reply["notice"]) is (kind != "answer")
    for passage in reply["passages"]:
        assert {"document", "title", "paragraphs", "start", "end", "text", "highlights", "score", "sha256"} <= set(passage)
        assert [set(each) for each in passage["cautions"]] == [{"quote", "note", "sources"}] * len(passage["cautions"])
        assert 0 <= passage["score"] <= 1


def test_every_passage_is_word_for_word_in_its_document(replies):
    documents = {document.id: document.text for document in read_corpus(shipped("corpus")).documents}
    quotations = [quotation for reply in replies for quotation in reply.passages]

    assert len(quotations) > 20
    for quotation in quotations:
        assert documents[quotation.document][quotation.start : quotation.end] == quotation.text
        assert all(0 <= start < end <= len(quotation.text) for start, end in quotation.highlights)


def test_passages_come_only_with_the_kinds_that_may_have_them(replies):
    assert {reply.kind for reply in replies if reply.passages} <= {"answer", "refer"}
    assert all(reply.passages for reply in replies if reply.kind == "answer")


# What cannot be read


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("", "empty"),
        (" \n\t\u00a0", "empty"),
        ("\x00\x07\x1b", "unreadable"),
        ("\ud800\udfff", "unreadable"),
        ("\u200b\u202e", "unreadable"),
        ("x" * 100_000, "too_long"),
        ("i cant breathe " * 7_000, "too_long"),
        ("\x00" * (MAX_MESSAGE_CHARACTERS + 1), "too_long"),
    ],
    ids=["empty", "white space", "controls", "surrogates", "invisible", "100,000", "100,000 words", "long controls"],
)
def test_what_cannot_be_read_is_invalid_and_says_why(chatbot, message, key):
    reply = chatbot.reply(message)

    assert (reply.kind, reply.passages, reply.suggestions) == ("invalid", (), ())
    assert reply.notice == chatbot.notices.text(f"general.invalid_{key}")
    assert len(reply.query) <= MAX_MESSAGE_CHARACTERS


def test_a_lone_surrogate_among_words_is_left_out(chatbot):
    reply = chatbot.reply("Can it remove\ud800 surgical\x00 scars?")

    assert (reply.query, paragraphs(reply)[0]) == ("Can it remove surgical scars?", 4)


# Suggestions


def test_suggestions_never_repeat_what_is_shown(chatbot, replies):
    asked = {text: record.start for record in chatbot.index.annotations.suggestions for text in record.texts.values()}
    for reply in replies:
        assert {asked[text] for text in reply.suggestions}.isdisjoint(quotation.start for quotation in reply.passages)
        assert len(set(reply.suggestions)) == len(reply.suggestions) <= 3
        assert bool(reply.suggestions) is (reply.kind not in ("urgent", "invalid"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("history", [[], ["how much does it cost"], ["i am pregnant"], ["tengo cáncer"], ["hello", "why?"]])
def test_a_suggestion_is_answered_by_its_passage_whatever_was_said_before(chatbot, language, history):
    for record in chatbot.index.annotations.suggestions:
        reply = chatbot.reply(record.texts[language], history)

        assert record.start in {quotation.start for quotation in reply.passages}, record
        assert (reply.language, reply.understood_as) == (language, None), record


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_was_asked_before_is_not_suggested_again(chatbot, language):
    history: list[str] = []
    message = "cuánto cuesta" if language == "es" else "how much does it cost"
    while suggestions := chatbot.reply(message, history).suggestions:
        assert {message, *history}.isdisjoint(suggestions)
        history.append(message)
        message = suggestions[0]

    assert len(history) > 4


# All together


def test_eight_threads_get_the_replies_that_one_gets(chatbot, replies):
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: chatbot.reply(each.question, each.history), SAMPLE[:40]))

    assert together == replies[:40]


@pytest.fixture(scope="module")
def small_chatbot(small_corpus: Path, small_index: Path) -> Chatbot:
    return Chatbot.open(small_corpus, small_index)


def test_without_wordings_a_covered_question_gets_its_passage(small_chatbot):
    reply = small_chatbot.reply("How do I send a parcel back?")

    assert (reply.kind, reply.passages[0].document) == ("answer", "returns")


@pytest.mark.parametrize("message", ["who won the world cup in 1998", "how do neural networks learn"])
def test_without_wordings_an_off_topic_question_gets_no_passage(small_chatbot, message):
    """The nearest passages are found through FAISS all the same; the bar keeps them back."""
    cosines, rows = small_chatbot.index.vectors.search(small_chatbot.encoder.embed([message]), 3)

    assert rows.shape == (1, 3)
    assert cosines.max() > 0
    assert small_chatbot.reply(message).kind == "not_covered"
    assert small_chatbot.reply(message).passages == ()


# One setting moves the bar


def test_one_setting_moves_the_bar_for_replies_and_their_explanations(chatbot):
    def answered(bar: float | None) -> int:
        moved = replace(chatbot, settings=Settings(bar=bar))
        return sum(bool(moved.reply(each.question, each.history).passages) for each in VISITORS[:150])

    assert answered(1.0) == 0 < answered(0.9) < answered(None) <= answered(0.0)
    assert "needed: 90 in 100" in replace(chatbot, settings=Settings(bar=0.9)).why(SCARS)


def test_one_setting_moves_the_bar_without_wordings_too(small_chatbot):
    off_topic = "who won the world cup in 1998"
    lenient, strict = (replace(small_chatbot, settings=Settings(bar=bar)) for bar in (0.0, 1.0))

    assert (lenient.reply(off_topic).kind, strict.reply("How do I send a parcel back?").kind) == ("answer", "not_covered")
    assert "needed: 100 in 100" in strict.why(off_topic)


def test_a_misspelt_text_of_the_operator_is_refused(shipped_index):
    settings = Settings(notices={"en": {"general.recomendation": "Ask Dr. Park."}})

    with pytest.raises(SettingsError, match=r"no text 'general\.recomendation'.*general\.recommendation"):
        Chatbot.open(index=shipped_index, settings=settings)


def test_a_reply_can_be_explained(chatbot):
    assert "paragraph 4" in chatbot.why("Can it remove surgical scars?")
    assert chatbot.why("\x00") == "nothing to read"


@pytest.mark.parametrize(
    "message",
    [
        "can it cause scarring?",
        "Can you get an infection from microneedling?",
        "will it burn my face",
        "¿puede dejar cicatrices?",
        "can needling make hyperpigmentation worse",
    ],
)
def test_of_a_certain_harm_no_passage_speaks(chatbot, message):
    reply = chatbot.reply(message)

    assert (reply.kind, reply.passages) == ("refer", ())


def test_of_harm_in_general_paragraph_1_speaks_below_the_way_to_a_clinician(chatbot):
    for message in ("Any side effects?", "Is it safe?", "What are the risks?"):
        reply = chatbot.reply(message)
        assert (reply.kind, reply.signpost, reply.passages[0].paragraphs) == ("refer", "general-risk", (1,))
        assert reply.passages[0].cautions

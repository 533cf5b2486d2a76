import pytest

from microneedling_faq.replying.decision import ANSWER_BAR


def test_an_explanation_shows_passage_evidence_probability_and_bar(chatbot):
    text = chatbot.why("Can it remove surgical scars?")

    assert "signpost     none" in text
    assert "microneedling, paragraph 4: score" in text
    assert "found by the wording" in text
    assert "log odds: passages' share, as log odds +" in text
    assert "decision     quotes passages (probability" in text
    assert f"bar {ANSWER_BAR:.2f}" in text


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("How much does a session cost?", "quotes nothing; closest: Target(kind='topic', id='price')"),
        ("How much does a session cost?", "of the vote for topic price"),
        ("i cant breathe", "signpost     breathing"),
        ("i cant breathe", "breathing: the pattern that matches 'cant breathe'"),
        ("i cant breathe", "of the vote of its wordings"),
        ("what is rosaca", "spelling put right: 'what is rosacea'"),
        ("Does it help scars and how much does it cost?", "part         'how much does it cost'"),
    ],
)
def test_an_explanation_says_why(chatbot, message, said):
    assert said in chatbot.why(message)


def test_an_explanation_reads_the_conversation_as_the_reply_does(chatbot):
    history = ["Do stretch marks fade?"]

    assert repr(chatbot.reply("why?", history).understood_as) in chatbot.why("why?", history)

import pytest

from microneedling_faq.replying.decision import ANSWER_BAR


def test_an_explanation_shows_what_was_found_how_sure_it_is_and_what_is_needed(chatbot):
    text = chatbot.why("Can it remove surgical scars?")

    assert "Way to care: none" in text
    assert "like what people ask about microneedling, paragraph 4" in text
    assert "microneedling, paragraph 4 was found by the wording “" in text
    assert "what speaks for it (+) and against it (-): passages' share, as log odds +" in text
    assert f"needed: {100 * ANSWER_BAR:.0f} in 100" in text
    assert text.splitlines()[-1] == "So: quotes microneedling, paragraph 4"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("How much does a session cost?", "So: quotes nothing; it is about the topic price"),
        ("How much does a session cost?", "in 100 like what people ask about the topic price"),
        ("i cant breathe", "Way to care: breathing"),
        ("i cant breathe", "the words “cant breathe” may be a sign of breathing"),
        ("i cant breathe", "in 100 like what people write about breathing"),
        ("what is rosaca", "spelling put right: “what is rosacea”"),
        ("Does it help scars and how much does it cost?", "Part 2: “how much does it cost”"),
    ],
)
def test_an_explanation_says_why(chatbot, message, said):
    assert said in chatbot.why(message)


def test_an_explanation_reads_the_conversation_as_the_reply_does(chatbot):
    history = ["Do stretch marks fade?"]

    assert f"“{chatbot.reply('why?', history).understood_as}”" in chatbot.why("why?", history)

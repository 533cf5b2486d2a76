import pytest

from microneedling_faq.replying.mail_reading import read_mail

MAIL = """\
Hello,

I have old acne scars. I have been reading about microneedling. Does it really fade them?
What does it cost? I take warfarin. Can I have it anyway?

Kind regards,
Anna
"""


def test_each_question_has_its_own_reply(chatbot):
    reading = read_mail(chatbot, MAIL)

    kinds = {need.text: need.reply.kind for need in reading.needs}
    assert kinds == {
        "Does it really fade them?": "answer",
        "What does it cost?": "not_covered",
        "I take warfarin.": "refer",
        "Can I have it anyway?": "refer",
    }
    assert reading.urgent is None
    assert reading.told == ("I have old acne scars.", "I have been reading about microneedling.")


def test_a_question_leans_on_what_was_told_before_it(chatbot):
    need = read_mail(chatbot, MAIL).needs[0]

    assert need.reply.passages[0].paragraphs == (4,)  # scars, not the stretch marks of another one
    assert "acne scars" in (need.reply.understood_as or "")


@pytest.mark.parametrize(
    "mail",
    [
        "My lips swelled up after the treatment and I cannot breathe. What does it cost?",
        "What does it cost?\nI cannot breathe.\nWhere can I park?",
        "What does it cost?\nThanks, Anna\nI cannot breathe",
        "Hello, I cannot breathe,\n\nwhat does it cost?",
    ],
)
def test_beside_a_danger_there_is_the_way_to_care_and_nothing_else(chatbot, mail):
    reading = read_mail(chatbot, mail)

    assert reading.urgent is not None
    assert reading.urgent.signpost == "breathing"
    assert reading.recommendation == reading.urgent.recommendation
    assert (reading.needs, reading.told) == ((), ())


def test_an_email_in_spanish_is_answered_in_spanish(chatbot):
    reading = read_mail(chatbot, "Buenos días:\n¿Se borran las estrías? Quisiera saber cuánto cuesta.\nGracias")

    assert reading.language == "es"
    assert [need.reply.kind for need in reading.needs] == ["answer", "not_covered"]
    assert reading.needs[1].reply.language == "es"


@pytest.mark.parametrize("mail", ["", "   ", "\x00\u200b", "🍮", "Kind regards,\nAnna", "x" * 20_000])
def test_what_asks_nothing_has_no_needs(chatbot, mail):
    assert read_mail(chatbot, mail).needs == ()

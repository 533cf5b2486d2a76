"""A question about another remedy is not answered with the passage on what it is to help; one about the treatment is."""

import pytest

from microneedling_faq import Chatbot


@pytest.mark.parametrize(
    "question",
    [
        "can ivermectin cure rosacea",
        "does lemon juice fade dark spots",
        "does vitamin C get rid of hyperpigmentation",
        "can a laser remove stretch marks",
        "would botox help my wrinkles",
        "retinol for wrinkles",
        pytest.param(
            "¿el limón quita las manchas?",
            marks=pytest.mark.xfail(strict=True, reason="until it is trained again, the encoder knows no lemon"),
        ),
        "¿qué crema borra las cicatrices?",
    ],
)
def test_another_remedy_is_said_not_to_be_covered(chatbot: Chatbot, question):
    reply = chatbot.reply(question)

    assert (reply.kind, reply.passages) == ("not_covered", ())
    assert len(reply.unsupported) == 1


@pytest.mark.parametrize(
    "question",
    [
        "does microneedling make retinol work better",
        "do creams sink in better after it",
        "Do creams work better afterwards?",
        "cream did nothing for my scars, can needling help",
        "does microneedling help rosacea",
        "¿el microneedling quita las manchas?",
    ],
)
def test_what_points_to_the_treatment_is_answered(chatbot: Chatbot, question):
    assert chatbot.reply(question).passages


def test_a_remedy_beside_a_covered_need_is_named_as_not_covered(chatbot: Chatbot):
    reply = chatbot.reply("Does microneedling help acne scars? And does honey fade dark spots?")

    assert (reply.kind, reply.passages[0].paragraphs) == ("answer", (4,))
    assert reply.unsupported == (chatbot.notices.text("topics.creams-remedies.name", "en"),)

"""The chatbot in a conversation: follow-ups, and the languages of visitors."""

import pytest

from microneedling_faq.paths import shipped
from microneedling_faq.types import Reply

SCARS = "Can it help acne scars?"


def paragraphs(reply: Reply) -> list[int]:
    return [number for quotation in reply.passages for number in quotation.paragraphs]


# Follow-ups


def test_a_follow_up_on_stretch_marks_is_answered_by_paragraph_5(chatbot):
    assert paragraphs(chatbot.reply("and for stretch marks?", [SCARS]))[0] == 5


def test_a_follow_up_that_says_too_little_is_read_with_the_question_before(chatbot):
    reply = chatbot.reply("what about those?", ["Do stretch marks fade?"])

    assert paragraphs(reply)[0] == 5
    assert reply.understood_as == "Do stretch marks fade: what about those"
    assert reply.query == "what about those?"


def test_a_follow_up_with_a_subject_of_its_own_leaves_the_one_before(chatbot):
    reply = chatbot.reply("ok and what about my wrinkles", ["can a hysterectomy scar be treated"])

    assert paragraphs(reply)[0] == 2
    assert "scar" not in (reply.understood_as or "")


def test_a_follow_up_keeps_asking_what_was_asked_of_another_subject(chatbot):
    price = chatbot.notices.text("topics.price.text")

    assert chatbot.reply("and for wrinkles?", ["How much does it cost for scars?"]).notice == price


@pytest.mark.parametrize("message", ["thank you so much", "brilliant, cheers", "perfect thanks, bye", "eso es todo, gracias"])
def test_thanks_are_no_follow_up(chatbot, message):
    assert chatbot.reply(message, [SCARS]).kind == "small_talk"


def test_the_first_question_can_be_asked_again(chatbot):
    history = ["What is rosacea?", "How much does a session cost?"]
    reply = chatbot.reply("the first one again", history)

    assert (paragraphs(reply), reply.understood_as) == ([7], "What is rosacea?")


@pytest.mark.parametrize("message", ["What is rosacea?", "never mind, what is rosacea?"])
def test_a_change_of_subject_drops_the_context(chatbot, message):
    reply = chatbot.reply(message, [SCARS])

    assert (paragraphs(reply), reply.understood_as) == ([7], None)


def test_just_the_words_are_searched_as_typed(chatbot):
    assert chatbot.reply("what is rosaca").understood_as == "what is rosacea"
    assert chatbot.reply("what is rosaca", as_typed=True).understood_as is None
    assert paragraphs(chatbot.reply("why?", ["Do stretch marks fade?"])) == [5]
    assert paragraphs(chatbot.reply("why?", ["Do stretch marks fade?"], as_typed=True)) != [5]


# Languages


@pytest.mark.parametrize("message", ["¿Cuánto cuesta?", "¿Se borran las estrías?", "tengo fiebre y pus en la cara"])
def test_a_spanish_message_gets_spanish_notices_and_the_article_in_its_own_language(chatbot, message):
    reply = chatbot.reply(message)

    assert reply.language == "es"
    assert reply.recommendation in {chatbot.notices.text(f"general.recommendation{each}", "es") for each in ("", "_urgent")}
    assert reply.notice is None or reply.notice in {chatbot.notices.text(key, "es") for key in chatbot.notices.texts["es"]}
    assert all(quotation.text in (shipped("corpus") / "microneedling.md").read_text("utf-8") for quotation in reply.passages)


def test_a_message_that_does_not_tell_its_language_gets_that_of_the_page(chatbot):
    assert chatbot.reply("", language="es").notice == chatbot.notices.text("general.invalid_empty", "es")
    assert chatbot.reply("What is rosacea?", language="es").language == "en"


def test_another_language_is_told_which_ones_are_read(chatbot):
    reply = chatbot.reply("Was kostet die Behandlung und wie oft muss ich das machen?")

    assert reply.notice == f"{chatbot.notices.text('general.other_language')}\n\nIm Notfall: 911 anrufen."


# A danger that was called over


@pytest.mark.parametrize(
    "messages",
    [
        ("I can't breathe properly", "I'm fine now", "no wait, it's back"),
        ("I took too many pills", "just kidding", "I wasn't kidding"),
        ("me quiero morir", "era broma", "no era broma"),
        ("my lips are huge and I feel faint", "it went away, I'm fine now", "nope, same as before"),
        ("me cuesta respirar", "ya estoy bien, gracias", "no, otra vez"),
    ],
)
def test_a_danger_that_was_called_over_can_come_back(chatbot, messages):
    *history, message = messages
    reply = chatbot.reply(message, history)

    assert (reply.kind, reply.signpost) == ("urgent", chatbot.reply(messages[0]).signpost)
    assert chatbot.reply("does it help acne scars?", messages).kind == "urgent"


@pytest.mark.parametrize(
    ("danger", "then", "safe"),
    [("I can't breathe", "does it help scars?", "I am OK now"), ("no puedo respirar", "¿cuánto cuesta?", "ya estoy bien")],
)
def test_whoever_is_safe_is_told_what_to_write_and_is_answered_then(chatbot, danger, then, safe):
    assert safe not in chatbot.reply(danger).notice
    assert safe in chatbot.reply(then, [danger]).notice.splitlines()[-1]
    assert chatbot.reply(then, [danger, f"“{safe}”"]).kind != "urgent"


@pytest.mark.parametrize("over", ["that was my sister last year, shes fine", "we are ok now"])
def test_a_danger_that_is_past_is_over(chatbot, over):
    assert chatbot.reply("does it help scars?", ["I can't breathe", over]).kind == "answer"


@pytest.mark.parametrize("message", ["does it help acne scars?", "thanks again", "it's back to normal, thanks"])
def test_a_danger_that_a_doctor_saw_is_over(chatbot, message):
    history = ["my throat is swelling", "the doctor treated me and I'm fine now"]

    assert chatbot.reply(message, history).kind in ("answer", "small_talk")


# Advice


@pytest.mark.parametrize(
    "question",
    ["should I get it?", "would you recommend it for my stretch marks", "is it right for me?", "¿me lo recomiendan?"],
)
def test_who_asks_for_advice_is_sent_to_a_clinician_and_shown_no_passage(chatbot, question):
    reply = chatbot.reply(question)

    assert (reply.kind, reply.signpost, reply.passages) == ("refer", "candidacy", ())


def test_advice_is_asked_beside_what_a_passage_answers(chatbot):
    reply = chatbot.reply("Does it fade acne scars? And should I get it?")

    assert (reply.kind, reply.signpost, paragraphs(reply)) == ("refer", "candidacy", [4])

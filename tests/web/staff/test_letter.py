from dataclasses import replace

from serving import make_caution, make_quotation, make_reply

from microneedling_faq.replying.mail_reading import MailReading, Need, read_mail
from microneedling_faq.settings import Settings
from microneedling_faq.web.staff.letter import compose_letter

CLINIC = Settings(name="Riverside Skin Clinic", phone="+1 505 555 0100", email="hello@clinic.example")
GAP = "[Our texts do not answer this. Write the answer here, or take this part out.]"
ADVICE = "See an expert."


def letter(*needs: Need, chatbot, words, settings=CLINIC, **fields) -> str:
    reading = MailReading("en", ADVICE, None, needs, ())
    return compose_letter(replace(reading, **fields), chatbot.notices, words["en"], settings)


def test_each_question_stands_over_its_answer_with_source_and_cautions(chatbot, words):
    quotation = make_quotation(cautions=(make_caution("fades"),))
    text = letter(Need("Does it fade scars?", make_reply(passages=(quotation,))), chatbot=chatbot, words=words)

    assert text == (
        "Hello,\n\n"
        "Thank you for your message. What stands in quotation marks below is quoted word for word from our texts.\n\n"
        "You wrote: “Does it fade scars?”\n"
        "“It fades scars.”\n"
        "— Paragraph 4, A title, by Ada Park, reviewed 2026-01-31\n"
        "Please note (“fades”): This is not so. [A public health service <https://health.example/facts>]\n\n"
        "See an expert.\n\n"
        "Kind regards,\nRiverside Skin Clinic\n+1 505 555 0100\nhello@clinic.example\n"
    )


def test_what_nothing_answers_is_a_gap_and_no_invention(chatbot, words):
    text = letter(Need("What is it?", make_reply(kind="not_covered", notice="A notice.")), chatbot=chatbot, words=words)

    assert f"You wrote: “What is it?”\n{GAP}\n" in text
    assert "A notice." not in text


def test_a_part_that_is_not_covered_is_a_gap_below_the_answer(chatbot, words):
    text = letter(Need("Scars, and the price?", make_reply(unsupported=("the price",))), chatbot=chatbot, words=words)

    assert text.count(GAP) == 1
    assert text.index("It fades scars.") < text.index(GAP)


def test_what_a_clinician_must_be_asked_is_said_once(chatbot, words):
    refer = make_reply(kind="refer", notice="Ask a clinician.", passages=())
    text = letter(Need("I take warfarin.", refer), Need("Can I have it?", refer), chatbot=chatbot, words=words)

    assert "You wrote: “I take warfarin.”\nYou wrote: “Can I have it?”\nAsk a clinician.\n" in text
    assert GAP not in text


def test_a_clinicians_notice_stands_before_the_quotation_that_it_is_about(chatbot, words):
    refer = make_reply(kind="refer", notice="Ask a clinician.", passages=(make_quotation(),))
    text = letter(Need("I take warfarin. Does it help?", refer), chatbot=chatbot, words=words)

    assert text.index("Ask a clinician.") < text.index("It fades scars.")


def test_beside_a_danger_a_letter_holds_the_way_to_care_alone(chatbot, words):
    reading = read_mail(chatbot, "I cannot breathe. Does it fade scars?")
    text = compose_letter(reading, chatbot.notices, words["en"], CLINIC)

    assert reading.urgent.notice in text
    assert "scars" not in text
    assert reading.urgent.recommendation in text


def test_a_letter_in_spanish_is_in_spanish(chatbot, words):
    reading = read_mail(chatbot, "Buenos días:\n¿Se borran las estrías? Quisiera saber cuánto cuesta.")
    text = compose_letter(reading, chatbot.notices, words["es"], CLINIC)

    assert text.startswith("Hola:")
    assert "Usted escribió: “¿Se borran las estrías?”" in text
    assert "[Nuestros textos no responden a esto." in text


def test_a_clinic_that_has_set_nothing_still_signs(chatbot, words):
    text = letter(Need("x?", make_reply()), chatbot=chatbot, words=words, settings=Settings())

    assert text.endswith("Kind regards,\nthe clinic\n")

"""What a visitor meets on the chat page, in a real browser."""

import re
from typing import TYPE_CHECKING

import pytest
from serving import ScriptedChatbot, make_reply, running
from visiting import LIVE, NewVisit, ask, last_reply, open_page, question_box, questions_shown

from microneedling_faq import Chatbot
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app
from microneedling_faq.web.visitor.quotation_view import beside

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Words = dict[str, Texts]


def test_a_question_is_answered_by_a_quotation_with_source_caution_and_advice(page: "Page", chatbot: Chatbot) -> None:
    question = "Can it help old acne scars?"
    expected = chatbot.reply(question).passages[0]
    reply = ask(page, question)
    figure = reply.get_by_role("figure", name="Quotation").first
    answering = [expected.text[start:end] for start, end in expected.highlights]
    assert figure.locator("blockquote").all_text_contents() == answering
    source = f"Paragraph {expected.paragraphs[0]}, {expected.title} (opens in a new tab), by {expected.author}"
    assert figure.locator("figcaption").text_content() == source
    for caution in beside(expected):
        assert figure.get_by_role("note").get_by_text(caution.note).is_visible()
    reply.get_by_text("Show the whole paragraph").first.click()
    assert reply.locator(".opened blockquote").first.text_content() == expected.text
    for caution in expected.cautions:
        assert reply.get_by_role("note").get_by_text(caution.note).is_visible()
    assert reply.get_by_text(chatbot.notices.text("general.recommendation")).is_visible()
    assert reply.get_by_role("link", name="Call +1 505 555 0100").is_visible()


def test_the_page_says_what_it_is_and_suggests_questions(page: "Page") -> None:
    assert page.get_by_role("heading", level=1).inner_text() == "Ask about microneedling"
    assert page.get_by_text("quoted word for word from one article").is_visible()
    assert page.get_by_text("not medical advice").is_visible()
    suggested = page.get_by_role("region", name="People often ask").get_by_role("button")
    assert 4 <= suggested.count() <= 6
    suggested.first.click()
    assert last_reply(page).get_by_role("figure").count() == 1


def test_a_follow_up_says_how_it_was_understood_and_can_be_undone(page: "Page") -> None:
    ask(page, "Do stretch marks fade?")
    reply = ask(page, "why?")
    assert "Do stretch marks fade" in reply.get_by_text("Understood as").inner_text()
    reply.get_by_role("button", name="Search only my words").click()
    assert last_reply(page).get_by_text("Understood as").count() == 0
    assert questions_shown(page) == ["Do stretch marks fade?", "why?", "why?"]


def test_an_urgent_notice_is_an_alert_and_nothing_leads_away(page: "Page") -> None:
    reply = ask(page, "my face is swollen and i cannot breathe")
    alert = reply.get_by_role("alert")
    assert alert.get_by_role("heading").inner_text() == "Get help now"
    assert alert.get_by_role("link", name="Call 911").get_attribute("href") == "tel:911"
    assert reply.get_by_role("figure").count() == 0
    assert reply.get_by_role("button").count() == 0
    assert page.get_by_role("status").first.inner_text() == ""  # the alert speaks for itself


def test_each_reply_is_announced_once_with_the_answer_and_the_advice(page: "Page", chatbot: Chatbot) -> None:
    ask(page, "Do stretch marks fade?")
    said = page.get_by_role("status").first.inner_text()
    assert said.startswith("Answer: “")
    assert said.endswith(chatbot.notices.text("general.recommendation"))
    assert page.get_by_role("log").get_attribute("aria-live") == "off"


def test_the_view_stays_at_the_start_of_a_reply(page: "Page") -> None:
    for question in ("Do stretch marks fade?", "How are scar tissues made?", "hello", "What is rosacea?"):
        ask(page, question)
        top = page.get_by_role("log").locator(".turn").last.evaluate("turn => turn.getBoundingClientRect().top")
        assert 0 <= top <= 40  # pixels
    assert question_box(page).is_visible()


def test_copy_gives_quotation_source_link_and_advice(new_visit: NewVisit, address: str, chatbot: Chatbot) -> None:
    page = open_page(new_visit(permissions=["clipboard-read", "clipboard-write"]))
    expected = chatbot.reply("Do stretch marks fade?")
    ask(page, "Do stretch marks fade?").get_by_role("button", name="Copy").first.click()
    page.get_by_text("Copied: quotation, source and advice.").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    passage = expected.passages[0]
    start, end = passage.highlights[0]
    assert copied.startswith(f"“{passage.text[start:end]}”\n— Paragraph 5, {passage.title}")
    assert f"\n{address}/article/microneedling?from=" in copied
    assert expected.recommendation in copied
    for caution in beside(passage):
        assert caution.note in copied


def test_what_is_marked_and_copied_by_hand_takes_source_cautions_and_advice_along(
    new_visit: NewVisit, chatbot: Chatbot
) -> None:
    page = open_page(new_visit(permissions=["clipboard-read", "clipboard-write"]))
    reply = ask(page, "Can it help old acne scars?")
    reply.get_by_text("Show the whole paragraph").first.click()
    reply.locator(".opened .claim").first.select_text()
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    expected = chatbot.reply("Can it help old acne scars?")
    assert copied.startswith(expected.passages[0].cautions[0].quote)
    assert expected.recommendation in copied
    for caution in expected.passages[0].cautions:
        assert caution.note in copied


def test_a_refused_clipboard_is_said(new_visit: NewVisit) -> None:
    page = new_visit().new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto("/")
    page.locator(LIVE).wait_for()
    ask(page, "Do stretch marks fade?").get_by_role("button", name="Copy").first.click()
    assert page.get_by_text("copy it by hand").first.is_visible()


def test_a_thumb_down_may_be_explained_and_is_only_counted(page: "Page") -> None:
    def totals() -> dict[str, int]:
        return page.request.get("/healthz").json()["feedback"]  # type: ignore[no-any-return]

    before = totals()
    rating = ask(page, "Do stretch marks fade?").get_by_role("group", name="Was this helpful?")
    with page.expect_response("**/component_server/"):
        rating.get_by_role("button", name="No", exact=True).click()
    with page.expect_response("**/component_server/"):
        rating.get_by_role("button", name="Hard to understand").click()
    assert rating.inner_text() == "Thank you. We only count this; your words are not kept."
    after = totals()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "not_helpful": 1,
        "hard_to_read": 1,
    }


def test_further_passages_open_by_keyboard_with_their_cautions(page: "Page") -> None:
    reply = ask(page, "How are scars made and what does losing collagen do?")
    second = reply.get_by_role("figure").nth(1)
    assert not second.is_visible()
    reply.get_by_text("Also: Paragraph").first.press("Enter")
    assert second.is_visible()


def test_the_source_opens_the_article_at_the_marked_passage(page: "Page", chatbot: Chatbot) -> None:
    expected = chatbot.reply("How are scar tissues made?").passages[0]
    link = ask(page, "How are scar tissues made?").get_by_role("link", name="Paragraph 4").first
    with page.expect_popup() as opened:
        link.click()
    article = opened.value
    start, end = expected.highlights[0]
    assert "".join(article.locator("mark").all_text_contents()) == expected.text[start:end]
    assert article.get_by_text("The chat quoted this paragraph.").is_visible()
    assert article.locator("mark").first.evaluate("mark => mark.getBoundingClientRect().top < innerHeight")


def test_the_page_speaks_the_browsers_language_and_can_be_switched(new_visit: NewVisit) -> None:
    page = open_page(new_visit(locale="es-MX"))
    assert page.get_by_role("heading", level=1).inner_text() == "Pregunte sobre el microneedling"
    assert page.locator("html").get_attribute("lang") == "es"
    box = page.get_by_role("textbox", name="Su pregunta")
    box.fill("¿Se borran las estrías?")
    page.get_by_role("button", name="Enviar").click()
    assert last_reply(page).locator("figcaption").first.inner_text().startswith("Párrafo 5, ")
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ask about microneedling"
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_is_english_on_a_spanish_page_says_so(new_visit: NewVisit, chatbot: Chatbot) -> None:
    page = open_page(new_visit(locale="es-ES"))
    title = chatbot.index.passages[0].title
    assert page.get_by_text(title, exact=True).get_attribute("lang") == "en"
    reply = ask(page, "¿Ayuda contra las estrías?", "Su pregunta")
    assert reply.get_attribute("lang") == "es"
    for english in (
        reply.locator("blockquote").first,
        reply.locator("cite").first,
        reply.locator("q").first,
    ):
        assert english.get_attribute("lang") == "en"


@pytest.mark.parametrize(
    ("locale", "date"), [("en-US", "January 31, 2026"), ("en-GB", "31 January 2026"), ("es-ES", "31 de enero de 2026")]
)
def test_dates_are_in_the_readers_form(new_visit: NewVisit, clinic_chatbot: Chatbot, locale: str, date: str) -> None:
    reply = make_reply(language=locale[:2])
    with running(create_app(ScriptedChatbot(clinic_chatbot, {"x": reply}))) as address:  # type: ignore[arg-type]
        page = open_page(new_visit(locale=locale), address)
        page.get_by_role("textbox").fill("x")
        page.get_by_role("textbox").press("Enter")
        assert last_reply(page).locator("time").inner_text() == date


@pytest.mark.parametrize(("locale", "path"), [("fr-FR", "/"), ("es-ES", "/?lang=en")])
def test_a_language_that_the_page_does_not_speak_or_that_was_not_chosen_gives_way(
    new_visit: NewVisit, locale: str, path: str
) -> None:
    page = open_page(new_visit(locale=locale), path)
    assert page.get_by_role("heading", level=1).inner_text() == "Ask about microneedling"
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_keyboard_alone_is_enough(page: "Page") -> None:
    page.get_by_role("button", name="Español").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the first suggested question
    reply = last_reply(page)
    assert question_box(page).evaluate("box => box === document.activeElement")
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    assert question_box(page).input_value() == "first line\nsecond line"
    page.keyboard.press("Tab")
    assert page.get_by_role("button", name="Send").evaluate("button => button === document.activeElement")
    assert reply.get_by_role("figure").first.is_visible()


def test_the_clinics_name_is_shown_only_if_it_is_set(new_visit: NewVisit, chatbot: Chatbot, page: "Page") -> None:
    assert page.get_by_text("Riverside Skin Clinic").is_visible()
    with running(create_app(chatbot)) as address:
        assert not re.search(r"^the clinic$", open_page(new_visit(), address).locator("body").inner_text(), re.MULTILINE)

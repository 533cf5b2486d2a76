"""The page before and without JavaScript, and how Gradio takes it over."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from serving import running
from starlette.testclient import TestClient
from test_rendering import HOSTILE, Parsed
from visiting import LIVE, NewVisit, ask, last_reply, open_page, question_box, questions_shown

from microneedling_faq import Chatbot
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app
from microneedling_faq.web.visitor.rendering import render_reply

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

Words = dict[str, Texts]
SCARS = "Can it help old acne scars?"


def body_of(page: str) -> str:
    """What is seen, without styles and scripts."""
    return page[page.index("<body") : page.index("<script>")]


def test_the_first_response_holds_all_that_one_needs_to_ask(client: TestClient, words: Words) -> None:
    page = body_of(client.get("/").text)
    for seen in (
        words["en"]["title"],
        "quoted word for word from",
        "For emergencies call",
        'href="tel:911"',
        "What is micro needling?",
    ):
        assert seen in page
    assert Parsed(page).all("form", method="post", action="./#answer")


def test_it_is_small(client: TestClient) -> None:
    raw = client.get("/", headers={"accept-encoding": "gzip"})
    assert raw.headers["content-encoding"] == "gzip"
    assert int(raw.headers["content-length"]) < 20_000


@pytest.mark.parametrize(
    "message",
    [
        SCARS,
        "how much does a session cost",
        "my face is swollen and i cannot breathe",
        "pus is coming out of my cheek since the treatment",
        "does it have side effects? i am pregnant",
        "I take warfarin every day",
        "Kann es alte Narben verblassen lassen?",
        "hello",
        "",
    ],
)
def test_the_form_gets_the_reply_that_every_door_gives(
    client: TestClient, clinic_chatbot: Chatbot, words: Words, message: str
) -> None:
    expected = render_reply(clinic_chatbot.reply(message), words["en"], clinic_chatbot.settings, language="en")
    assert expected in client.post("/", data={"message": message, "lang": "en"}).text
    assert expected in client.get("/", params={"q": message}).text or not message


def test_what_was_asked_before_goes_along(client: TestClient) -> None:
    page = client.post("/", data={"message": "why?", "history": ["Do stretch marks fade?"], "lang": "en"}).text
    assert "Understood as" in page
    before = [str(found["value"]) for found, _ in Parsed(body_of(page)).all("input", name="history")]
    assert before == ["Do stretch marks fade?", "why?"]
    assert "Understood as" not in body_of(
        client.post("/", data={"as_typed": "why?", "history": ["Do stretch marks fade?"]}).text
    )


def test_a_suggestion_that_was_pressed_wins_over_the_empty_field(client: TestClient) -> None:
    page = client.post(
        "/", content="message=&message=What+is+rosacea%3F", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert "What is rosacea?" in str(Parsed(body_of(page.text)).all("h2", **{"class": "asked"}))


@pytest.mark.parametrize(
    ("accepted", "chosen", "expected"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "", "es"),
        ("fr-FR, fr;q=0.9", "", "en"),
        ("en-US", "es", "es"),
        ("es", "xx", "es"),
        ("", "", "en"),
    ],
)
def test_the_page_speaks_the_language_that_was_chosen_or_else_the_browsers(
    client: TestClient, words: Words, accepted: str, chosen: str, expected: str
) -> None:
    page = client.get("/", params={"lang": chosen}, headers={"accept-language": accepted}).text
    assert f'<html lang="{expected}">' in page
    assert words[expected]["your_question"] in body_of(page)


def test_what_a_visitor_says_is_shown_as_text(client: TestClient) -> None:
    page = client.post("/", data={"message": HOSTILE, "history": [HOSTILE], "lang": HOSTILE}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in body_of(page)


def test_who_asks_too_much_is_told_so_on_the_page(clinic_chatbot: Chatbot) -> None:
    limited = replace(clinic_chatbot, settings=replace(clinic_chatbot.settings, questions_per_minute=1))
    with TestClient(create_app(limited)) as client:
        answers = [client.post("/", data={"message": "hello"}) for _ in range(51)]  # an address has fifty times as many
    assert answers[-1].status_code == 429
    assert limited.notices.text("general.too_many") in body_of(answers[-1].text).replace("&#39;", "'")


def test_a_form_that_is_none_of_ours_is_refused(client: TestClient) -> None:
    assert client.post("/", content="message=x&" + "history=x&" * 200).status_code == 400


def test_asked_for_its_head_the_page_gives_it(client: TestClient) -> None:
    assert client.head("/").status_code == 200


# ---- in a browser


@pytest.fixture
def without_scripts(new_visit: NewVisit) -> Iterator["BrowserContext"]:
    yield new_visit(java_script_enabled=False, viewport={"width": 360, "height": 640})


@pytest.mark.browser
def test_without_javascript_a_visit_goes_through(without_scripts: "BrowserContext", chatbot: Chatbot) -> None:
    page = without_scripts.new_page()
    page.goto("/")
    question_box(page).fill("Do stretch marks fade?")
    page.get_by_role("button", name="Send").click()
    reply = page.locator(".reply")
    expected = chatbot.reply("Do stretch marks fade?").passages[0]
    assert expected.text[slice(*expected.highlights[0])] == reply.locator("blockquote").first.text_content()
    assert reply.get_by_text(chatbot.notices.text("general.recommendation")).is_visible()
    assert page.locator(".turn").evaluate("turn => turn.getBoundingClientRect().top < innerHeight / 2")
    assert not reply.get_by_role("button", name="Copy").first.is_visible()  # it could do nothing
    reply.get_by_text("Show the whole paragraph").click()
    assert reply.get_by_text(expected.cautions[0].note).is_visible()
    question_box(page).fill("why?")
    page.get_by_role("button", name="Send").click()
    assert "Do stretch marks fade" in page.get_by_text("Understood as").inner_text()
    page.get_by_role("button", name="Search only my words").click()
    assert page.get_by_text("Understood as").count() == 0
    page.locator(".reply .chip").first.click()
    assert page.locator(".reply").get_by_role("figure").count() == 1
    page.get_by_role("button", name="Español").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Pregunte sobre el microneedling"


class HeldUp:
    """Gradio's own files, which come only when they are let through."""

    def __init__(self, page: "Page") -> None:
        self._routes: list[Route] = []
        self._through = False
        page.route("**/assets/**", self._meet)

    def _meet(self, route: "Route") -> None:
        if self._through:
            route.continue_()
        else:
            self._routes.append(route)

    def let_through(self) -> None:
        self._through = True
        for route in self._routes:
            route.continue_()


PLACES = """() => [...document.querySelectorAll(".faq *")].filter((node) => node.checkVisibility()).map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    const { color, fontSize, fontWeight } = getComputedStyle(node);
    return [node.textContent.trim().slice(0, 30), ...[x, y, width, height].map(Math.round), color, fontSize, fontWeight].join();
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1000])
def test_gradio_takes_over_without_a_jump_and_without_losing_what_is_typed(new_visit: NewVisit, width: int) -> None:
    page = new_visit(viewport={"width": width, "height": 640}).new_page()
    held = HeldUp(page)
    page.goto("/", wait_until="commit")
    question_box(page).press_sequentially(SCARS[:9])
    before = page.evaluate(PLACES)
    held.let_through()
    page.locator(LIVE).wait_for()
    assert page.evaluate(PLACES) == before
    page.keyboard.type(SCARS[9:])
    assert question_box(page).input_value() == SCARS
    assert page.evaluate("performance.getEntriesByType('layout-shift').length") == 0
    page.keyboard.press("Enter")
    assert last_reply(page).get_by_role("figure").count() == 1


@pytest.mark.browser
def test_a_question_sent_before_gradio_is_there_is_answered_and_the_visit_goes_on(new_visit: NewVisit) -> None:
    page = new_visit().new_page()
    held = HeldUp(page)
    page.goto("/", wait_until="commit")
    question_box(page).fill("Do stretch marks fade?")
    question_box(page).press("Enter")
    assert last_reply(page).get_by_role("figure").count() == 1
    held.let_through()
    page.locator(LIVE).wait_for()
    assert questions_shown(page) == ["Do stretch marks fade?"]
    assert "Do stretch marks fade" in ask(page, "why?").get_by_text("Understood as").inner_text()


@pytest.mark.browser
def test_a_link_asks_its_question_once_and_in_the_visit_that_goes_on(new_visit: NewVisit) -> None:
    visit = new_visit()
    page = open_page(visit, f"/?q={SCARS}")
    page.locator(LIVE).wait_for()
    assert questions_shown(page) == [SCARS]
    assert page.evaluate("location.search") == ""
    page.reload()
    page.locator(LIVE).wait_for()
    assert questions_shown(page) == [SCARS]
    page.goto("/?q=What is rosacea?")
    page.locator(LIVE).wait_for()
    assert last_reply(page).get_by_role("figure").count() == 1
    assert questions_shown(page) == [SCARS, "What is rosacea?"]


@pytest.mark.browser
def test_the_link_to_an_answer_leads_there(new_visit: NewVisit) -> None:
    visit = new_visit(permissions=["clipboard-read", "clipboard-write"])
    page = open_page(visit)
    ask(page, SCARS).get_by_role("button", name="Copy a link to this answer").click()
    page.get_by_text("Link copied.").first.wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert questions_shown(open_page(new_visit(), link)) == [SCARS]


@pytest.mark.browser
def test_on_paper_stand_question_quotation_caution_source_advice_clinic_and_day(page: "Page", chatbot: Chatbot) -> None:
    ask(page, SCARS)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    caution = chatbot.reply(SCARS).passages[0].cautions[1]
    seen = page.locator(".faq").inner_text()
    assert page.get_by_text(caution.sources[0].name).first.is_visible()
    for text in (
        SCARS,
        "enjoy the positive outcome",
        caution.note,
        "Betty Brown",
        chatbot.notices.text("general.recommendation"),
    ):
        assert text in seen
    assert "Riverside Skin Clinic" in seen and "Printed on" in seen
    for name in ("Send", "Copy", "New chat", "Yes", "Español"):
        assert not page.get_by_role("button", name=name).first.is_visible()


@pytest.mark.browser
def test_a_prefix_of_the_address_stays(clinic_chatbot: Chatbot, new_visit: NewVisit) -> None:
    placed = replace(clinic_chatbot, settings=replace(clinic_chatbot.settings, path="/faq"))
    with running(create_app(placed)) as address:
        page = new_visit(java_script_enabled=False).new_page()
        page.goto(f"{address}/faq/")
        question_box(page).fill(SCARS)
        page.get_by_role("button", name="Send").click()
        assert page.url == f"{address}/faq/#answer"
        assert page.get_by_role("figure").count() == 1

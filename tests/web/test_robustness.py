"""What must hold whatever visitors, servers and the next person at the computer do, in a real browser."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from serving import ScriptedChatbot, make_caution, make_quotation, make_reply, running
from visiting import LIVE, NewVisit, ask, last_reply, open_page, question_box, questions_shown

from microneedling_faq import Chatbot
from microneedling_faq.texts import Texts
from microneedling_faq.web.app import create_app
from microneedling_faq.web.operating.queue import ReplyQueue

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Words = dict[str, Texts]

HOSTILE = [
    "<script>document.title = 'taken'</script>",
    "<img src=x onerror=\"document.title = 'taken'\"><b>bold</b>",
    "**bold** _slanted_ [link](javascript:alert(1)) # heading",
    "$$x^2$$ \\(y\\) \\[z\\]",
    "`${document.title = 'taken'}` {{ value }} ${value}",
    "\x1b[31mred\x1b[0m",
]


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n"])
def test_an_empty_question_is_asked_for_and_not_sent(page: "Page", chatbot: Chatbot, nothing: str) -> None:
    question_box(page).fill(nothing)
    page.get_by_role("button", name="Send").click()
    assert page.locator("#hint").inner_text() == chatbot.notices.text("general.invalid_empty")
    assert questions_shown(page) == []
    assert question_box(page).evaluate("box => box === document.activeElement")


@pytest.mark.parametrize("message", HOSTILE)
def test_what_a_visitor_types_is_shown_as_text(page: "Page", message: str) -> None:
    title = page.title()
    ask(page, message)
    assert [text.strip() for text in questions_shown(page)] == [message]
    asked = page.get_by_role("log").get_by_role("heading", level=2)
    assert asked.locator("*").count() == 1  # the unseen "You asked:"
    assert page.title() == title


def letters(text: str | None) -> str:
    """A text without spaces and the signs of Markdown, which is set in a passage."""
    return re.sub(r"[\s*_`]", "", text or "")


def test_what_the_corpus_and_the_notices_say_is_shown_as_text(new_visit: NewVisit, clinic_chatbot: Chatbot) -> None:
    everything = " ".join(HOSTILE)
    caution = make_caution(HOSTILE[2], note=everything)
    passage = make_quotation(everything, title=everything, author=everything, cautions=(caution,), highlights=((3, 9),))
    reply = make_reply(
        passages=(passage,),
        notice=everything,
        understood_as=everything,
        unsupported=(everything,),
        suggestions=(everything,),
        recommendation=everything,
    )
    with running(create_app(ScriptedChatbot(clinic_chatbot, {"x": reply}))) as address:  # type: ignore[arg-type]
        page = open_page(new_visit(), address)
        title = page.title()
        shown = ask(page, "x")
        assert letters(shown.locator(".opened blockquote").text_content()) == letters(everything)
        assert shown.locator("script, img, b, [href^=javascript]").count() == 0
        assert page.title() == title


def test_new_chat_forgets_everything(page: "Page") -> None:
    ask(page, "Do stretch marks fade?")
    page.get_by_role("button", name="New chat").click()
    assert questions_shown(page) == []
    assert page.get_by_role("region", name="People often ask").is_visible()
    assert page.evaluate("scrollY") == 0
    assert question_box(page).evaluate("box => box === document.activeElement")
    assert ask(page, "why?").get_by_text("Understood as").count() == 0  # nothing left to lean on


def test_twenty_rapid_messages_get_their_own_replies_in_order(page: "Page", chatbot: Chatbot) -> None:
    known = [
        "Do stretch marks fade?",
        "how much does a session cost",
        "What is rosacea?",
        "hello",
        "How are scar tissues made?",
    ]
    questions = [f"{known[n % 5]}{' ' * n}" for n in range(20)]
    box = question_box(page)
    for question in questions:
        box.fill(question)
        box.press("Enter")
    turns = page.get_by_role("log").locator(".turn")
    turns.locator(".reply").nth(19).wait_for()
    assert [text.strip() for text in questions_shown(page)] == [question.strip() for question in questions]
    for n, question in enumerate(known):
        expected = chatbot.reply(question)
        for turn in (turns.nth(n), turns.nth(n + 15)):
            text = expected.passages[0].text if expected.passages else expected.notice
            assert text in (turn.text_content() or "")


def test_a_server_that_restarts_is_noticed_and_the_visit_goes_on(new_visit: NewVisit, app: FastAPI, words: Words) -> None:
    with running(app) as address:
        page = open_page(new_visit(), address)
        ask(page, "Do stretch marks fade?")
    box = question_box(page)
    box.fill("What is rosacea?")
    box.press("Enter")
    turn = page.get_by_role("log").locator(".turn").last
    turn.get_by_text(words["en"]["offline"].partition(" For emergencies")[0]).wait_for()
    with running(app, port=int(address.rsplit(":", 1)[1])):
        assert last_reply(page).get_by_role("figure").first.is_visible()
        assert questions_shown(page) == ["Do stretch marks fade?", "What is rosacea?"]


def test_a_server_that_stays_away_leaves_a_button_to_try_again(new_visit: NewVisit, app: FastAPI, words: Words) -> None:
    context = new_visit()
    context.add_init_script("const later = setTimeout; window.setTimeout = (run, time) => later(run, time / 20)")
    with running(app) as address:
        page = open_page(context, address)
    question_box(page).fill("What is rosacea?")
    question_box(page).press("Enter")
    turn = page.get_by_role("log").locator(".turn").last
    turn.get_by_text(words["en"]["failed"].partition(" For emergencies")[0]).wait_for()
    with running(app, port=int(address.rsplit(":", 1)[1])):
        turn.get_by_role("button", name="Try again").click()
        assert last_reply(page).get_by_role("figure").first.is_visible()


def test_a_full_queue_says_so_at_once_and_can_be_asked_again(
    new_visit: NewVisit, clinic_chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    queues: list[ReplyQueue] = []

    def full(chatbot: Chatbot, **options: Any) -> ReplyQueue:
        queues.append(ReplyQueue(chatbot, places=1, **options))
        return queues[0]

    monkeypatch.setattr("microneedling_faq.web.app.ReplyQueue", full)
    with running(create_app(clinic_chatbot)) as address:
        page = open_page(new_visit(), address)
        queues[0]._questions.places.acquire()
        question_box(page).fill("What is rosacea?")
        question_box(page).press("Enter")
        page.get_by_role("log").get_by_text(clinic_chatbot.notices.text("general.busy")).wait_for()
        queues[0]._questions.places.release()
        page.get_by_role("button", name="Try again").click()
        assert last_reply(page).get_by_role("figure").count() == 1


def test_who_asks_too_much_is_told_to_wait(new_visit: NewVisit, clinic_chatbot: Chatbot) -> None:
    limited = replace(clinic_chatbot, settings=replace(clinic_chatbot.settings, questions_per_minute=1))
    with running(create_app(limited)) as address:
        page, another = open_page(new_visit(), address), open_page(new_visit(), address)
        ask(page, "What is rosacea?")
        question_box(page).fill("Do stretch marks fade?")
        question_box(page).press("Enter")
        turn = page.get_by_role("log").locator(".turn").last
        turn.get_by_text(clinic_chatbot.notices.text("general.too_many")).wait_for()
        assert turn.get_by_role("button", name="Try again").is_visible()
        assert ask(another, "Do stretch marks fade?").get_by_role("figure").first.is_visible()


def test_a_message_of_which_nothing_can_be_seen_is_shown_as_dots(page: "Page") -> None:
    ask(page, "\u200b\u200b")
    assert questions_shown(page) == ["…"]


def test_a_message_that_is_too_long_is_answered_not_lost(page: "Page", chatbot: Chatbot) -> None:
    reply = ask(page, "word " * 20_000)
    assert reply.get_by_text(chatbot.notices.text("general.invalid_too_long")).is_visible()
    assert len(questions_shown(page)[0]) < 500


def test_every_file_of_the_page_is_found_and_nothing_is_complained_about(new_visit: NewVisit) -> None:
    context = new_visit()
    page = context.new_page()
    missing: list[str] = []
    complaints: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    page.locator(LIVE).wait_for()
    ask(page, "Do stretch marks fade?")
    assert missing == []
    assert complaints == []

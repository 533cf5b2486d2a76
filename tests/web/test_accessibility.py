"""WCAG 2.2 AA, as far as a machine can tell: axe-core on every state, small screens, zoom, motion."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import ScriptedChatbot, make_caution, make_quotation, make_reply, running
from visiting import NewVisit, ask, open_page, question_box

from builders import write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WHAT_IS_SEEN_OF_THE_FOCUS = """() => {
    const focused = document.activeElement;
    const { left, top, width, height } = focused.getClientRects()[0]; // of a link, its first line
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return { name: focused.textContent.trim(), seen: focused.contains(seen) };
}"""
THEMES = ["light", "dark"]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "Spanish": {"locale": "es-ES"},
    "forced colours": {"forced_colors": "active"},
    "forced dark colours": {"forced_colors": "active", "color_scheme": "dark"},
    "400 %": {"viewport": {"width": 320, "height": 256}},
}
MESSAGES = {
    "answer": "Can it help old acne scars?",
    "several passages": "How are scars made and what does losing collagen do?",
    "follow-up": "why?",
    "refer": "does it have side effects? i am pregnant",
    "before you book": "I take warfarin every day",
    "today": "pus is coming out of my cheek since the treatment",
    "urgent": "my face is swollen and i cannot breathe",
    "it is over": "false alarm, I am fine now",
    "not covered": "how much does a session cost",
    "small talk": "hello",
    "invalid": "\u200b\u200b",
    "Spanish": "¿Se borran las estrías?",
    "other language": "Kann es alte Narben verblassen lassen?",
}
EVERYTHING = make_reply(
    query="everything",
    notice="A notice.\nIn two lines.",
    understood_as="everything there is",
    passages=(
        make_quotation(cautions=(make_caution(), make_caution("scars"))),
        make_quotation("Another one."),
        make_quotation(),
    ),
    unsupported=("the price", "home rollers"),
    suggestions=("Does it help stretch marks?", "How are scar tissues made?", "What is rosacea?"),
)


def violations(page: "Page", axe: str) -> list[str]:
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("theme", THEMES)
def test_the_empty_chat(new_visit: NewVisit, axe: str, theme: str) -> None:
    assert violations(open_page(new_visit(color_scheme=theme)), axe) == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_chat_with_every_kind_of_reply_on_the_screen_and_on_paper(new_visit: NewVisit, axe: str, look: str) -> None:
    page = open_page(new_visit(**LOOKS[look]))
    for message in MESSAGES.values():
        page.get_by_role("textbox").fill(message)
        page.get_by_role("textbox").press("Enter")
        page.locator(".turn:last-child .reply").wait_for()
    kinds = page.locator(".reply").evaluate_all("replies => replies.map((reply) => reply.dataset.kind)")
    assert set(kinds) == {"answer", "refer", "urgent", "not_covered", "small_talk", "invalid"}
    for folded in page.locator(".passage:visible summary").all():
        folded.click()
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")
    page.emulate_media(media="print", forced_colors="none", color_scheme="light")  # paper is white, whatever the screen
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_before_and_without_its_script(new_visit: NewVisit, axe: str, theme: str) -> None:
    page = new_visit(color_scheme=theme).new_page()
    page.route("**/assets/**", lambda route: route.abort())
    for name in ("answer", "urgent", "refer", "not covered"):
        page.goto(f"/?q={MESSAGES[name]}")
        page.locator(".reply").wait_for()
        assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_chat_that_cannot_be_reached(new_visit: NewVisit, axe: str, theme: str) -> None:
    visit = new_visit(color_scheme=theme)
    page = open_page(visit)
    visit.set_offline(True)
    question_box(page).fill("hello")
    question_box(page).press("Enter")
    page.locator(".trouble").wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("look", LOOKS)
def test_questions_that_are_offered_while_one_types(new_visit: NewVisit, axe: str, look: str) -> None:
    page = open_page(new_visit(**LOOKS[look]))
    page.get_by_role("textbox").press_sequentially("rosacea")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


@pytest.mark.parametrize("theme", THEMES)
def test_replies_where_the_system_sets_the_colours(new_visit: NewVisit, axe: str, theme: str) -> None:
    page = open_page(new_visit(forced_colors="active", color_scheme=theme))
    found = {}
    for name in ("answer", "urgent", "not covered"):
        ask(page, MESSAGES[name])
        found[name] = violations(page, axe)
    assert found == {name: [] for name in found}
    page.get_by_role("textbox").focus()
    assert page.locator(".field").evaluate("field => getComputedStyle(field).outlineStyle") == "solid"  # shadows are not drawn


@pytest.mark.parametrize("theme", THEMES)
def test_a_reply_with_all_its_parts_open_and_rated(new_visit: NewVisit, axe: str, theme: str, clinic_chatbot: Chatbot) -> None:
    with running(create_app(ScriptedChatbot(clinic_chatbot, {"everything": EVERYTHING}))) as address:  # type: ignore[arg-type]
        page = open_page(new_visit(color_scheme=theme), address)
        ask(page, "before")
        ask(page, "everything")
        for folded in page.locator(".also > summary, .passage:visible summary").all():
            folded.click()
        page.get_by_role("log").get_by_role("button", name="No", exact=True).last.click()
        assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_question_that_was_turned_away(new_visit: NewVisit, axe: str, theme: str, clinic_chatbot: Chatbot) -> None:
    limited = replace(clinic_chatbot, settings=replace(clinic_chatbot.settings, questions_per_minute=1))
    with running(create_app(limited)) as address:
        page = open_page(new_visit(color_scheme=theme), address)
        ask(page, "hello")
        question_box(page).fill("hello again")
        question_box(page).press("Enter")
        page.get_by_role("button", name="Try again").wait_for()
        assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_an_article_with_headings_and_lists(new_visit: NewVisit, axe: str, theme: str, tmp_path: Path, model: Model) -> None:
    corpus = write_files(
        tmp_path / "corpus", {"care.md": "# Care\n\n### Wash\n\n- *gently*, as `told`\n- [rest](https://x.example/)\n"}
    )
    build_index(corpus, tmp_path / "index", model)
    with running(create_app(Chatbot.open(corpus, tmp_path / "index"))) as address:
        page = new_visit(color_scheme=theme).new_page()
        page.goto(f"{address}/article/care?from=16&to=40#p1")
        assert page.get_by_role("listitem").count() == 2
        assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_article(new_visit: NewVisit, axe: str, theme: str) -> None:
    page = new_visit(color_scheme=theme).new_page()
    page.goto("/article/microneedling?from=1164&to=1221#p4")
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_widget_closed_and_open(new_visit: NewVisit, axe: str, theme: str) -> None:
    page = new_visit(color_scheme=theme).new_page()
    page.goto("/demo")
    launcher = page.get_by_role("button", name="Ask about microneedling")
    launcher.wait_for()
    assert violations(page, axe) == []
    launcher.click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("textbox").fill("Can it help old acne scars?")
    frame.get_by_role("textbox").press("Enter")
    frame.get_by_role("figure").first.wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("width", [320, 360, 640])
def test_nothing_scrolls_sideways_on_small_screens_and_at_double_zoom(
    new_visit: NewVisit, clinic_chatbot: Chatbot, width: int
) -> None:
    """640 is a window of 1280 at 200 %; 320 is the narrowest that WCAG asks for."""
    long_word = make_reply(notice="Donaudampfschifffahrtsgesellschaft" * 9, passages=(make_quotation("verylongword" * 40),))
    replies = {"everything": EVERYTHING, "long": long_word}
    with running(create_app(ScriptedChatbot(clinic_chatbot, replies))) as address:  # type: ignore[arg-type]
        page = open_page(new_visit(viewport={"width": width, "height": 512}), address)
        for message in ("everything", "long", "averylongwordindeed" * 30):
            ask(page, message)
            assert page.evaluate("document.documentElement.scrollWidth") == width
        page.goto(f"{address}/article/microneedling")
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_on_a_very_low_screen_the_question_field_covers_no_reply(new_visit: NewVisit) -> None:
    """As at 400 % zoom, where a fixed bar would leave no room."""
    page = open_page(new_visit(viewport={"width": 320, "height": 256}))
    ask(page, "Do stretch marks fade?")
    assert page.locator(".composer").evaluate("form => getComputedStyle(form).position") == "static"


def test_what_gets_the_focus_is_never_hidden_by_the_question_field(new_visit: NewVisit) -> None:
    """WCAG 2.4.11."""
    page = open_page(new_visit(viewport={"width": 360, "height": 740}))
    ask(page, "Can it help old acne scars?").get_by_role("link").first.focus()
    for _ in range(30):
        where = page.evaluate(WHAT_IS_SEEN_OF_THE_FOCUS)
        assert where["seen"], where["name"]
        if where["name"] == "No":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for reason in page.get_by_role("group", name="What was wrong?").get_by_role("button").all():
        top, bottom = (reason.bounding_box()[key] for key in ("y", "height"))  # type: ignore[index]
        assert top + bottom <= page.locator(".composer").bounding_box()["y"]  # type: ignore[index]


def test_who_wants_less_motion_gets_none(new_visit: NewVisit) -> None:
    page = open_page(new_visit(reduced_motion="reduce"))
    ask(page, "Do stretch marks fade?")
    assert page.evaluate("document.getAnimations().length") == 0


def test_what_can_be_pressed_is_large_enough(new_visit: NewVisit) -> None:
    page = open_page(new_visit(viewport={"width": 360, "height": 740}))
    ask(page, "Can it help old acne scars?")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 24, button.inner_text()


def test_the_text_may_be_spaced_out_without_loss(new_visit: NewVisit) -> None:
    """WCAG 1.4.12."""
    page = open_page(new_visit(viewport={"width": 320, "height": 700}))
    ask(page, "Can it help old acne scars?")
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320

import pytest
from desk_visiting import copied, find, query_box

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_desk):
    return open_desk()


def status(page):
    return page.locator(".find [data-status]")


def test_passages_come_while_somebody_types_with_score_reason_and_caution(page):
    finding = find(page, "do stretch marks fade").first

    assert "answers" in finding.locator(".badge").text_content()
    assert float(finding.locator(".score").text_content()) > 0.5
    assert "Found by the question" in finding.locator(".why").text_content()
    assert "words in common: stretch, marks, fade" in finding.locator(".why").text_content()
    assert "results vary" in finding.get_by_role("note").text_content()


def test_one_key_copies_the_best_passage_with_source_caution_advice_and_contact(page):
    find(page, "do stretch marks fade")
    query_box(page).press("Enter")

    text = copied(page)
    assert text.startswith("“After several treatments, you will have the stretch marks fade out.”\n— Paragraph 5,")
    assert "Please note (“" in text
    assert "Please see a qualified expert" in text
    assert text.endswith("Riverside Skin Clinic\n+1 505 555 0100\nhttps://clinic.example/book")
    assert "Copied: 1 passage" in status(page).text_content()


def test_arrows_move_space_ticks_and_enter_copies_one_block(page):
    assert find(page, "scars and wrinkles").count() > 1
    for key in ("ArrowDown", "Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert page.get_by_role("button", name="Copy 2 ticked").is_visible()
    page.keyboard.press("Enter")

    text = copied(page)
    assert text.count("— Paragraph") == 2
    assert text.count("Please see a qualified expert") == 1
    page.keyboard.press("Escape")
    assert query_box(page).evaluate("box => box === document.activeElement")


def test_the_slash_leads_back_to_the_field_and_can_be_typed_in_it(page):
    find(page, "scars")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    page.keyboard.type("a/b")

    assert query_box(page).input_value() == "a/b"


@pytest.mark.parametrize(
    ("form", "begins", "kinds"), [("Markdown", "> After", {"text/plain"}), ("E-mail", "“After", {"text/html"})]
)
def test_a_block_is_copied_in_the_form_that_was_chosen(page, form, begins, kinds):
    page.get_by_role("radio", name=form).check()
    find(page, "do stretch marks fade")
    query_box(page).press("Enter")

    assert copied(page).startswith(begins)
    html = copied(page, "text/html")
    assert bool(html) == ("text/html" in kinds)
    assert "<script" not in html
    page.reload()
    page.get_by_role("radio", name=form).wait_for()
    assert page.get_by_role("radio", name=form).is_checked()  # in this browser, as long as nobody chooses another


def test_beside_a_danger_there_is_the_way_to_care_and_nothing_to_copy(page):
    find(page, "i cant breathe")

    assert "Call 911 now." in page.locator(".find").get_by_role("alert").text_content()
    assert page.locator(".finding").count() == 0
    query_box(page).press("Enter")
    assert "Copied" not in status(page).text_content()


def test_what_does_not_answer_is_not_copied_by_mistake(page):
    find(page, "we met last year at the fair in june")
    if page.locator(".finding").count():
        query_box(page).press("Enter")
        assert "None of these answers" in status(page).text_content()
    assert page.locator(".finding.answers").count() == 0


def test_a_clinician_is_named_where_one_must_be_asked(page):
    find(page, "i take warfarin")

    assert page.get_by_role("heading", name="For a clinician").is_visible()


@pytest.mark.parametrize(
    "query", ["<img src=x onerror=document.title='hacked'>", "${document.title='hacked'}", "\U0001f36e", "a" * 2100]
)
def test_whatever_is_typed_is_text(page, query):
    box = query_box(page)
    box.fill(query)
    box.press("Enter")
    find(page, "scars")

    assert page.title() == "Staff desk"


def test_who_is_signed_out_meanwhile_is_told(page):
    page.context.clear_cookies()
    query_box(page).fill("scars")
    status(page).filter(has_text="You have been signed out").wait_for()

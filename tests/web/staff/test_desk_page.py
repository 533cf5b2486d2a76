"""The desk as a whole: accessible, usable on a phone, a tour that comes once, tabs for those who may use them."""

import pytest
from desk_visiting import PASSWORD, find, open_mail_tab, query_box, violations

pytestmark = pytest.mark.browser

THEMES = ["light", "dark"]


EDITING = ("Teach", "Write an answer", "Documents", "Texts", "Changes", "Training")


@pytest.mark.parametrize("theme", THEMES)
def test_every_tab_is_accessible(open_desk, axe, theme):
    page = open_desk(color_scheme=theme)
    for query in ("do stretch marks fade", "i cant breathe", "i take warfarin", "how much is it"):
        find(page, query)
        assert violations(page, axe) == [], query
    open_mail_tab(page).fill("Does it fade acne scars? What does it cost? I take warfarin.")
    page.locator(".need").nth(2).wait_for()
    assert violations(page, axe) == []
    page.get_by_role("tab", name="Overview").click()
    page.get_by_text("Show the last").wait_for()
    assert violations(page, axe) == []


@pytest.mark.parametrize("theme", THEMES)
def test_every_tab_that_edits_is_accessible_and_fits_a_phone(open_desk, axe, theme):
    page = open_desk("bea", color_scheme=theme)
    for tab in EDITING:
        page.get_by_role("tab", name=tab).click()
        page.locator(".tabitem:visible button, .tabitem:visible input").first.wait_for()
        assert violations(page, axe) == [], tab
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, tab
        page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize("theme", THEMES)
def test_the_login_page_and_the_tour_are_accessible(new_visit, desk_address, staffed, axe, theme):
    page = new_visit(base_url=desk_address, color_scheme=theme).new_page()
    page.goto("/staff/")
    assert violations(page, axe) == []
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert violations(page, axe) == []
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert violations(page, axe) == []


def test_the_tour_comes_once(open_desk):
    page = open_desk()
    page.reload()
    page.locator("[data-name]:not(:empty)").wait_for()
    assert page.get_by_role("dialog").count() == 0
    page.get_by_role("button", name="How it works").click()
    for _ in range(3):
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Start").click()

    assert page.get_by_role("dialog").count() == 0
    assert query_box(page).evaluate("box => box === document.activeElement")


def test_nothing_is_cut_off_on_a_phone(open_desk):
    page = open_desk(viewport={"width": 360, "height": 740})
    find(page, "do stretch marks fade")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    open_mail_tab(page).fill("Does it fade acne scars? I take warfarin.")
    page.locator(".need").nth(1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_signing_out_leads_to_the_login_page_and_back_is_no_way_in(open_desk):
    page = open_desk()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    page.go_back()

    page.get_by_role("button", name="Sign in").wait_for()


def test_what_is_unsigned_is_told(open_desk):
    assert open_desk().get_by_text("Not signed yet").is_visible()


def test_who_may_edit_sees_it(open_desk):
    assert open_desk("bea").get_by_text("bea, may edit").is_visible()

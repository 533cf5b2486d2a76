import pytest
from desk_visiting import copied, open_mail_tab

pytestmark = pytest.mark.browser

MAIL = "Hello,\nI have old acne scars. Does it really fade them? What does it cost? I take warfarin.\nKind regards,\nAnna"


@pytest.fixture
def page(open_desk):
    return open_desk()


def letter(page):
    return page.get_by_label("The reply, to edit")


def letter_status(page):
    return page.locator("[data-letter-status]")


def test_each_part_of_an_email_stands_beside_what_there_is_for_it(page):
    open_mail_tab(page).fill(MAIL)
    needs = page.locator(".need")
    needs.nth(2).wait_for()

    assert [need.locator(".badge").text_content() for need in needs.all()] == [
        "answered",
        "no answer: write it yourself",
        "for a clinician",
    ]
    assert "Paragraph 4" in needs.first.text_content()
    assert page.get_by_text("3 parts to answer; 1 that nothing answers.").is_visible()


def test_three_strokes_lead_from_an_email_to_a_copied_letter(page):
    mail = open_mail_tab(page)
    mail.fill("Hello,\ndoes it fade acne scars?")  # stands for Ctrl and V
    mail.press("Control+Enter")
    letter_status(page).filter(has_text="Read it through").wait_for()
    page.keyboard.press("Control+Enter")
    letter_status(page).filter(has_text="Copied.").wait_for()

    assert copied(page).startswith("Hello,\n\nThank you for your message.")
    assert copied(page).rstrip().endswith("https://clinic.example/book")


def test_a_gap_is_chosen_to_be_written_over_and_not_copied_by_mistake(page):
    mail = open_mail_tab(page)
    mail.fill(MAIL)
    mail.press("Control+Enter")
    letter_status(page).filter(has_text="1 to fill in").wait_for()
    page.keyboard.press("Control+Enter")
    letter_status(page).filter(has_text="Still to fill in: 1").wait_for()
    letter(page).focus()
    page.keyboard.type("A session costs $200.")
    page.keyboard.press("Control+Enter")
    letter_status(page).filter(has_text="Copied.").wait_for()

    assert "You wrote: “What does it cost?”\nA session costs $200.\n" in copied(page)
    assert "Our texts do not answer this" not in copied(page)


def test_what_somebody_has_changed_is_not_lost_by_one_press(page):
    mail = open_mail_tab(page)
    mail.fill("does it fade scars?")
    mail.press("Control+Enter")
    letter_status(page).filter(has_text="Read it through").wait_for()
    letter(page).fill("My own words")
    page.get_by_role("button", name="Write the reply").click()
    letter_status(page).filter(has_text="Press again").wait_for()
    assert letter(page).input_value() == "My own words"
    page.get_by_role("button", name="Write the reply").click()
    letter_status(page).filter(has_text="Read it through").wait_for()

    assert letter(page).input_value().startswith("Hello,")


def test_an_urgent_email_shows_the_way_to_care_alone(page):
    mail = open_mail_tab(page)
    mail.fill("Does it fade scars? I cannot breathe since the treatment.")
    page.locator(".mail").get_by_role("alert").wait_for()

    assert page.locator(".need").count() == 0
    mail.press("Control+Enter")
    letter_status(page).filter(has_text="Read it through").wait_for()
    assert "911" in letter(page).input_value()
    assert "scars" not in letter(page).input_value()


def test_nothing_pasted_is_no_letter(page):
    page_mail = open_mail_tab(page)
    page_mail.press("Control+Enter")
    page.locator(".mail [data-status]").filter(has_text="Paste the customer's e-mail first.").wait_for()
    page.get_by_role("button", name="Copy", exact=True).last.click()

    assert "no reply to copy" in letter_status(page).text_content()


def test_markup_in_an_email_is_text(page):
    open_mail_tab(page).fill("Does it fade scars, <b>please</b>? I am <img src=x onerror=document.title='hacked'> ${1+1}.")
    page.locator(".need").first.wait_for()

    assert page.title() == "Staff desk"
    assert page.locator("[data-reading] :is(img, b)").count() == 0

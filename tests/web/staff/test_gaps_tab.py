from dataclasses import replace
from datetime import date

import pytest
from desk_visiting import sign_in_page
from serving import running

from microneedling_faq.store.gaps import WEEKS, Gap
from microneedling_faq.store.questions import KeptQuestion, erase_questions, keep_questions
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.staff.gaps_tab import gaps_html


def test_a_gap_is_told_in_words_and_runs_nothing_that_a_visitor_wrote():
    weeks = (0, 0, 0, 3, 0, 0, 0, 1)
    html = gaps_html([Gap("<b>price", "price", 4, 3, weeks, 1, ("<script>x</script>", "{title}"))])

    assert len(weeks) == WEEKS
    assert "4 questions of 3 visits; 2 fewer than in the four weeks before; 1 got an answer that did not help" in html
    assert "<h3>&lt;b&gt;price</h3>" in html
    assert "<li>“&lt;script&gt;x&lt;/script&gt;”</li><li>“{title}”</li>" in html


@pytest.mark.browser
def test_the_desk_says_that_questions_are_not_kept(open_desk):
    page = open_desk()
    page.get_by_role("tab", name="Gaps").click()
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("Visitors' questions are not kept.").wait_for()


@pytest.mark.browser
def test_the_desk_shows_what_enough_visits_asked_in_vain(new_visit, clinic_chatbot, staffed):
    with staffed.writing() as connection:
        asked = [("do you have parking", visit) for visit in "abc"] + [("my secret ailment", "a")]
        keep_questions(
            connection,
            [
                KeptQuestion(str(row), date.today(), visit, "en", "not_covered", text, (), ())
                for row, (text, visit) in enumerate(asked)
            ],
        )
    settings = replace(clinic_chatbot.settings, keep_questions=True)
    app = create_app(replace(clinic_chatbot, settings=settings), kept=Kept(store=lambda: staffed))
    try:
        with running(app) as address:
            page = sign_in_page(new_visit(base_url=address), "ada")
            page.get_by_role("tab", name="Gaps").click()
            page.get_by_role("button", name="Look now").click()
            page.get_by_text("3 questions of 3 visits").wait_for()
            assert page.get_by_role("heading", name="do you have parking").is_visible()
            assert page.get_by_text("secret ailment").count() == 0
    finally:
        with staffed.writing() as connection:
            erase_questions(connection)

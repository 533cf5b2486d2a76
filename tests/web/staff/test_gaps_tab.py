import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from desk_visiting import ORIGIN, PASSWORD, sign_in_page, violations
from fastapi import FastAPI
from serving import running
from starlette.testclient import TestClient

from microneedling_faq.store.counts import add_counts
from microneedling_faq.store.questions import KeptQuestion, erase_questions, keep_questions
from microneedling_faq.web.app import Kept, create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page


PARKING = "do you have parking"


@pytest.fixture
def keeping(clinic_chatbot, staffed) -> Iterator[FastAPI]:
    """The application of a clinic that keeps questions, and has kept some."""
    asked = [(PARKING, visit) for visit in "abc"] + [("=1+<b>1</b>", visit) for visit in "abc"] + [("my secret ailment", "a")]
    kept = [
        KeptQuestion(str(row), date.today(), visit, "en", "not_covered", text, (), ())
        for row, (text, visit) in enumerate(asked)
    ]
    with staffed.writing() as connection:
        keep_questions(connection, kept)
        add_counts(connection, {(date.today(), "reply", "urgent"): 2})
    settings = replace(clinic_chatbot.settings, keep_questions=True)
    yield create_app(replace(clinic_chatbot, settings=settings), kept=Kept(store=lambda: staffed))
    with staffed.writing() as connection:
        erase_questions(connection)


def test_members_have_the_gaps_as_a_table_that_runs_nothing(keeping):
    client = TestClient(keeping, base_url=ORIGIN, headers={"Origin": ORIGIN})
    assert client.get("/staff/gaps.csv").status_code == 401
    client.post("/staff/login", data={"name": "ada", "password": PASSWORD})
    told = client.get("/staff/gaps.csv")

    assert told.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["gap", "'=1+<b>1</b>", PARKING]


@pytest.mark.browser
def test_the_desk_says_that_questions_are_not_kept(open_desk):
    page = open_desk()
    page.get_by_role("tab", name="Gaps").click()
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("Visitors' questions are not kept.").wait_for()


@pytest.mark.browser
def test_who_may_only_answer_is_shown_the_gaps_and_no_more(new_visit, keeping):
    with running(keeping) as address:
        page = look_at_gaps(sign_in_page(new_visit(base_url=address), "ada"))
        assert page.get_by_role("heading", name=PARKING).is_visible()
        assert page.get_by_text("<b>1</b>").first.is_visible()
        assert page.get_by_text("told of danger in the last 90 days: 2").is_visible()
        assert page.get_by_text("secret ailment").count() == 0
        assert page.get_by_role("button", name="Teach this").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_gap_is_carried_to_the_tab_that_closes_it(new_visit, keeping, axe, theme):
    with running(keeping) as address:
        page = look_at_gaps(sign_in_page(new_visit(base_url=address, color_scheme=theme), "bea"))
        assert violations(page, axe) == []
        page.get_by_role("button", name=f"Teach this: {PARKING}").click()
        wait_for_value(page, "How people ask", PARKING)
        page.get_by_role("tab", name="Gaps").click()
        page.get_by_role("button", name=f"Write the answer: {PARKING}").click()
        wait_for_value(page, "Question, as people ask it", "Do you have parking?")


def look_at_gaps(page: "Page") -> "Page":
    page.get_by_role("tab", name="Gaps").click()
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("3 questions of 3 visits").first.wait_for()
    return page


def wait_for_value(page: "Page", label: str, value: str) -> None:
    box = page.get_by_label(label)
    box.wait_for()
    page.wait_for_function("([box, value]) => box.value === value", arg=[box.element_handle(), value])

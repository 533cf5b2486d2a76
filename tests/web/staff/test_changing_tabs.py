"""The tabs that change a corpus, in a browser, on a corpus of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_visiting import sign_in_page
from fastapi import FastAPI
from serving import running
from visiting import NewVisit

from builders import CLINIC_FAQ, write_files
from microneedling_faq import Chatbot
from microneedling_faq.store.audit import read_audit
from microneedling_faq.store.database import Store
from microneedling_faq.teaching.change_log import read_changes
from microneedling_faq.web.app import Kept, create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_files(tmp_path / "corpus", {"faq.md": CLINIC_FAQ})


@pytest.fixture
def clinic_app(corpus: Path, tmp_path: Path, staffed: Store) -> FastAPI:
    return create_app(Chatbot.open(corpus, tmp_path / "index"), kept=Kept(store=lambda: staffed))


@pytest.fixture
def address(clinic_app: FastAPI) -> Iterator[str]:
    with running(clinic_app) as address:
        yield address


def test_an_answer_goes_live_only_when_what_is_doubtful_was_looked_at(
    new_visit: NewVisit, address: str, corpus: Path, staffed: Store
) -> None:
    page = sign_in_page(new_visit(base_url=address), "bea")
    page.get_by_role("tab", name="Write an answer").click()
    page.get_by_label("Question, as people ask it").fill("Do you sell vouchers?")
    page.get_by_label("Answer", exact=True).fill("Yes. They are guaranteed to please.")
    page.locator("button:visible", has_text="See what would change").click()
    page.get_by_text("absolute wording without a caution: “guaranteed”").wait_for()

    page.locator("button:visible").get_by_text("Publish", exact=True).click()
    page.get_by_label("I have looked at this").wait_for()
    assert not (corpus / "clinic.md").exists()
    page.get_by_label("I have looked at this").check()
    page.locator("button:visible").get_by_text("Publish", exact=True).click()
    page.get_by_text("Live as change 1").wait_for()

    assert "## Do you sell vouchers?" in (corpus / "clinic.md").read_text()
    assert [step.by for step in read_changes(corpus)[0].steps] == ["bea", "bea"]
    with staffed.reading() as connection:
        assert [entry.what for entry in read_audit(connection)][:2] == ["corpus.publish", "corpus.draft"]


def test_who_may_only_answer_sees_no_tab_that_changes(new_visit: NewVisit, address: str) -> None:
    page = sign_in_page(new_visit(base_url=address), "ada")

    page.get_by_role("tab", name="E-mail").wait_for()

    assert page.get_by_role("tab", name="Changes").count() == 0

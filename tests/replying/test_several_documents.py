"""A clinic's own FAQ beside a leaflet of a maker: both answer one question, and say different numbers."""

import pytest

from builders import CLINIC_FAQ, write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.said_twice import said_twice

LEAFLET = """\
---
title: Leaflet of the maker
author: Ada Park
reviewed: 2026-01-31
---

## Can I cancel an appointment?
Cancelling is possible until three days before. After that it costs $90.

## How do I clean a retainer?
With cold water and a soft brush.
"""
OWN = f"---\nauthor: Bright Dental\nown: yes\n---\n\n{CLINIC_FAQ}"


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("several")
    return Chatbot.open(write_files(folder / "corpus", {"a-leaflet.md": LEAFLET, "faq.md": OWN}), folder / "index")


@pytest.mark.parametrize("question", ["Can I cancel an appointment?", "Can I cancel my appointment?"])
def test_what_two_documents_answer_is_shown_of_both_the_clinics_own_first(chatbot, question):
    passages = chatbot.reply(question).passages

    assert [passage.document for passage in passages[:2]] == ["faq", "a-leaflet"]
    assert [passage.author for passage in passages[:2]] == ["Bright Dental", "Ada Park"]


def test_what_only_the_other_answers_is_still_found_first(chatbot):
    assert chatbot.reply("how do I clean my retainer").passages[0].title == "Leaflet of the maker"


def test_staff_are_told_of_both_and_of_numbers_that_differ(chatbot):
    (line,) = said_twice(chatbot.index)

    assert line.startswith("a-leaflet, paragraph 1 and faq, paragraph ")
    assert "Their numbers differ: 90 and 40." in line


def test_within_one_document_nothing_is_said_twice(chatbot, tmp_path):
    twice = CLINIC_FAQ + CLINIC_FAQ
    own = Chatbot.open(write_files(tmp_path / "corpus", {"faq.md": twice}), tmp_path / "index")

    assert said_twice(own.index) == []

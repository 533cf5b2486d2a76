"""What is measured must not be what was taught: no message of a question file is a wording, but for case, accents and marks."""

import re
from pathlib import Path

import pytest

from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.corpus.vocabulary import plain_word
from microneedling_faq.evaluation.question_files import read_questions
from microneedling_faq.paths import shipped

FILES = sorted((Path(__file__).parent / "questions").glob("*.jsonl"))


def bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", plain_word(text.lower())))


@pytest.fixture(scope="module")
def taught() -> set[str]:
    groups = [group for groups in read_tables(shipped("corpus")).values() for group in groups]
    return {bare(wording) for group in groups for wordings in group.wordings().values() for wording in wordings}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_message_is_a_wording(path, taught):
    messages = [each.question for each in read_questions(path) if not each.history and bare(each.question)]

    assert [message for message in messages if bare(message) in taught] == []

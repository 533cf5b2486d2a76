"""What `.readme/your-own-faq.md` says is done as it stands there."""

import re
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import Chatbot
from microneedling_faq.corpus.formats import CONVERTED_SUFFIXES, RECORDS_SUFFIX, TEXT_SUFFIXES

PAGE = (Path(__file__).parent.parent / ".readme" / "your-own-faq.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"`faq/([\w.-]+)`[^`]*?```\w+\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE))


@pytest.fixture(scope="module")
def chatbot(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("own")
    return Chatbot.open(write_files(folder / "faq", FILES), folder / "index")


def test_every_format_is_named():
    rows = re.findall(r"^\| (`\..*?) \|", PAGE, flags=re.MULTILINE)
    named = set(re.findall(r"`(\.\w+)`", " ".join(rows)))

    assert named == {*TEXT_SUFFIXES, RECORDS_SUFFIX, *CONVERTED_SUFFIXES} - {".htm"}


def test_every_file_of_the_page_is_read(chatbot):
    assert chatbot.index.manifest.skipped == {}
    assert {passage.document for passage in chatbot.index.passages} == {"visits", "money", "hours", "after-extraction"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much is bleaching?", "home kit"),
        ("do you take cigna", "Cigna"),
        ("do you accept my plan", "Cigna"),
        ("food after tooth removal", "Soft and cool"),
        ("When are you open?", "from eight to five"),
    ],
)
def test_questions_find_what_the_page_wrote(chatbot, question, words):
    assert words in chatbot.reply(question).passages[0].text


def test_the_topic_of_the_page_gives_its_notice(chatbot):
    assert chatbot.reply("tattoo removal").notice == "We do not remove tattoos. Please ask a dermatologist."

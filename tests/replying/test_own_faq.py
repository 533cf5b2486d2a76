"""A clinic's own FAQ, questions as headings, and nothing else: what a new user has in the first minute."""

from pathlib import Path

import pytest

from builders import CLINIC_FAQ, write_files
from microneedling_faq import Chatbot


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    folder = tmp_path_factory.mktemp("clinic")
    return Chatbot.open(write_files(folder / "corpus", {"faq.md": CLINIC_FAQ}), folder / "index")


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("will it hurt to get a filling", "Does a filling hurt?"),
        ("price of whitening", "What does teeth whitening cost?"),
        ("do you take cigna", "Which insurance do you take?"),
        ("kids ok?", "Do you treat children?"),
        ("how long does a checkup last", "How often should I come for a check-up?"),
    ],
)
def test_plain_questions_find_their_answer_below_its_heading(clinic, question, heading):
    reply = clinic.reply(question)

    assert reply.kind == "answer"
    assert reply.passages[0].headings[-1] == heading


@pytest.mark.parametrize("question", ["is parking free", "do you sell gift cards", "who won the election"])
def test_what_no_answer_covers_is_not_covered(clinic, question):
    assert clinic.reply(question).kind == "not_covered"


def test_every_heading_asked_word_for_word_finds_its_answer(clinic):
    asked = [passage.headings[-1] for passage in clinic.index.passages]

    assert [clinic.reply(heading).passages[0].headings[-1] for heading in asked] == asked


def test_headings_that_are_questions_are_offered(clinic):
    reply = clinic.reply("is parking free")

    assert reply.suggestions
    assert set(reply.suggestions) <= {passage.headings[-1] for passage in clinic.index.passages}


def test_a_danger_is_heard_here_too(clinic):
    assert clinic.reply("I can't breathe").kind == "urgent"


def test_a_topic_without_any_answer_gives_its_notice_when_it_is_asked_word_for_word(tmp_path: Path):
    topic = '[[topics]]\nid = "tattoos"\nwordings.en = ["do you remove tattoos"]\n'
    notice = '[topics.tattoos]\nname = "tattoos"\ntext = "We do not remove tattoos."\n'
    files = {"faq.md": CLINIC_FAQ, "topics.toml": topic, "notices.en.toml": notice}
    chatbot = Chatbot.open(write_files(tmp_path / "corpus", files), tmp_path / "index")

    reply = chatbot.reply("Do you remove tattoos?")
    assert (reply.kind, reply.notice, reply.unsupported) == ("not_covered", "We do not remove tattoos.", ("tattoos",))
    assert chatbot.reply("price of whitening").passages[0].headings[-1] == "What does teeth whitening cost?"

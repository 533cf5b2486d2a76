"""A clinic's own FAQ, questions as headings, and nothing else: what a new user has in the first minute."""

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


@pytest.mark.parametrize("question", ["Can a filling cause trouble breathing?", "Is bleeding normal after an extraction?"])
def test_a_question_about_a_danger_is_a_question_like_others(clinic, question):
    assert clinic.reply(question).kind in ("answer", "not_covered")


PLACE = """\
## Where is the clinic?
At 12 Oak Street, with parking behind the house.

## What are the clinic hours?
Monday to Friday, from eight to five.

## How long do fillers last?
Some last between six months and one year.
"""


@pytest.fixture(scope="module")
def with_topic(tmp_path_factory: pytest.TempPathFactory) -> Chatbot:
    """The clinic with a topic of one wording, which has no answer."""
    folder = tmp_path_factory.mktemp("topic")
    topic = '[[topics]]\nid = "tattoos"\nwordings.en = ["do you remove tattoos"]\n'
    notice = '[topics.tattoos]\nname = "tattoos"\ntext = "We do not remove tattoos."\n'
    files = {"faq.md": CLINIC_FAQ, "place.md": PLACE, "topics.toml": topic, "notices.en.toml": notice}
    return Chatbot.open(write_files(folder / "corpus", files), folder / "index")


def test_a_topic_without_any_answer_gives_its_notice_when_it_is_asked_word_for_word(with_topic):
    reply = with_topic.reply("Do you remove tattoos?")

    assert (reply.kind, reply.notice, reply.unsupported) == ("not_covered", "We do not remove tattoos.", ("tattoos",))


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("price of whitening", "What does teeth whitening cost?"),
        ("where is the clinic and is there parking?", "Where is the clinic?"),
        ("What are the clinic hours?", "What are the clinic hours?"),
    ],
)
def test_a_lone_topic_takes_no_question_from_the_answers(with_topic, question, heading):
    assert with_topic.reply(question).passages[0].headings[-1] == heading

"""What `init` makes works as it stands, and its notes are true."""

import re
from pathlib import Path

import pytest

from microneedling_faq import Chatbot, read_settings
from microneedling_faq.building.verify import verify_index
from microneedling_faq.cli import main
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.review import review_corpus
from microneedling_faq.encoder.model_files import Model


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "our clinic"
    assert main(["init", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def chatbot(made: Path) -> Chatbot:
    return Chatbot.open(made / "faq", made.parent / "index", settings=made / "clinic.toml")


def uncommented(text: str) -> str:
    """A TOML file with its examples in use."""
    return re.sub(r"^# (?=\[|\w+(?:\.\w+)? = )", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What happens if I miss my visit?", "$40"),
        ("price of whitening", "home kit"),
        ("how soon can I get an appointment", "within a week"),
        ("do you accept my plan", "Cigna"),
        ("When are you open?", "from eight to five"),
        ("food after tooth removal", "Soft and cool"),
    ],
)
def test_every_example_is_found(chatbot: Chatbot, question: str, words: str):
    assert words in chatbot.reply(question).passages[0].text


def test_the_settings_and_the_front_matter_are_heard(chatbot: Chatbot):
    reply = chatbot.reply("price of whitening")

    assert "a dentist" in reply.recommendation
    assert (reply.passages[0].title, reply.passages[0].author, reply.passages[0].reviewed) == (
        "Visits",
        "Bright Dental",
        "2026-11-30",
    )


def test_the_topic_gives_its_notice_and_a_greeting_is_returned(chatbot: Chatbot):
    assert chatbot.reply("tattoo removal").notice == "We do not remove tattoos. Please ask a dermatologist."
    assert chatbot.reply("hello").kind == "small_talk"


def test_nothing_is_wrong_with_it(made: Path, chatbot: Chatbot, model: Model):
    from datetime import date

    assert review_corpus(made / "faq", date(2026, 11, 30)).problems == []
    assert verify_index(made / "faq", made.parent / "index", model) == []


def test_what_stands_in_notes_can_be_used(made: Path, tmp_path: Path):
    (tmp_path / "s.toml").write_text(uncommented((made / "clinic.toml").read_text(encoding="utf-8")), encoding="utf-8")
    said = read_settings(tmp_path / "s.toml")
    visits = (
        (made / "faq" / "visits.md").read_text(encoding="utf-8").replace("# language", "language").replace("# expert", "expert")
    )
    (tmp_path / "visits.md").write_text(visits.replace("# subject", "subject"), encoding="utf-8")
    (document,) = read_corpus(tmp_path / "visits.md").documents

    assert (said.phone, said.origins) == ("+1 505 555 0100", ("https://clinic.example",))
    assert (document.expert, document.subject, document.language, document.own) == ("a dentist", "dental care", "en", True)


def test_a_caution_as_in_the_notes_stands_beside_its_claim(made: Path, tmp_path: Path):
    import shutil

    corpus = Path(shutil.copytree(made / "faq", tmp_path / "faq"))
    cautions, notices = corpus / "staff" / "cautions.toml", corpus / "staff" / "notices.en.toml"
    cautions.write_text(uncommented(cautions.read_text(encoding="utf-8")), encoding="utf-8")
    notices.write_text(
        notices.read_text(encoding="utf-8") + '\n[cautions.no-interest]\ntext = "For a year."\n', encoding="utf-8"
    )

    (caution,) = Chatbot.open(corpus, tmp_path / "index").reply("Can I pay in instalments?").passages[0].cautions
    assert (caution.quote, caution.note) == ("without interest", "For a year.")


def test_what_is_there_is_not_written_over(made: Path, capsys: pytest.CaptureFixture[str]):
    capsys.readouterr()
    before = (made / "faq" / "hours.txt").read_bytes()

    assert main(["init", str(made)]) == 1
    assert capsys.readouterr().err == f"microneedling-faq: {made}: is there already. Name a new folder, or an empty one\n"
    assert (made / "faq" / "hours.txt").read_bytes() == before

from datetime import date, timedelta

import pytest

from builders import write_files
from microneedling_faq.cli import main
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.questions import KeptQuestion, keep_questions


@pytest.fixture
def settings(tmp_path):
    """A settings file whose store holds four questions, two of today."""
    database = tmp_path / "store.db"
    store, today = open_store(str(database)), date.today()
    with store.writing() as connection:
        days = [today - timedelta(days=days) for days in (0, 0, 20, 50)]
        kept = [
            KeptQuestion(str(row), day, f"visit {row}", "en", "not_covered", "do you have parking", (), ())
            for row, day in enumerate(days)
        ]
        keep_questions(connection, kept)
    lines = f"[store]\ndatabase = '{database}'\nkeep_questions = true\nkeep_days = 30\nleast_visits = 2\n"
    return write_files(tmp_path, {"clinic.toml": lines}) / "clinic.toml"


def test_gaps_are_printed_of_the_days_that_are_kept(settings, shipped_index, capsys):
    assert main(["gaps", "--settings", str(settings), "--index", str(shipped_index)]) == 0
    assert capsys.readouterr().out.startswith("do you have parking: 3 questions of 3 visits; +3 in four weeks; by week ")
    assert main(["gaps", "--csv", "--settings", str(settings), "--index", str(shipped_index)]) == 0
    names, row = capsys.readouterr().out.splitlines()[:2]
    assert names.endswith("2 weeks ago,last week,this week,examples")
    assert row == "do you have parking,,3,3,0,0,0,0,0,0,1,0,2,do you have parking"


def test_questions_are_erased_and_what_is_left_is_told(settings, capsys):
    for arguments, said in (
        (
            ["status"],
            f"4 questions, asked from {date.today() - timedelta(days=50)} to {date.today()}; new ones are kept for 30",
        ),
        (["erase", "--older-than", "20"], "1 questions erased"),
        (["status"], "0 users; 3 questions, asked from"),
        (["erase", "--all"], "3 questions erased"),
        (["status"], "0 users; 0 questions; new ones"),
    ):
        assert main(["store", *arguments, "--settings", str(settings)]) == 0
        assert said in capsys.readouterr().out


@pytest.mark.parametrize("command", [["gaps"], ["store", "status"], ["store", "erase", "--all"]])
def test_without_a_store_each_says_how_to_name_one(command, capsys):
    assert main(command) == 1
    assert "there is no store: [store] database is empty. Name a file" in capsys.readouterr().err


@pytest.mark.parametrize("options", [[], ["--all", "--older-than", "3"], ["--older-than", "-1"], ["--older-than", "x"]])
def test_erasing_wants_one_clear_word(options, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["store", "erase", *options])
    assert caught.value.code == 2

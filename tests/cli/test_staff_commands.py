import io
from datetime import UTC, datetime

import pytest

from microneedling_faq.cli import main

PASSWORD = "correct horse battery"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command on accounts: its exit code, and what it said."""
    settings = tmp_path / "clinic.toml"
    settings.write_text(f'[store]\ndatabase = "{tmp_path / "staff.db"}"\n', encoding="utf-8")

    def run_it(*words: str, typed: str = f"{PASSWORD}\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["staff", *words, "--settings", str(settings)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run_it


def test_accounts_are_made_listed_disabled_and_enabled(run):
    assert run("add", "Ada") == (0, "ada may sign in at /staff, role answers\n")
    assert run("add", "bea", "--role", "edits") == (0, "bea may sign in at /staff, role edits\n")
    assert run("disable", "ada") == (0, "ada may no longer sign in\n")
    listed = run("list")[1].splitlines()

    assert [line.split()[:2] for line in listed] == [["ada", "answers"], ["bea", "edits"]]
    assert "disabled since" in listed[0]
    assert run("enable", "ada") == (0, "ada may sign in\n")
    assert "disabled" not in run("list")[1]


def test_the_log_tells_what_was_done_and_no_password(run):
    run("add", "ada")
    run("password", "ada", typed="another long password\n")
    told = run("log")[1]

    assert [line.split()[4] for line in told.splitlines()] == ["user.password", "user.add"]
    assert "command line" in told
    assert "another" not in told


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "ada"), "short\n", "needs 12 characters"),
        (("add", "ada"), "", "needs 12 characters"),
        (("add", "a d a"), f"{PASSWORD}\n", "cannot be a name"),
        (("disable", "zoe"), "", "no user 'zoe'"),
        (("password", "zoe"), f"{PASSWORD}\n", "no user 'zoe'"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(run, words, typed, told):
    code, said = run(*words, typed=typed)

    assert code == 1
    assert told in said
    assert "nobody has an account" in run("list")[1]


def test_without_a_store_it_is_said_how_to_have_one(capsys):
    assert main(["staff", "list"]) == 1
    assert 'database = "staff.db"' in capsys.readouterr().err


def test_a_new_password_ends_every_session(run, tmp_path):
    from microneedling_faq.store.opening import open_store
    from microneedling_faq.web.staff.authentication import look_up, sign_in

    run("add", "ada")
    now = datetime.now(UTC)
    store = open_store(str(tmp_path / "staff.db"))
    token = sign_in(store, "ada", PASSWORD, "", now).token
    assert look_up(store, token).member
    run("password", "ada", typed="another long password\n")

    assert look_up(store, token).member is None
    assert not sign_in(store, "ada", PASSWORD, "", now).token
    assert sign_in(store, "ada", "another long password", "", now).token

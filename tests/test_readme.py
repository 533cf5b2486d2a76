import re
import shlex
import stat
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import Reply
from microneedling_faq.cli import build_parser, main
from microneedling_faq.settings import Settings
from microneedling_faq.settings_reading import read_settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = ROOT / ".ci" / "run"


def blocks(language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def described_commands() -> list[str]:
    """The commands in the first column of the table of commands."""
    return re.findall(r"^\| `(microneedling-faq .*?)`", README, flags=re.MULTILINE)


def test_one_line_starts_the_chat_and_one_runs_the_tests():
    start, tests = (block.strip() for block in blocks("sh")[:2])

    assert start == 'python3 -m venv .venv && .venv/bin/pip install ".[build]" && .venv/bin/microneedling-faq chat'
    assert tests == 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest'


def test_what_is_run_before_a_change_lands_takes_the_line_for_the_tests_from_here():
    pattern = re.search(r"grep -m 1 -E '(.*?)' README\.md", CI.read_text(encoding="utf-8"))[1]

    assert re.findall(pattern, README, flags=re.MULTILINE) == [blocks("sh")[1].strip()]
    assert CI.stat().st_mode & stat.S_IXUSR


def test_the_printed_answer_is_the_one_that_is_given(shipped_index, capsys):
    asked, *printed = blocks("console")[0].strip().splitlines()
    main([*shlex.split(asked)[2:], "--index", str(shipped_index)])
    given = capsys.readouterr().out

    assert len(printed) >= 5
    for line in printed:
        assert line.partition("…")[0] in given


@pytest.mark.parametrize("command", described_commands())
def test_every_command_and_option_in_the_table_is_there(command, capsys):
    words = [word for word in shlex.split(re.sub(r"[\[\]…]", " ", command))[1:] if word[0] in "-abcdefghijklmnopqrstuvwxyz"]
    path, options = [word for word in words if word[0] != "-"], [word for word in words if word[0] == "-"]

    with pytest.raises(SystemExit):
        build_parser().parse_args([*path, "--help"])
    told = capsys.readouterr().out
    assert [option for option in options if option not in told] == []


def test_every_command_that_is_there_is_in_the_table(capsys):
    with pytest.raises(SystemExit):
        build_parser().parse_args(["--help"])
    there = re.findall(r"^    (\w+)(?: |$)", capsys.readouterr().out, flags=re.MULTILINE)

    assert len(there) >= 4
    assert {command.split()[1] for command in described_commands()} == set(there)


def test_the_settings_are_read_as_they_stand_here(tmp_path):
    settings = read_settings(write_files(tmp_path, {"clinic.toml": blocks("toml")[0]}) / "clinic.toml")

    assert settings != Settings()
    assert settings.name == "Riverside Skin Clinic"
    assert settings.notices["en"].keys() == {"general.recommendation"}


def test_it_is_a_page_that_a_newcomer_reads_to_its_end():
    assert len(README.splitlines()) <= 150


def test_the_lines_of_python_do_what_they_show(shipped_index):
    names: dict[str, object] = {"INDEX": shipped_index}
    exec(blocks("python")[0].replace("Chatbot.open()", "Chatbot.open(index=INDEX)"), names)

    assert isinstance(names["reply"], Reply)
    assert (names["reply"].query, names["reply"].kind) == ("and for stretch marks?", "answer")


def test_every_file_that_is_named_is_there():
    named = set(re.findall(r"`([\w./]+\.(?:py|toml|md|jsonl|png))`", README)) - {"clinic.toml", "clinic.md"}
    places = [ROOT, ROOT / "src" / "microneedling_faq"]

    assert len(named) > 8
    assert {name for name in named if not any((place / name).exists() for place in places)} == set()

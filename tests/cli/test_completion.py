"""The scripts are given to the shells that are here, which complete by them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.cli import build_parser, main
from microneedling_faq.cli.completion import SHELLS, completion_script

ASK_BASH = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _microneedling_faq; echo "${COMPREPLY[@]}"'
TYPED = [
    (["microneedling-faq", ""], {"chat", "ask", "index", "completion", "--version", "--help"}),
    (["microneedling-faq", "in"], {"index"}),
    (["microneedling-faq", "index", ""], {"build", "verify", "--help"}),
    (["microneedling-faq", "index", "train", "--"], {"--questions", "--force", "--corpus"}),
    (["microneedling-faq", "chat", "--por"], {"--port"}),
    (["microneedling-faq", "ask", "--json", "--ind"], {"--index"}),
]


@pytest.mark.parametrize(("words", "offered"), TYPED)
def test_bash_offers_what_may_come_next(tmp_path: Path, words: list[str], offered: set[str]) -> None:
    script = write_files(tmp_path, {"script": completion_script(build_parser(), "bash")}) / "script"
    done = subprocess.run(["bash", "-c", ASK_BASH, "bash", script, *words], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert offered <= set(done.stdout.split())
    assert all(word.startswith(words[-1]) for word in done.stdout.split())


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_every_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert [word for word in ("chat", "verify", "train", "questions", "settings", "replies") if word not in script] == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_shell_itself_reads_its_script(tmp_path: Path, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} on this machine")
    script = write_files(tmp_path, {"script": completion_script(build_parser(), shell)}) / "script"
    done = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

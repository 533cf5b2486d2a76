import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("microneedling-faq")
SCARS = "Can it remove surgical scars?"


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """The installed program, in a process of its own."""
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, check=False, **options)


def test_the_installed_program_answers_on_stdout_and_says_nothing_on_stderr(shipped_index):
    done = run("ask", SCARS, "--json", "--index", str(shipped_index))

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["passages"][0]["paragraphs"] == [4]


def test_the_installed_program_tells_wrong_usage_from_failure_without_a_traceback(tmp_path):
    wrong, failure = run("aks"), run("ask", SCARS, "--corpus", str(tmp_path / "nowhere"))

    assert (wrong.returncode, failure.returncode) == (2, 1)
    assert failure.stderr.count("\n") == 1
    assert "Traceback" not in wrong.stderr + failure.stderr


def test_a_reader_that_goes_away_is_no_traceback(shipped_index):
    read_end, write_end = os.pipe()
    os.close(read_end)
    command = [sys.executable, "-m", "microneedling_faq", "ask", SCARS, "--index", str(shipped_index)]
    done = subprocess.run(command, stdout=write_end, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    os.close(write_end)

    assert (done.returncode, done.stderr) == (1, "")


def test_a_terminal_without_quotation_marks_still_gets_the_answer(shipped_index):
    done = run("ask", SCARS, "--index", str(shipped_index), env=os.environ | {"PYTHONIOENCODING": "ascii"})

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(r"\u201cThe other reason")

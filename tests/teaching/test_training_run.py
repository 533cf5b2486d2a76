"""A training as a process of its own, on a corpus with as many wordings as it wants."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from builders import write_taught_corpus
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.errors import TeachingError
from microneedling_faq.settings import Settings
from microneedling_faq.teaching.training_run import read_training, start_training, stop_training
from microneedling_faq.teaching.trial import Workplace

PATIENCE_SECONDS = 300


@pytest.fixture
def taught(tmp_path: Path, model: Model) -> Workplace:
    return Workplace(write_taught_corpus(tmp_path / "corpus"), tmp_path / "index", model, Settings())


def ended(index: Path) -> str:
    """How it ended, waited for."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (run := read_training(index)) and run.state in ("running", "stopping") and time.monotonic() < until:
        time.sleep(0.1)
    assert run
    return run.state


def left_behind(index: Path) -> list[str]:
    return sorted(path.name for path in index.glob(".training-*"))


def test_one_that_is_stopped_leaves_nothing_but_its_record(taught):
    start_training(taught, "Ana")
    with pytest.raises(TeachingError, match="under way already"):
        start_training(taught, "Ben")
    while not left_behind(taught.index):
        assert read_training(taught.index).state == "running"
        time.sleep(0.05)
    stop_training(taught.index, "Ben")

    assert ended(taught.index) == "stopped"
    assert left_behind(taught.index) == []
    assert not (taught.index / "trained").exists()
    run = read_training(taught.index)
    assert (run.by, run.stopped_by, run.measures) == ("Ana", "Ben", {})
    with pytest.raises(TeachingError, match="no training is under way"):
        stop_training(taught.index, "Ben")


def test_one_that_is_killed_has_failed_and_the_next_may_begin(taught):
    start_training(taught, "Ana")
    os.kill(read_number(taught.index), signal.SIGKILL)

    assert ended(taught.index) == "failed"
    start_training(taught, "Ana")
    stop_training(taught.index, "Ana")
    assert ended(taught.index) == "stopped"


def test_one_that_cannot_be_done_tells_why(taught):
    (taught.corpus / "answers.toml").unlink()
    (taught.corpus / "off.toml").unlink()
    start_training(taught, "Ana")

    assert ended(taught.index) == "failed"
    assert "0 wordings are too few to train on" in read_training(taught.index).said


def test_without_recorded_questions_none_begins(taught):
    for path in (taught.corpus / "staff" / "questions").iterdir():
        path.unlink()

    with pytest.raises(TeachingError, match="no question is recorded"):
        start_training(taught, "Ana")
    assert read_training(taught.index) is None


def test_a_wrong_file_of_questions_is_told_at_the_start(taught):
    start_training(replace(taught, questions=(Path("elsewhere.jsonl"),)), "Ana")

    assert ended(taught.index) == "failed"
    assert "elsewhere.jsonl" in read_training(taught.index).said


def read_number(index: Path) -> int:
    """Of the process."""
    return int(json.loads((index / ".training" / "run.json").read_text())["process"])

"""A few of each fault; MICRONEEDLING_FAQ_FAULTS=50 tries fifty. `python -m tests.faults` prints a table of all."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest

import faults

TIMES = int(os.environ.get("MICRONEEDLING_FAQ_FAULTS", "0"))
IN_THE_GATE = {
    faults.killed_build: 2,
    faults.full_disk: 1,
    faults.damaged_file: 4,
    faults.two_builders: 1,
    faults.edited_meanwhile: 1,
    faults.clock_moved_back: 1,
}


@pytest.mark.parametrize("fault", IN_THE_GATE, ids=lambda fault: fault.__name__)
def test_the_program_answers_or_says_what_to_do_and_a_build_mends_all(
    fault, small_corpus: Path, small_index: Path, tmp_path: Path
) -> None:
    for seed in range(TIMES or IN_THE_GATE[fault]):
        folder = tmp_path / str(seed)
        place = faults.Place(
            Path(shutil.copytree(small_corpus, folder / "corpus")), Path(shutil.copytree(small_index, folder / "index"))
        )
        assert fault(place, Random(seed))

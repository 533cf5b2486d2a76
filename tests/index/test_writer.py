import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from builders import everything_found, flip_byte, parts_of, parts_titled, titles
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index.lexical import tokenize
from microneedling_faq.index.reader import MANIFEST, load_index
from microneedling_faq.index.writer import build_lock, write_index

# Save and load


def test_a_loaded_index_finds_what_the_written_one_found(loaded, encoder, tmp_path):
    with build_lock(tmp_path):
        write_index(parts_of(loaded), tmp_path)
    again = load_index(tmp_path)

    assert list(again.entries) == list(loaded.entries)
    assert again.annotations == loaded.annotations
    for query in ("send a parcel back", "Té", "nothing of the kind"):
        query_embeddings, tokens = encoder.embed([query]), tokenize([query])[0]
        assert everything_found(again, query_embeddings, tokens) == everything_found(loaded, query_embeddings, tokens)


def test_the_same_content_is_written_as_the_same_bytes(loaded, tmp_path):
    for folder in (tmp_path / "a", tmp_path / "b"):
        with build_lock(folder):
            write_index(parts_of(loaded), folder)

    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


# Builds that are killed, watched, or not alone


@pytest.mark.parametrize(("case", "first", "last"), [("other content", "old", "new"), ("the same content", "old", "old")])
def test_whenever_a_build_is_killed_a_reader_finds_a_whole_index(small_index, tmp_path, case, first, last):
    script = Path(__file__).parent.parent / "killed_builds.py"
    command = [sys.executable, str(script), str(small_index), str(tmp_path), case]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)

    assert len(report["found"]) > 20
    assert set(report["found"]) == {first, last}
    assert (report["found"][0], report["found"][-1]) == (first, last)
    assert report["left_over"] == []
    assert report["generations"] == 1


def test_a_reader_during_builds_finds_one_whole_index_or_the_next(loaded, tmp_path):
    def write(number: int) -> None:
        with build_lock(tmp_path):
            write_index(parts_titled(loaded, f"build {number}"), tmp_path)

    write(0)
    builds = threading.Thread(target=lambda: [write(number) for number in range(1, 30)])
    builds.start()
    seen = []
    while builds.is_alive():
        seen.append(titles(load_index(tmp_path)))
    builds.join()

    assert all(len(each) == 1 for each in seen)
    assert len(set(map(tuple, seen))) > 1
    assert titles(load_index(tmp_path)) == {"build 29"}


def test_a_second_build_waits_for_the_first(loaded, tmp_path):
    order = []

    def second() -> None:
        with build_lock(tmp_path):
            order.append("second starts")
            write_index(parts_titled(loaded, "second"), tmp_path)

    thread = threading.Thread(target=second)
    with build_lock(tmp_path):
        thread.start()
        write_index(parts_titled(loaded, "first"), tmp_path)
        order.append("first ends")
    thread.join()

    assert order == ["first ends", "second starts"]
    assert titles(load_index(tmp_path)) == {"second"}


def test_a_build_clears_what_a_killed_one_left(loaded, tmp_path):
    (tmp_path / ".building-abc" / "generation").mkdir(parents=True)
    (tmp_path / "a folder of the user's").mkdir()
    with build_lock(tmp_path):
        write_index(parts_of(loaded), tmp_path)

    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert folders == {load_index(tmp_path).manifest.generation, "a folder of the user's"}


def test_a_build_mends_a_damaged_index_of_the_same_content(loaded, index_copy):
    flip_byte(next(index_copy.glob("*/derived/vectors.faiss")), -1)
    with build_lock(index_copy):
        write_index(parts_of(loaded), index_copy)

    assert titles(load_index(index_copy)) == titles(loaded)


def test_a_folder_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(IndexFileError, match="--index DIR"), build_lock(tmp_path / "file"):
        pass

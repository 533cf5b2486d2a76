import json
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from builders import everything_found, flip_byte, parts_of, parts_titled, titles
from microneedling_faq import index as index_module
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index import INDEX_FORMAT, MANIFEST, build_lock, load_index, read_manifest, stale_because, write_index
from microneedling_faq.lexical import tokenize
from microneedling_faq.paths import shipped
from microneedling_faq.sealed import checksum, read_sealed, write_sealed
from microneedling_faq.types import Target


def index_files(folder: Path) -> list[Path]:
    """The manifest and every file that it answers for."""
    manifest = read_manifest(folder)
    return [folder / MANIFEST, *(folder / manifest.generation / name for name in manifest.files)]


def write_over(folder: Path, content: bytes, name: str) -> None:
    """Put other content into a file, and have the manifest agree to it."""
    manifest = read_manifest(folder)
    path = folder / manifest.generation / name
    path.write_bytes(content)
    files = manifest.files | {name: {"sha256": index_module.hash_file(path), "bytes": len(content)}}
    write_sealed(folder / MANIFEST, asdict(replace(manifest, files=files)))


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


def test_every_entry_points_to_its_target_by_number(loaded):
    assert [loaded.targets[number] for number in loaded.entry_targets] == [entry.target for entry in loaded.entries]
    assert list(loaded.targets) == [Target("passage", str(row)) for row in range(len(loaded.passages))]


def test_the_manifest_counts_what_the_index_holds(loaded):
    counts = loaded.manifest.counts

    assert counts == {
        "passages": len(loaded.passages),
        "entries": len(loaded.entries),
        "wordings": 0,
        "targets": counts["passages"],
    }
    assert len(loaded.vectors) == len(loaded.entries) == len(loaded.lexical.scores([]))


def test_the_same_content_is_written_as_the_same_bytes(loaded, tmp_path):
    for folder in (tmp_path / "a", tmp_path / "b"):
        with build_lock(folder):
            write_index(parts_of(loaded), folder)

    assert (tmp_path / "a" / MANIFEST).read_bytes() == (tmp_path / "b" / MANIFEST).read_bytes()


# Damage


def test_no_file_of_the_index_is_left_out_of_the_manifest(small_index):
    on_disk = {path for path in small_index.rglob("*") if path.is_file() and path.name != ".lock"}

    assert on_disk == set(index_files(small_index))


def test_a_flipped_byte_in_any_file_is_noticed_and_the_file_is_named(index_copy):
    for path in index_files(index_copy):
        size = path.stat().st_size
        for position in (0, size // 3, size // 2, size - 1):
            flip_byte(path, position)
            with pytest.raises(IndexFileError, match=path.name):
                load_index(index_copy)
            flip_byte(path, position)
    load_index(index_copy)


def test_a_missing_file_is_noticed_and_named(index_copy):
    for path in index_files(index_copy)[1:]:
        moved = path.replace(path.with_name("elsewhere"))
        with pytest.raises(IndexFileError, match=rf"{path.name}: the file is missing.*microneedling-faq index build"):
            load_index(index_copy)
        moved.replace(path)


def test_a_file_cut_short_is_noticed_and_named(index_copy):
    for path in index_files(index_copy):
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(IndexFileError, match=path.name):
            load_index(index_copy)
        path.write_bytes(content)


def test_a_large_file_is_checked_by_its_size_at_start(index_copy, monkeypatch):
    monkeypatch.setattr(index_module, "HASHED_AT_START_BYTES", 0)
    name = index_files(index_copy)[-1]
    flip_byte(name, -1)
    load_index(index_copy)
    name.write_bytes(b"")

    with pytest.raises(IndexFileError, match=f"{name.name}: 0 bytes"):
        load_index(index_copy)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("passages.starts.npy", b""),
        ("entry_targets.npy", b"\x93NUMPY\xff\xff"),
        ("targets.json", b"[1]"),
        ("targets.json", b"{"),
        ("annotations.json", b"[1]"),
        ("vectors.faiss", b"{}"),
        ("lexical/words.npy", b"[1]"),
        ("lexical/starts.npy", b""),
    ],
)
def test_a_file_that_makes_no_sense_is_an_error_with_a_way_out(index_copy, name, content):
    write_over(index_copy, content, name)

    with pytest.raises(IndexFileError, match=r"cannot be loaded .* Rebuild it: microneedling-faq index build"):
        load_index(index_copy)


def test_a_folder_without_an_index_is_told_how_to_get_one(tmp_path):
    with pytest.raises(IndexFileError, match=r"there is no index\. Build it: microneedling-faq index build"):
        load_index(tmp_path)


def test_another_format_is_refused_with_both_numbers(index_copy):
    content = read_sealed(index_copy / MANIFEST)
    write_sealed(index_copy / MANIFEST, content | {"format": 99})

    with pytest.raises(
        IndexFileError, match=rf"manifest\.json: the index has format 99, this program reads {INDEX_FORMAT}\. Rebuild"
    ):
        load_index(index_copy)


# Stale


def test_an_index_is_stale_when_a_file_of_the_corpus_changes_comes_or_goes(small_index, corpus_copy, model):
    manifest = read_manifest(small_index)
    assert stale_because(manifest, corpus_copy, model) is None

    (corpus_copy / "returns.md").write_text("Other text.")
    assert stale_because(manifest, corpus_copy, model) == "returns.md changed since"
    (corpus_copy / "new.md").write_text("New text.")
    assert stale_because(manifest, corpus_copy, model) == "new.md and 1 more changed since"
    (corpus_copy / "records.jsonl").unlink()
    assert stale_because(manifest, corpus_copy, model) == "new.md and 2 more changed since"


def test_an_index_of_another_model_is_stale(small_index, small_corpus, model):
    other = replace(model, name="other", sha256="0" * 64)

    assert (
        stale_because(read_manifest(small_index), small_corpus, other)
        == "it was built with the model all-MiniLM-L6-v2, not other"
    )


def test_an_index_of_passages_cut_in_another_way_is_stale(small_index, small_corpus, model):
    manifest = replace(read_manifest(small_index), chunking={"max_tokens": 256, "short_paragraph_characters": 7})

    assert stale_because(manifest, small_corpus, model) == "the program splits texts differently now"


def test_the_committed_index_fits_the_committed_corpus(model):
    assert stale_because(load_index(shipped("index")).manifest, shipped("corpus"), model) is None


# Builds that are killed, watched, or not alone


@pytest.mark.parametrize(("case", "first", "last"), [("other content", "old", "new"), ("the same content", "old", "old")])
def test_whenever_a_build_is_killed_a_reader_finds_a_whole_index(small_index, tmp_path, case, first, last):
    script = Path(__file__).with_name("killed_builds.py")
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
    flip_byte(index_files(index_copy)[-1], -1)
    with build_lock(index_copy):
        write_index(parts_of(loaded), index_copy)

    assert titles(load_index(index_copy)) == titles(loaded)


def test_a_folder_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(IndexFileError, match="--index DIR"), build_lock(tmp_path / "file"):
        pass


def test_a_checksum_of_the_files_names_the_generation(loaded):
    assert loaded.manifest.generation == checksum(loaded.manifest.files)[:12]

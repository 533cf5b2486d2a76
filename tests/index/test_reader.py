from dataclasses import replace
from pathlib import Path

import pytest

from builders import flip_byte, index_files
from microneedling_faq.checksums import read_sealed, write_sealed
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index import reader as index_module
from microneedling_faq.index.reader import (
    DERIVED,
    DERIVED_MANIFEST,
    INDEX_FORMAT,
    MANIFEST,
    load_index,
    read_manifest,
    stale_because,
)
from microneedling_faq.paths import shipped
from microneedling_faq.types import Target


def write_over(folder: Path, content: bytes, name: str) -> None:
    """Put other content into a derived file, and have their manifest agree to it."""
    home = folder / read_manifest(folder).generation / DERIVED
    (home / name).write_bytes(content)
    files = read_sealed(home / DERIVED_MANIFEST)
    write_sealed(
        home / DERIVED_MANIFEST, files | {name: {"sha256": index_module.hash_file(home / name), "bytes": len(content)}}
    )


# Load


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


# Damage


def test_no_file_of_the_index_is_left_out_of_the_manifest(small_index):
    on_disk = {path for path in small_index.rglob("*") if path.is_file() and path.name != ".lock"}

    assert on_disk == set(index_files(small_index))
    assert {path.name for path in on_disk if DERIVED not in path.parts} == {
        *("manifest.json", "embeddings.npy", "keys.npy", "calibration.json")
    }


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
        == "the model all-MiniLM-L6-v2, which it was built with, is other now"
    )


def test_an_index_of_passages_cut_in_another_way_is_stale(small_index, small_corpus, model):
    manifest = replace(
        read_manifest(small_index),
        chunking={"max_tokens": 256, "short_paragraph_characters": 7, "headings_searched_with_text": 1},
    )

    assert stale_because(manifest, small_corpus, model) == "the program splits texts differently now"


def test_the_committed_index_fits_the_committed_corpus(shipped_model):
    assert stale_because(read_manifest(shipped("index")), shipped("corpus"), shipped_model) is None

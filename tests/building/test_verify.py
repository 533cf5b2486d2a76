import re
from dataclasses import replace
from pathlib import Path

import pytest

from builders import flip_byte, index_files, parts_of, write_files
from microneedling_faq.building.build import build_index
from microneedling_faq.building.verify import verify_index
from microneedling_faq.corpus import spreadsheets
from microneedling_faq.index.converted_texts import read_converted
from microneedling_faq.index.reader import Index, load_index, read_manifest
from microneedling_faq.index.writer import build_lock, write_index
from microneedling_faq.paths import shipped


def write_changed(folder: Path, index: Index, **changes: object) -> None:
    """Write an index whose files all fit their hashes, and whose content is wrong."""
    with build_lock(folder):
        write_index(parts_of(index, **changes), folder)


def test_nothing_is_wrong_with_a_fresh_index(small_corpus, small_index, model):
    assert verify_index(small_corpus, small_index, model) == []


def test_nothing_is_wrong_with_the_index_of_the_shipped_corpus(shipped_index, shipped_model):
    assert verify_index(shipped("corpus"), shipped_index, shipped_model) == []


@pytest.mark.parametrize("where", ["first", "middle", "last"])
def test_one_changed_byte_in_any_file_is_told_with_the_name_of_the_file(small_corpus, index_copy, model, where):
    for path in index_files(index_copy):
        position = {"first": 0, "middle": path.stat().st_size // 2, "last": path.stat().st_size - 1}[where]
        flip_byte(path, position, 0x04)
        problems = verify_index(small_corpus, index_copy, model)
        flip_byte(path, position, 0x04)

        assert len(problems) == 1
        assert str(path) in problems[0]


def test_every_damaged_file_has_a_line(small_corpus, index_copy, model):
    generation = index_copy / read_manifest(index_copy).generation / "derived"
    (generation / "targets.json").unlink()
    (generation / "passages.jsonl").write_bytes(b"")
    flip_byte(generation / "vectors.faiss", -1)

    assert sorted(problem.split(": ")[0] for problem in verify_index(small_corpus, index_copy, model)) == [
        str(generation / "passages.jsonl"),
        str(generation / "targets.json"),
        str(generation / "vectors.faiss"),
    ]


def test_the_text_of_a_converted_file_is_kept_and_both_ends_of_the_conversion_are_proved(tmp_path, model, monkeypatch):
    rows = b"question,answer,question 2\nDoes it hurt?,We numb it first.,is it sore\n"
    corpus, folder = write_files(tmp_path / "corpus", {"deep/faq.csv": rows}), tmp_path / "index"
    manifest = build_index(corpus, folder, model)
    index = load_index(folder)
    ((kept, text),) = read_converted(folder / manifest.generation / "derived")
    (passage,) = index.passages

    assert verify_index(corpus, folder, model) == []
    assert (kept.document, kept.file, kept.converter) == ("deep/faq", "deep/faq.csv", "csv")
    assert text[passage.start : passage.end] == passage.text == "We numb it first."
    assert passage.headings == ("Does it hurt?",)
    assert [entry.text for entry in index.entries if entry.kind == "wording"] == ["is it sore", "Does it hurt?"]

    monkeypatch.setattr(spreadsheets, "_READ_AS_MARKDOWN", re.compile("^"))  # another version converts otherwise
    (problem,) = verify_index(corpus, folder, model)
    assert problem.startswith("deep/faq.csv: another text comes out of it (csv then, csv now). Rebuild it")


def test_a_stale_index_is_told_with_what_changed(corpus_copy, index_copy, model):
    write_files(corpus_copy, {"returns.md": "Other text."})

    (problem,) = verify_index(corpus_copy, index_copy, model)
    assert "stale: returns.md changed since. Rebuild it: microneedling-faq index build" in problem


def test_a_file_that_was_left_out_is_told(corpus_copy, index_copy, model):
    write_files(corpus_copy, {"bad.md": b"caf\xe9"})
    build_index(corpus_copy, index_copy, model)

    (problem,) = verify_index(corpus_copy, index_copy, model)
    assert problem == f"left out: {corpus_copy / 'bad.md'}, line 1: is not UTF-8. Save the file as UTF-8 text"


def test_a_missing_index_and_a_missing_corpus_are_told(small_corpus, small_index, model, tmp_path):
    assert "there is no index" in verify_index(small_corpus, tmp_path, model)[0]
    assert "there is no such corpus folder" in verify_index(tmp_path / "nowhere", small_index, model)[0]


def test_a_passage_that_is_not_in_its_document_is_told(small_corpus, index_copy, loaded, model):
    passages = [replace(passage, start=passage.start + 1, end=passage.end + 1) for passage in loaded.passages[:1]]
    write_changed(index_copy, loaded, passages=passages + loaded.passages[1:])

    problems = verify_index(small_corpus, index_copy, model)
    assert [problem.split(": ")[1] for problem in problems] == ["the passage is not what stands there in the document"]


def test_a_passage_with_a_wrong_hash_is_told(small_corpus, index_copy, loaded, model):
    passages = [replace(loaded.passages[0], sha256="0" * 64), *loaded.passages[1:]]
    write_changed(index_copy, loaded, passages=passages)

    assert verify_index(small_corpus, index_copy, model) == [f"{passages[0].id}: the passage's sha256 is wrong"]


def test_a_sentence_that_is_not_in_its_document_is_told(small_corpus, index_copy, loaded, model):
    moved = [replace(entry, start=entry.start + 1) if entry.kind == "sentence" else entry for entry in loaded.entries]
    write_changed(index_copy, loaded, entries=moved)

    problems = verify_index(small_corpus, index_copy, model)
    assert len(problems) == sum(entry.kind == "sentence" for entry in moved) > 0
    assert "the sentence 'Coffee is served from 8 a.m." in problems[0]


def test_embeddings_that_are_not_those_of_the_model_are_told(small_corpus, index_copy, loaded, model):
    embeddings = loaded.vectors.embeddings()
    embeddings[[0, 1]] = embeddings[[1, 0]]
    write_changed(index_copy, loaded, embeddings=embeddings)

    problems = verify_index(small_corpus, index_copy, model)
    assert sorted(problem.split(" (")[0] for problem in problems) == ["entry 0", "entry 1"]
    assert "its embedding is not the model's (cosine 0." in problems[0]


def test_verifying_changes_nothing(small_corpus, index_copy, model):
    before = {path: path.read_bytes() for path in index_copy.rglob("*") if path.is_file()}
    verify_index(small_corpus, index_copy, model)

    assert {path: path.read_bytes() for path in index_copy.rglob("*") if path.is_file()} == before

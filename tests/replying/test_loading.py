import logging
import shutil

import numpy as np
import pytest

from builders import ROUNDING, flip_byte, write_files
from microneedling_faq.encoder.onnx_export import make_encoder
from microneedling_faq.errors import CorpusError, IndexFileError
from microneedling_faq.index.reader import load_index, read_manifest
from microneedling_faq.paths import cached_index
from microneedling_faq.replying.loading import open_index, open_parts


@pytest.fixture
def said(caplog):
    """What the program has said so far, as a function."""
    return lambda: [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_an_index_that_fits_is_opened_without_a_word(small_corpus, small_index, model, said):
    before = read_manifest(small_index)
    index = open_index(small_corpus, small_index, model)

    assert index.manifest == before
    assert said() == []


def test_a_missing_index_is_built_with_one_line_that_says_so(small_corpus, tmp_path, model, said):
    index = open_index(small_corpus, tmp_path / "index", model)

    assert len(index.passages) == 8
    assert said() == [
        f"microneedling-faq: rebuilding the index in {tmp_path / 'index'}: {tmp_path / 'index'}: there is no index"
    ]


def test_a_stale_index_is_rebuilt_with_one_line_that_says_why(corpus_copy, index_copy, model, said):
    write_files(corpus_copy, {"new.md": "Bring your own cup.\n"})
    index = open_index(corpus_copy, index_copy, model)

    assert "new" in {passage.document for passage in index.passages}
    assert said() == [f"microneedling-faq: rebuilding the index in {index_copy}: new.md changed since"]


def test_a_damaged_index_is_rebuilt_with_one_line_that_names_the_file(small_corpus, index_copy, model, said):
    before = load_index(index_copy).vectors.embeddings()
    path = index_copy / read_manifest(index_copy).generation / "derived" / "vectors.faiss"
    flip_byte(path, -1)
    index = open_index(small_corpus, index_copy, model)

    np.testing.assert_allclose(index.vectors.embeddings(), before, atol=1e-5)
    assert said() == [
        f"microneedling-faq: rebuilding the index in {index_copy}: {path}: the content has changed (sha256 differs)"
    ]


def test_a_file_that_cannot_be_used_has_a_line_of_its_own(corpus_copy, index_copy, model, said):
    write_files(corpus_copy, {"bad.md": b"caf\xe9"})
    open_index(corpus_copy, index_copy, model)

    assert (
        said()[1] == f"microneedling-faq: left out: {corpus_copy / 'bad.md'}, line 1: is not UTF-8. Save the file as UTF-8 text"
    )


def test_a_missing_corpus_is_an_error_and_the_index_stays(small_index, tmp_path, model):
    before = read_manifest(small_index)

    with pytest.raises(CorpusError, match="--corpus DIR"):
        open_index(tmp_path / "nowhere", small_index, model)
    assert read_manifest(small_index) == before


def test_a_missing_corpus_without_an_index_is_nothing_but_an_error(tmp_path, model, said):
    with pytest.raises(CorpusError, match="--corpus DIR"):
        open_index(tmp_path / "nowhere", tmp_path / "index", model)

    assert said() == []
    assert not (tmp_path / "index").exists()


def test_index_and_encoder_come_together_and_fit_each_other(small_corpus, small_index, model):
    index, encoder = open_parts(small_corpus, small_index, model)
    texts = [entry.text for entry in index.entries]

    np.testing.assert_allclose(encoder.embed(texts), index.vectors.embeddings(), atol=ROUNDING)


def test_an_index_without_its_derived_files_is_made_whole_and_nothing_is_embedded(small_corpus, index_copy, model, capfd, said):
    before = read_manifest(index_copy)
    shutil.rmtree(index_copy / before.generation / "derived")
    index = open_index(small_corpus, index_copy, model)

    assert len(index.passages) == 8
    assert read_manifest(index_copy) == before
    assert "Embedding" not in capfd.readouterr().err
    assert said() == [f"microneedling-faq: preparing the index in {index_copy} (once)"]


def test_where_the_index_cannot_be_written_it_is_kept_in_the_cache_folder(corpus_copy, model, tmp_path, monkeypatch):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path / "cache"))
    make_encoder(model)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder can be made here")
    index = open_index(corpus_copy, in_the_way / "index", model)
    again = open_index(corpus_copy, in_the_way / "index", model)

    assert index.place == again.place == cached_index(corpus_copy)
    assert index.manifest == again.manifest


def test_the_index_of_another_corpus_is_not_overwritten(small_corpus, index_copy, model, tmp_path):
    write_files(tmp_path / "other", {"elsewhere.md": "We are closed on Sundays."})
    before = read_manifest(index_copy)

    with pytest.raises(IndexFileError, match=r"is the index of another corpus than .*--corpus DIR"):
        open_index(tmp_path / "other", index_copy, model)
    assert read_manifest(index_copy) == before

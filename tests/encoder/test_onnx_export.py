import shutil

import pytest

from builders import flip_byte
from microneedling_faq.checksums import read_sealed, write_sealed
from microneedling_faq.encoder.onnx_encoder import MANIFEST, QueryEncoder, encoder_folder
from microneedling_faq.encoder.onnx_export import _eager_attention, check_encoder, make_encoder
from microneedling_faq.errors import ModelError


def test_a_damaged_encoder_is_made_again_checked_and_nothing_is_left_over(
    encoder, embedder, model, monkeypatch, tmp_path, capfd
):
    whole = encoder_folder(model)
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path))
    damaged = encoder_folder(model)
    shutil.copytree(whole, damaged)
    flip_byte(damaged / "encoder.bin", 20_000_000)
    (damaged.parent / f".making-{damaged.name}-of-a-killed-process").mkdir()
    made = make_encoder(model)

    check_encoder(made, embedder)
    check_encoder(QueryEncoder.open(damaged), embedder)
    assert "Preparing the query encoder (once)" in capfd.readouterr().err
    assert sorted(path.name for path in damaged.parent.iterdir()) == [damaged.name, f"{damaged.name}.lock"]


def test_an_encoder_that_another_process_made_meanwhile_is_used_as_it_is(encoder, model):
    before = (encoder_folder(model) / MANIFEST).stat()
    make_encoder(model)

    after = (encoder_folder(model) / MANIFEST).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_cached_encoder_passes_the_check(encoder, embedder):
    check_encoder(encoder, embedder)


def test_an_encoder_that_differs_from_sentence_transformers_is_refused(encoder, embedder, model, tmp_path):
    wrong = shutil.copytree(encoder_folder(model), tmp_path / "encoder")
    write_sealed(wrong / MANIFEST, read_sealed(wrong / MANIFEST) | {"max_tokens": 64})

    with pytest.raises(ModelError, match=r"differs from sentence-transformers \(cosine 0\."):
        check_encoder(QueryEncoder.open(wrong), embedder)


def test_an_export_that_fails_leaves_the_attention_as_it_was(embedder):
    config = embedder.transformer[0].auto_model.config
    before = config._attn_implementation

    with pytest.raises(MemoryError), _eager_attention(embedder.transformer):
        assert config._attn_implementation == "eager" != before
        raise MemoryError
    assert config._attn_implementation == before


def test_a_cache_folder_that_cannot_be_written_is_an_error_that_names_the_variable(model, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path / "file" / "cache"))

    with pytest.raises(ModelError, match=r"cannot be written \(Not a directory\)\. .*MICRONEEDLING_FAQ_CACHE"):
        make_encoder(model)

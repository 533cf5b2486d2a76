import shutil
from dataclasses import replace

import pytest

from builders import copy_model, flip_byte
from microneedling_faq.checksums import read_sealed, write_sealed
from microneedling_faq.encoder.encoder_cache import SETTINGS_SHA256, open_cached_encoder
from microneedling_faq.encoder.onnx_encoder import MANIFEST, EncoderDamagedError, encoder_folder


@pytest.fixture
def cache_of_its_own(encoder, model, monkeypatch, tmp_path):
    """The encoder of the packaged model in a cache folder that may be written to."""
    original = encoder_folder(model)
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path / "cache"))
    shutil.copytree(original, encoder_folder(model))


def test_an_encoder_of_this_model_is_opened(cache_of_its_own, encoder, model):
    assert (open_cached_encoder(model).embed(["scars"]) == encoder.embed(["scars"])).all()


def test_where_there_is_none_it_is_missing(model, monkeypatch, tmp_path):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path))

    with pytest.raises(FileNotFoundError):
        open_cached_encoder(model)


@pytest.mark.parametrize("name", ["tokenizer.json", "config.json", "sentence_bert_config.json"])
def test_an_encoder_of_the_same_weights_with_another_tokenizer_or_settings_does_not_fit(
    cache_of_its_own, model, tmp_path, name
):
    other = replace(model, folder=copy_model(tmp_path / "model", model.folder))
    open_cached_encoder(other)
    content = (other.folder / name).read_bytes()
    (other.folder / name).unlink()
    (other.folder / name).write_bytes(content + b" ")

    with pytest.raises(EncoderDamagedError, match="another tokenizer or other settings"):
        open_cached_encoder(other)


def test_an_encoder_that_does_not_tell_what_it_was_made_of_does_not_fit(cache_of_its_own, model):
    path = encoder_folder(model) / MANIFEST
    content = read_sealed(path)
    del content[SETTINGS_SHA256]
    write_sealed(path, content)

    with pytest.raises(EncoderDamagedError, match="another tokenizer or other settings"):
        open_cached_encoder(model)


def test_a_damaged_encoder_is_not_opened(cache_of_its_own, model):
    flip_byte(encoder_folder(model) / "encoder.bin", 1_000)

    with pytest.raises(EncoderDamagedError, match="a file has changed"):
        open_cached_encoder(model)

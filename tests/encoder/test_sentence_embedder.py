from dataclasses import replace

import numpy as np
import pytest

from builders import copy_model, flip_byte
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.errors import ModelError

TEXTS = ["Scars fade after several treatments.", "Old scars get paler with time.", "Parking is free behind the house."]


def test_embeddings_are_normalised_rows_of_float32_in_the_order_of_the_texts(embedder):
    embeddings = embedder.embed(TEXTS)

    assert embeddings.shape == (3, 384)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-6)
    for text, embedding in zip(TEXTS, embeddings, strict=True):
        np.testing.assert_allclose(embedder.embed([text])[0], embedding, atol=1e-6)


def test_texts_of_like_meaning_are_nearer_than_others(embedder):
    first, like, other = embedder.embed(TEXTS)

    assert first @ like > 0.6 > first @ other


def test_tokens_are_counted_past_the_window_with_the_special_ones(embedder):
    assert embedder.max_tokens == 256
    assert embedder.count_tokens("skin") == 3
    assert embedder.count_tokens("skin " * 1000) == 1002


def test_what_is_past_the_window_is_cut(embedder):
    full, longer = embedder.embed(["skin " * 254, "skin " * 254 + "parking " * 100])

    np.testing.assert_allclose(full, longer, atol=1e-6)


def test_weights_with_one_flipped_byte_are_refused_with_both_hashes(model, tmp_path):
    folder = copy_model(tmp_path / "model", model.folder)
    flip_byte(folder / "model.safetensors", 50_000_000)

    with pytest.raises(ModelError, match=rf"have sha256 [0-9a-f]{{64}}, expected {model.sha256}.*reinstall"):
        CorpusEmbedder(replace(model, folder=folder)).embed(TEXTS)


def test_a_folder_that_holds_no_model_is_refused_with_a_way_out(model, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    broken = replace(model, folder=tmp_path, sha256="")

    with pytest.raises(ModelError, match="Name a sentence-transformers model with a fast tokenizer"):
        CorpusEmbedder(broken).count_tokens("skin")


def test_a_model_whose_weights_cannot_be_read_is_refused_with_a_way_out(model, tmp_path):
    folder = copy_model(tmp_path / "model", model.folder)
    (folder / "model.safetensors").write_bytes(b"no weights")
    broken = replace(model, folder=folder, sha256="f3ef3bb65bff8c9f0d4b47ee0ec0ed6c1d5e4f1dfb0e2ee0ba6ec04ec3bfd3f5")

    with pytest.raises(ModelError, match="--model"):
        CorpusEmbedder(broken).embed(TEXTS)

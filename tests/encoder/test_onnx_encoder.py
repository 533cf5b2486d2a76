import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from builders import flip_byte
from microneedling_faq.checksums import read_sealed, write_sealed
from microneedling_faq.encoder.onnx_encoder import MANIFEST, EncoderDamagedError, QueryEncoder, encoder_folder
from microneedling_faq.encoder.onnx_export import LOWEST_COSINE
from microneedling_faq.index.reader import load_index

ODD_TEXTS = [
    "",
    " ",
    "?",
    "a",
    "皮肤护理很重要吗",
    "¿Ayuda con las cicatrices? 🙂🙂",
    "\x00\u200b",
    "word " * 254,
    "word " * 5000,
    "x" * 3000,
]


@pytest.fixture
def encoder_copy(encoder: QueryEncoder, model, tmp_path) -> Path:
    """The cached encoder, to damage at will."""
    return Path(shutil.copytree(encoder_folder(model), tmp_path / "encoder"))


def lowest_cosine(encoder: QueryEncoder, embedder, texts: list[str]) -> float:
    return float(np.einsum("ij,ij->i", encoder.embed_anew(texts), embedder.embed(texts)).min())


def test_on_every_passage_of_the_shipped_corpus_it_agrees_with_sentence_transformers(encoder, embedder, shipped_index):
    texts = [passage.text for passage in load_index(shipped_index).passages]

    assert len(texts) == 8
    assert lowest_cosine(encoder, embedder, texts) >= LOWEST_COSINE


def test_on_what_people_ask_it_agrees_with_sentence_transformers(encoder, embedder, shipped_index):
    wordings = [entry.text for entry in load_index(shipped_index).entries if entry.kind == "wording"]

    assert lowest_cosine(encoder, embedder, wordings[::80]) >= LOWEST_COSINE


@pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: ascii(text[:12]))
def test_on_odd_texts_it_agrees_with_sentence_transformers(encoder, embedder, text):
    assert lowest_cosine(encoder, embedder, [text]) >= LOWEST_COSINE


def test_of_a_long_query_its_beginning_and_its_end_are_read(encoder):
    start, end = "does it help with old scars on my face", "and can I come on a Saturday"
    told, other = (encoder.embed([f"{start}{' well' * count} {end}"])[0] for count in (200, 100))

    assert told @ other > 0.9999
    assert encoder.embed([f"{start}{' well' * 200}"])[0] @ told < 0.99


def test_embeddings_are_normalised_rows_of_float32_in_the_order_of_the_texts(encoder):
    embeddings = encoder.embed(["scars", "parking", "scars"])

    assert embeddings.shape == (3, 384)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(embeddings[0], embeddings[2])
    assert embeddings[0] @ embeddings[1] < 0.9


def test_many_threads_get_what_one_gets(encoder):
    texts = [f"question {number} about " + "skin " * (number % 17) for number in range(100)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(lambda text: encoder.embed([text])[0], texts))

    np.testing.assert_allclose(np.stack(together), encoder.embed(texts), atol=1e-6)


def test_it_is_kept_in_the_named_cache_folder_under_the_hash_of_the_weights(model, monkeypatch, tmp_path):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path))

    assert encoder_folder(model) == tmp_path / "encoders" / f"{model.sha256[:16]}-4"


@pytest.mark.parametrize("name", ["encoder.json", "tokenizer.json", "encoder.onnx", "encoder.bin"])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.999], ids=["start", "middle", "end"])
def test_one_flipped_byte_is_noticed(encoder_copy, name, place):
    path = encoder_copy / name
    flip_byte(path, int(path.stat().st_size * place), 0x80)

    with pytest.raises(EncoderDamagedError):
        QueryEncoder.open(encoder_copy)


def test_a_changed_window_is_noticed(encoder_copy):
    path = encoder_copy / MANIFEST
    path.write_text(path.read_text().replace('"max_tokens": 256', '"max_tokens": 156'))

    with pytest.raises(EncoderDamagedError):
        QueryEncoder.open(encoder_copy)


@pytest.mark.parametrize("name", ["tokenizer.json", "encoder.onnx", "encoder.bin"])
def test_a_missing_part_is_damage(encoder_copy, name):
    (encoder_copy / name).unlink()

    with pytest.raises(EncoderDamagedError):
        QueryEncoder.open(encoder_copy)


def test_another_format_is_damage(encoder_copy):
    write_sealed(encoder_copy / MANIFEST, read_sealed(encoder_copy / MANIFEST) | {"format": 1})

    with pytest.raises(EncoderDamagedError, match="format 1"):
        QueryEncoder.open(encoder_copy)


@pytest.mark.parametrize("folder", ["nowhere", "file/below"])
def test_none_at_all_is_told_from_a_damaged_one(tmp_path, folder):
    (tmp_path / "file").write_text("")

    with pytest.raises(FileNotFoundError):
        QueryEncoder.open(tmp_path / folder)


def test_texts_of_unlike_length_embedded_together_are_those_embedded_alone(encoder):
    together = encoder.embed_anew(ODD_TEXTS * 3)
    alone = np.concatenate([encoder.embed_anew([text]) for text in ODD_TEXTS])

    np.testing.assert_allclose(together, np.tile(alone, (3, 1)), atol=1e-6)


def test_no_texts_give_no_embeddings(encoder):
    assert encoder.embed_anew([]).shape == (0, 384)


def test_a_bar_is_drawn_on_stderr_only_if_asked_for(encoder, capfd):
    encoder.embed_anew(["skin"])
    assert capfd.readouterr() == ("", "")

    encoder.embed_anew(["skin"], progress=True)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "Embedding" in captured.err


def calls_of_the_model(encoder: QueryEncoder, monkeypatch) -> list[int]:
    """How many texts each run of the model gets from now on."""
    calls: list[int] = []
    run = encoder._run
    monkeypatch.setattr(encoder, "_run", lambda lines: (calls.append(len(lines)), run(lines))[1])
    return calls


def test_a_text_met_lately_is_not_embedded_again(model, encoder, monkeypatch):
    own = QueryEncoder.open(encoder_folder(model), remembered_texts=2)
    calls = calls_of_the_model(own, monkeypatch)
    first = own.embed(["scars", "parking"])
    again = own.embed(["parking", "scars", "parking"])

    assert calls == [2]
    np.testing.assert_array_equal(again, first[[1, 0, 1]])


def test_the_text_not_asked_for_longest_is_forgotten(model, encoder, monkeypatch):
    own = QueryEncoder.open(encoder_folder(model), remembered_texts=2)
    calls = calls_of_the_model(own, monkeypatch)
    for text in ("scars", "parking", "scars", "hair", "scars", "parking"):
        own.embed([text])

    assert calls == [1, 1, 1, 1]  # scars, parking, hair, and parking again


def test_an_encoder_that_remembers_nothing_embeds_every_text_anew(model, encoder, monkeypatch):
    own = QueryEncoder.open(encoder_folder(model), remembered_texts=0)
    calls = calls_of_the_model(own, monkeypatch)
    own.embed(["scars"])
    own.embed(["scars"])

    assert calls == [1, 1]


def test_what_is_given_away_can_be_changed_without_harm(encoder):
    before = encoder.embed(["scars"])
    kept = before.copy()
    before[:] = 0

    np.testing.assert_array_equal(encoder.embed(["scars"]), kept)

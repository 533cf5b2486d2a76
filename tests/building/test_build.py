import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from builders import ROUNDING, SMALL_CORPUS, flip_byte, parts_of, write_files
from microneedling_faq.building.build import build_index
from microneedling_faq.errors import CorpusError, IndexFileError, ModelError
from microneedling_faq.index import reader as index_module
from microneedling_faq.index.reader import Index, load_index
from microneedling_faq.index.writer import build_lock, write_index
from microneedling_faq.types import Embeddings, Target

ANSWER = """
[[answers]]
document = "returns"
quote = "{quote}"
wordings.en = ["how do i get my cash back"]
wordings.es = ["quiero un reembolso"]
"""


def embedding_of(index: Index, text: str) -> Embeddings:
    return index.vectors.embeddings()[[entry.text for entry in index.entries].index(text)]


def plant_an_embedding(folder: Path, text: str, **changes: object) -> Embeddings:
    """Give one entry an embedding that the model would not give; where it is found again, it was not made again."""
    index = load_index(folder)
    embeddings = index.vectors.embeddings()
    planted = embeddings[[entry.text for entry in index.entries].index(text)]
    planted[:] = np.float16(1 / np.sqrt(len(planted)))  # of those that an index can hold
    with build_lock(folder):
        write_index(parts_of(index, embeddings=embeddings, **changes), folder)
    return planted


# What is built


def test_every_document_of_the_corpus_is_in_the_index(loaded):
    assert list(dict.fromkeys(passage.document for passage in loaded.passages)) == [
        "café",
        "care/plants",
        "delivery",
        "gift-card",
        "parking",
        "returns",
    ]


def test_every_passage_stands_in_its_file_where_the_index_says(loaded, small_corpus):
    files = {"returns": "returns.md", "delivery": "delivery.txt", "care/plants": "care/plants.md", "café": "café.md"}
    passages = [passage for passage in loaded.passages if passage.document in files]

    assert len(passages) == 6
    for passage in passages:
        text = (small_corpus / files[passage.document]).read_bytes().decode()
        assert text[passage.start : passage.end] == passage.text


def test_the_embeddings_are_those_of_sentence_transformers(loaded, embedder):
    texts = [entry.text for entry in loaded.entries]

    np.testing.assert_allclose(loaded.vectors.embeddings(), embedder.embed(texts), atol=ROUNDING)


def test_a_wording_finds_the_passage_that_holds_its_quote(corpus_copy, index_copy, model):
    quote = "We refund the price, but not the postage."
    write_files(corpus_copy, {"answers.toml": ANSWER.format(quote=quote)})
    manifest = build_index(corpus_copy, index_copy, model)
    index = load_index(index_copy)
    wordings = [entry for entry in index.entries if entry.kind == "wording"]

    assert manifest.counts["wordings"] == 2
    assert [entry.text for entry in wordings] == ["how do i get my cash back", "quiero un reembolso"]
    for entry in wordings:
        passage = index.passages[int(entry.target.id)]
        assert passage.text[entry.start - passage.start : entry.end - passage.start] == quote


def test_a_group_of_off_topic_wordings_is_a_target_after_the_passages(corpus_copy, index_copy, model):
    write_files(corpus_copy, {"off.toml": '[[off_topic]]\nid = "weather"\nwordings.en = ["will it rain"]\n'})
    build_index(corpus_copy, index_copy, model)
    index = load_index(index_copy)

    assert index.targets[len(index.passages) :] == (Target("off_topic", "weather"),)
    assert index.entry_targets[-1] == len(index.passages)


def test_a_single_file_can_be_indexed(small_corpus, index_copy, model):
    manifest = build_index(small_corpus / "returns.md", index_copy, model)

    assert [name for name in manifest.corpus if not name.startswith("program:")] == ["returns.md"]
    assert {passage.document for passage in load_index(index_copy).passages} == {"returns"}


# What is embedded anew


def test_nothing_is_embedded_when_nothing_has_changed(small_corpus, index_copy, model, capfd):
    planted = plant_an_embedding(index_copy, "Keep the receipt.")
    build_index(small_corpus, index_copy, model)

    assert "Embedding" not in capfd.readouterr().err
    np.testing.assert_array_equal(embedding_of(load_index(index_copy), "Keep the receipt."), planted)


def test_only_texts_that_are_new_are_embedded(corpus_copy, index_copy, model, embedder, capfd):
    planted = plant_an_embedding(index_copy, "Keep the receipt.")
    write_files(corpus_copy, {"new.md": "Bring your own cup.\n"})
    build_index(corpus_copy, index_copy, model)
    index = load_index(index_copy)

    assert "Embedding" in capfd.readouterr().err
    np.testing.assert_array_equal(embedding_of(index, "Keep the receipt."), planted)
    np.testing.assert_allclose(
        embedding_of(index, "Bring your own cup."), embedder.embed(["Bring your own cup."])[0], atol=ROUNDING
    )


def test_embeddings_of_another_model_are_not_taken_over(small_corpus, index_copy, model, embedder):
    plant_an_embedding(index_copy, "Keep the receipt.", model_sha256="0" * 64)
    build_index(small_corpus, index_copy, model)

    expected = embedder.embed(["Keep the receipt."])[0]
    np.testing.assert_allclose(embedding_of(load_index(index_copy), "Keep the receipt."), expected, atol=ROUNDING)


def test_embeddings_are_not_taken_over_from_a_damaged_file_that_start_up_does_not_hash(
    small_corpus, index_copy, model, embedder, monkeypatch
):
    monkeypatch.setattr(index_module, "HASHED_AT_START_BYTES", 0)
    generation = load_index(index_copy).manifest.generation
    flip_byte(index_copy / generation / "embeddings.npy", -1, 0xFF)
    build_index(small_corpus, index_copy, model)
    index = load_index(index_copy)

    last = index.entries[-1].text
    np.testing.assert_allclose(index.vectors.embeddings()[-1], embedder.embed([last])[0], atol=ROUNDING)


def test_what_is_gone_from_the_corpus_is_gone_from_the_index(corpus_copy, index_copy, model):
    (corpus_copy / "returns.md").unlink()
    build_index(corpus_copy, index_copy, model)
    index = load_index(index_copy)

    assert "returns" not in {passage.document for passage in index.passages}
    assert "Keep the receipt." not in {entry.text for entry in index.entries}
    assert [path.name for path in index_copy.iterdir() if path.is_dir()] == [index.manifest.generation]


# What goes wrong


def test_a_bad_file_is_named_in_the_manifest_and_the_others_are_indexed(corpus_copy, index_copy, model):
    write_files(corpus_copy, {"bad.md": b"caf\xe9", "more/bad.jsonl": "{"})
    manifest = build_index(corpus_copy, index_copy, model)

    assert list(manifest.skipped) == ["bad.md", "more/bad.jsonl"]
    assert "bad.md, line 1: is not UTF-8" in manifest.skipped["bad.md"]
    assert manifest.counts["passages"] == load_index(index_copy).manifest.counts["passages"] == 8
    assert "bad.md" in manifest.corpus


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[answers]\n", "staff.toml: is not TOML.*line 1"),
        (ANSWER.format(quote="We refund the prize"), "is in 'returns' 0 times"),
        (ANSWER.format(quote="e"), r"is in 'returns' \d\d times"),
        (ANSWER.format(quote="author: Ada Park"), "is in no passage"),
        (ANSWER.format(quote=" "), "needs a text field 'quote'"),
        (ANSWER.format(quote="Keep").replace('"returns"', '"refunds"'), "there is no document 'refunds'"),
        (ANSWER.format(quote="Keep").replace('["how', '[7, "how'), "must be a list of texts"),
        ('[answers]\nquote = "Keep"\n', r"write \[\[answers\]\]"),
        ("[[ansers]]\n", "there is no table 'ansers'"),
        ('[[topics]]\nwordings.en = ["how much"]\n', "needs a text field 'id'"),
        ('[[topics]]\nid = "unheard"\nwordings.en = ["how much"]\n', "'topics.unheard.text' is missing"),
    ],
)
def test_what_staff_wrote_wrongly_is_refused_by_name_and_the_old_index_stays(corpus_copy, index_copy, model, text, said):
    before = load_index(index_copy).manifest
    write_files(corpus_copy, {"staff.toml": text})

    with pytest.raises(CorpusError, match=said) as caught:
        build_index(corpus_copy, index_copy, model)
    assert caught.value.path == corpus_copy / "staff.toml"
    assert load_index(index_copy).manifest == before


def test_a_corpus_of_headings_only_is_refused(tmp_path, model):
    with pytest.raises(CorpusError, match="no paragraph to quote"):
        build_index(write_files(tmp_path / "corpus", {"a.md": "# One\n\n## Two\n"}), tmp_path / "index", model)


def test_a_real_build_that_is_killed_while_it_embeds_leaves_the_old_index_and_a_way_on(corpus_copy, index_copy, model):
    before = load_index(index_copy).manifest
    write_files(
        corpus_copy, {name.replace(".", "2."): content.upper() for name, content in SMALL_CORPUS.items() if ".md" in name}
    )
    command = [
        sys.executable,
        "-m",
        "microneedling_faq",
        "index",
        "build",
        "--corpus",
        str(corpus_copy),
        "--index",
        str(index_copy),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as build:
        seen = b""
        while b"Embedding" not in seen:
            seen += build.stderr.read(1)
        build.kill()

    assert build.returncode == -9
    assert load_index(index_copy).manifest == before
    assert build_index(corpus_copy, index_copy, model).counts["passages"] > before.counts["passages"]


def test_a_model_that_cannot_be_used_leaves_the_old_index(small_corpus, index_copy, model, tmp_path):
    before = load_index(index_copy).manifest

    with pytest.raises(ModelError, match="Name a sentence-transformers folder or hub id"):
        build_index(small_corpus, index_copy, replace(model, sha256="0" * 64, folder=tmp_path))
    assert load_index(index_copy).manifest == before


def test_an_index_folder_that_cannot_be_made_is_an_error_with_a_way_out(small_corpus, tmp_path, model):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(IndexFileError, match="--index DIR"):
        build_index(small_corpus, tmp_path / "file" / "index", model)


def test_a_missing_corpus_leaves_no_folder_behind(tmp_path, model):
    with pytest.raises(CorpusError, match="--corpus DIR"):
        build_index(tmp_path / "nowhere", tmp_path / "index", model)

    assert not (tmp_path / "index").exists()

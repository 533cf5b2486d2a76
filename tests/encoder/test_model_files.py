import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from builders import copy_model, flip_byte
from microneedling_faq.checksums import hash_file
from microneedling_faq.encoder.model_files import check_weights, find_model, hash_settings
from microneedling_faq.errors import ModelError

OFFICIAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of all-MiniLM-L6-v2, as DESIGN gives it


@pytest.mark.parametrize("name", [None, "all-MiniLM-L6-v2"])
def test_the_packaged_model_is_the_default_and_has_the_official_weights(name):
    model = find_model(name)
    check_weights(model)

    assert (model.name, model.sha256) == ("all-MiniLM-L6-v2", OFFICIAL_SHA256)
    assert hashlib.sha256((model.folder / "model.safetensors").read_bytes()).hexdigest() == OFFICIAL_SHA256


def test_a_flipped_byte_in_the_weights_is_refused(model, tmp_path):
    folder = copy_model(tmp_path / "model", model.folder)
    check_weights(replace(model, folder=folder))
    flip_byte(folder / "model.safetensors", -1)

    with pytest.raises(ModelError, match=rf"expected {OFFICIAL_SHA256}.*--model FOLDER"):
        check_weights(replace(model, folder=folder))


def test_a_folder_can_be_named_and_is_told_from_others_by_the_hash_of_its_weights(tmp_path):
    (tmp_path / "pytorch_model.bin").write_bytes(b"weights")
    model = find_model(str(tmp_path))

    assert (model.name, model.folder) == (str(tmp_path), tmp_path)
    assert model.sha256 == hashlib.sha256(b"weights").hexdigest()


def test_a_folder_without_weights_is_refused_with_a_way_out(tmp_path):
    with pytest.raises(ModelError, match=r"holds no model\.safetensors or pytorch_model\.bin\. Name a"):
        find_model(str(tmp_path))


@pytest.mark.parametrize("name", ["no-such/model", "not a/hub id/at all", "nowhere/", "\N{SNOWMAN}"])
def test_a_name_that_is_neither_folder_nor_reachable_hub_id_is_refused_in_one_line(name):
    with pytest.raises(ModelError, match="neither a folder here nor a hub id") as caught:
        find_model(name)
    assert "\n" not in str(caught.value)


def test_the_hash_of_the_settings_is_the_same_for_the_same_files_and_leaves_the_weights_out(model, tmp_path):
    folder = copy_model(tmp_path / "model", model.folder)
    flip_byte(folder / "model.safetensors", -1)
    (folder / "notes.md").write_text("Ours.")

    assert hash_settings(folder) == hash_settings(model.folder)


@pytest.mark.parametrize(
    "name", ["tokenizer.json", "config.json", "sentence_bert_config.json", "modules.json", "vocab.txt", "1_Pooling/config.json"]
)
def test_the_hash_of_the_settings_tells_of_every_file_that_decides_on_an_embedding(model, tmp_path, name):
    folder = Path(shutil.copytree(model.folder, tmp_path / "model", ignore=shutil.ignore_patterns("*.safetensors")))
    before = hash_settings(folder)
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")

    assert before == hash_settings(model.folder) != hash_settings(folder)
    path.unlink()
    assert before != hash_settings(folder)


def test_the_weights_of_a_further_layer_count_as_settings(tmp_path):
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "modules.json").write_text('[{"path": ""}, {"path": "2_Dense"}]')
    hashes = set()
    for content in (b"", b"weights", b"others"):
        (tmp_path / "2_Dense" / "model.safetensors").write_bytes(content)
        hashes.add(hash_settings(tmp_path))

    assert len(hashes) == 3


@pytest.mark.parametrize("content", [None, "{", "[1]", "{}"])
def test_without_a_list_of_layers_the_folder_itself_counts(tmp_path, content):
    before = hash_settings(tmp_path)
    if content:
        (tmp_path / "modules.json").write_text(content)
    (tmp_path / "config.json").write_text("{}")

    assert hash_settings(tmp_path) != before


def test_a_file_is_hashed_as_sha256_does(tmp_path):
    (tmp_path / "file").write_bytes(b"skin" * 100_000)

    assert hash_file(tmp_path / "file") == hashlib.sha256(b"skin" * 100_000).hexdigest()

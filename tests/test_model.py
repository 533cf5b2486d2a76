import hashlib
from dataclasses import replace

import pytest

from builders import copy_model, flip_byte
from microneedling_faq.errors import ModelError
from microneedling_faq.model import check_weights, find_model, hash_file

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


def test_a_file_is_hashed_as_sha256_does(tmp_path):
    (tmp_path / "file").write_bytes(b"skin" * 100_000)

    assert hash_file(tmp_path / "file") == hashlib.sha256(b"skin" * 100_000).hexdigest()

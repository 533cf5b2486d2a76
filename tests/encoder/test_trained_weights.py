import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from builders import flip_byte
from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.encoder.trained_weights import read_trained, record_training, write_trained
from microneedling_faq.errors import ModelError

LAYER = "encoder.layer.0.attention.self.query"


@pytest.fixture
def trained(model, tmp_path):
    rng = np.random.default_rng(0)
    matrices = (rng.normal(size=(2, 384)).astype(np.float32) / 20, rng.normal(size=(384, 2)).astype(np.float32) / 20)
    vectors = np.eye(2, 384, dtype=np.float32)
    return write_trained(
        tmp_path / "trained", model.sha256, {LAYER: matrices}, ["topic:price", "passage:a:0-9"], vectors, {"seed": 0}
    )


def test_what_is_read_is_what_was_written(trained):
    again = read_trained(trained.folder)

    assert again == trained
    assert again.record == {"seed": 0}
    assert {name: vector.argmax() for name, vector in again.target_vectors().items()} == {"topic:price": 0, "passage:a:0-9": 1}
    assert [matrix.shape for matrix in again.adapter()[LAYER]] == [(2, 384), (384, 2)]


def test_the_same_weights_are_the_same_bytes_whatever_is_recorded_of_them(trained, model, tmp_path):
    names, vectors = zip(*trained.target_vectors().items(), strict=True)
    again = write_trained(tmp_path / "again", model.sha256, trained.adapter(), names, np.stack(vectors), {"seed": 7})

    assert again.sha256 == trained.sha256
    assert record_training(again.folder, model.sha256, {"seed": 8}).sha256 == trained.sha256


@pytest.mark.parametrize("name", ["adapter-*.npz", "targets-*.npz", "trained.json"])
def test_a_flipped_byte_is_noticed_with_a_way_out(trained, name):
    flip_byte(next(trained.folder.glob(name)), 40)

    with pytest.raises(ModelError, match=r"trained.*cannot be used.*index train"):
        read_trained(trained.folder)


@pytest.mark.parametrize("name", ["adapter-*.npz", "targets-*.npz", "trained.json"])
def test_a_missing_file_is_noticed_with_a_way_out(trained, name):
    next(trained.folder.glob(name)).unlink()

    with pytest.raises(ModelError, match=r"trained.*cannot be used.*index train"):
        read_trained(trained.folder)


def test_whenever_the_exchange_for_newer_weights_is_killed_the_old_ones_or_the_new_ones_are_there(trained, model, tmp_path):
    names, vectors = zip(*trained.target_vectors().items(), strict=True)
    new = write_trained(tmp_path / "new", model.sha256, trained.adapter(), names, np.stack(vectors)[::-1], {"seed": 1})
    script = Path(__file__).parent.parent / "killed_weights.py"
    command = [sys.executable, str(script), str(trained.folder), str(new.folder), str(tmp_path / "scratch")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert len(found) > 6
    assert {each["seed"] for each in found} == {0, 1}
    assert found[0]["seed"] == 0
    assert found[-1] == {"seed": 1, "files": 3}


def test_weights_that_were_written_before_hashes_were_in_the_names_are_read(trained, model):
    vectors = trained.target_vectors()
    for path in list(trained.folder.glob("*.npz")):
        path.rename(path.with_stem(path.stem.partition("-")[0]))
    record_training(trained.folder, model.sha256, {"seed": 0})
    before = read_trained(trained.folder)

    assert sorted(before.files) == ["adapter.npz", "targets.npz"]
    assert before.target_vectors().keys() == vectors.keys()
    assert before.adapter().keys() == {LAYER}


def test_no_folder_is_no_weights(tmp_path):
    assert read_trained(tmp_path / "nowhere") is None


def test_a_model_has_what_was_trained_on_its_own_weights_and_nothing_else(trained, model, tmp_path):
    assert find_model(trained=trained.folder).trained == trained
    assert find_model(trained=trained.folder).fingerprint == trained.sha256 != model.fingerprint == model.sha256
    other = shutil.copytree(trained.folder, tmp_path / "other")
    record_training(other, "0" * 64, {})

    assert find_model(trained=other) == model


def test_the_adapter_is_added_to_the_weights_that_it_names(trained, model):
    plain = CorpusEmbedder(model).transformer[0].auto_model.state_dict()
    merged = CorpusEmbedder(replace(model, trained=trained)).transformer[0].auto_model.state_dict()
    changed = {name for name, weights in plain.items() if not np.array_equal(weights, merged[name])}
    down, up = trained.adapter()[LAYER]

    assert changed == {f"{LAYER}.weight"}
    np.testing.assert_allclose(merged[f"{LAYER}.weight"] - plain[f"{LAYER}.weight"], up @ down, atol=1e-6)

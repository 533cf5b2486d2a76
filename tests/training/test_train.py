import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from builders import TAUGHT_QUESTIONS, taught_answers, write_files, write_taught_corpus
from microneedling_faq import Chatbot
from microneedling_faq.encoder.adapter_training import train_adapter
from microneedling_faq.encoder.trained_weights import read_trained
from microneedling_faq.errors import CorpusError, IndexFileError
from microneedling_faq.index.reader import load_index, read_manifest
from microneedling_faq.training import train as module
from microneedling_faq.training.train import train


@pytest.fixture(scope="module")
def taught(tmp_path_factory) -> Path:
    return write_taught_corpus(tmp_path_factory.mktemp("taught") / "corpus")


@pytest.fixture(scope="module")
def outcome(taught):
    """Of a training over damaged weights, for which the program says: train anew."""
    write_files(taught.parent, {"index/trained/trained.json": "{"})
    return train(taught, taught.parent / "index", None, [taught / TAUGHT_QUESTIONS])


def test_trained_weights_are_kept_and_answer(taught, outcome):
    chatbot = Chatbot.open(taught, taught.parent / "index")

    assert outcome.kept
    assert outcome.comparison.fallen() == []
    assert chatbot.reply("refund for a hat please").passages[0].document == "returns"
    assert chatbot.reply("will it rain on sunday").passages == ()


def test_the_index_says_which_weights_it_was_built_with(taught, outcome, model):
    trained = read_trained(taught.parent / "index" / "trained")

    assert trained.base_sha256 == model.sha256
    assert read_manifest(taught.parent / "index").model_sha256 == trained.sha256
    assert trained.record["seed"] == module.SEED
    assert {"torch", "sentence-transformers"} <= trained.record["libraries"].keys()
    assert sum(path.stat().st_size for path in trained.folder.iterdir()) < 3_000_000


def test_every_target_has_a_vector(taught, outcome):
    index = load_index(taught.parent / "index")

    assert index.target_vectors.shape == (len(index.targets), 384)


def test_a_wording_that_is_taught_after_the_training_counts_at_once(taught, outcome, tmp_path):
    corpus = Path(shutil.copytree(taught, tmp_path / "corpus"))
    index = Path(shutil.copytree(taught.parent / "index", tmp_path / "index"))
    said = "zorblatt my quux"
    before = Chatbot.open(corpus, index).reply(said)
    write_files(corpus, {"new.toml": taught_answers([said])})

    assert before.passages == ()
    assert Chatbot.open(corpus, index).reply(said).passages[0].document == "returns"


def test_what_staff_teach_while_a_training_runs_does_no_harm(taught, tmp_path, monkeypatch):
    corpus = Path(shutil.copytree(taught, tmp_path / "corpus"))

    def teach_meanwhile(*arguments, **options):
        write_files(corpus, {"new.toml": taught_answers(["zorblatt my quux"])})
        return train_adapter(*arguments, **options)

    monkeypatch.setattr(module, "train_adapter", teach_meanwhile)

    assert train(corpus, tmp_path / "index", None, []).kept
    assert Chatbot.open(corpus, tmp_path / "index").reply("zorblatt my quux").passages[0].document == "returns"


def test_an_index_is_trained_once_at_a_time(taught, tmp_path):
    (tmp_path / ".training").mkdir()

    with FileLock(tmp_path / ".training" / "lock"), pytest.raises(IndexFileError, match="under way already"):
        train(taught, tmp_path, None, [])


def test_too_few_wordings_are_an_error_with_a_way_out(small_corpus, tmp_path):
    with pytest.raises(CorpusError, match="0 wordings are too few to train on, 200 are needed"):
        train(small_corpus, tmp_path / "index", None, [])

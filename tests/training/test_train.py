import shutil
from itertools import product
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import Chatbot
from microneedling_faq.encoder.trained_weights import read_trained
from microneedling_faq.errors import CorpusError
from microneedling_faq.index.reader import load_index, read_manifest
from microneedling_faq.training import train as module
from microneedling_faq.training.train import train

NUMBERS = "one two three four five six seven eight nine ten".split()
ANSWERS = '[[answers]]\ndocument = "returns"\nquote = "We refund the price, but not the postage."\nwordings.en = [{}]\n'
OFF_TOPIC = '[[off_topic]]\nid = "weather"\nwordings.en = [{}]\n'
QUESTIONS = (
    '{"id": "1", "question": "can I get my money back?", "kind": "direct", "answerable": true, "relevant_paragraphs": [2], '
    '"grade2": [2]}\n{"id": "2", "question": "will it snow?", "kind": "off-topic", "answerable": false, '
    '"relevant_paragraphs": [], "grade2": []}\n'
)


def quoted(texts: list[str]) -> str:
    return ", ".join(f'"{text}"' for text in texts)


@pytest.fixture(scope="module")
def taught(tmp_path_factory, small_corpus) -> Path:
    """A corpus with as many wordings as a training wants, on two things."""
    corpus = Path(shutil.copytree(small_corpus, tmp_path_factory.mktemp("taught") / "corpus"))
    back = [
        " ".join(words) for words in product(("refund", "money back for", "return"), ("cup", "hat", "coat", "bag"), NUMBERS)
    ]
    sky = [
        " ".join(words)
        for words in product(("rain on", "will it be sunny on", "snow on"), ("monday", "may", "june", "friday"), NUMBERS)
    ]
    write_files(corpus, {"answers.toml": ANSWERS.format(quoted(back)), "off.toml": OFF_TOPIC.format(quoted(sky))})
    write_files(corpus.parent, {"questions.jsonl": QUESTIONS})
    return corpus


@pytest.fixture(scope="module")
def outcome(taught):
    """Of a training over damaged weights, for which the program says: train anew."""
    write_files(taught.parent, {"index/trained/trained.json": "{"})
    return train(taught, taught.parent / "index", None, [taught.parent / "questions.jsonl"])


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
    write_files(corpus, {"new.toml": ANSWERS.format(quoted([said]))})

    assert before.passages == ()
    assert Chatbot.open(corpus, index).reply(said).passages[0].document == "returns"


def test_too_few_wordings_are_an_error_with_a_way_out(small_corpus, tmp_path):
    with pytest.raises(CorpusError, match="0 wordings are too few to train on, 200 are needed"):
        train(small_corpus, tmp_path / "index", None, [])

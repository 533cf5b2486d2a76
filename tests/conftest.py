"""Fixtures on real parts: the real model, the real index of the shipped corpus, and a small corpus with an index of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported: no test may ask the network

import hypothesis
import pytest

from builders import SMALL_CORPUS, write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model, find_model
from microneedling_faq.encoder.onnx_encoder import QueryEncoder
from microneedling_faq.encoder.onnx_export import make_encoder
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index.reader import Index, load_index, stale_because
from microneedling_faq.paths import TRAINED, shipped
from servers import postgresql_server

hypothesis.settings.register_profile("unhurried", deadline=None)  # speed is shown in tests/bench, on a quiet machine
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """What one test sets in the environment, the next does not see."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of the PostgreSQL server of all tests."""
    with postgresql_server() as server:
        yield server.get_uri()


@pytest.fixture(scope="session")
def model() -> Model:
    return find_model()


@pytest.fixture(scope="session")
def embedder(model: Model) -> CorpusEmbedder:
    """sentence-transformers with the packaged model."""
    return CorpusEmbedder(model)


@pytest.fixture(scope="session")
def encoder(model: Model) -> QueryEncoder:
    """The query encoder from the user's cache folder, made first if it is not there."""
    return make_encoder(model)


@pytest.fixture(scope="session")
def shipped_model() -> Model:
    """The packaged model with what was trained on the shipped corpus."""
    return find_model(trained=shipped("index") / TRAINED)


@pytest.fixture(scope="session")
def shipped_index(shipped_model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped corpus as it is now: the committed one, or one built aside when that is stale."""
    committed = shipped("index")
    try:
        if stale_because(load_index(committed).manifest, shipped("corpus"), shipped_model) is None:
            return committed
    except IndexFileError:
        pass
    aside = tmp_path_factory.mktemp("shipped") / "index"
    if committed.is_dir():  # embeddings of texts that have not changed are taken over
        shutil.copytree(committed, aside)
    build_index(shipped("corpus"), aside, shipped_model)
    return aside


@pytest.fixture(scope="session")
def chatbot(shipped_index: Path) -> Chatbot:
    """The chatbot that visitors meet."""
    return Chatbot.open(index=shipped_index)


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six short documents; not to be written to."""
    return write_files(tmp_path_factory.mktemp("small") / "corpus", SMALL_CORPUS)


@pytest.fixture(scope="session")
def small_index(small_corpus: Path, model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the small corpus; not to be written to."""
    folder = tmp_path_factory.mktemp("small") / "index"
    build_index(small_corpus, folder, model)
    return folder


@pytest.fixture
def corpus_copy(small_corpus: Path, tmp_path: Path) -> Path:
    """The small corpus, to change at will."""
    return Path(shutil.copytree(small_corpus, tmp_path / "corpus"))


@pytest.fixture
def index_copy(small_index: Path, tmp_path: Path) -> Path:
    """The index of the small corpus, to damage at will."""
    return Path(shutil.copytree(small_index, tmp_path / "index"))


@pytest.fixture
def loaded(small_index: Path) -> Index:
    """The index of the small corpus, loaded."""
    return load_index(small_index)

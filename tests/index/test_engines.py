"""What holds of an index wherever it is kept: each test runs in a folder and in a PostgreSQL database."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from builders import make_entry, make_passage, parts_of, parts_titled, titles
from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.building.said_twice import said_twice
from microneedling_faq.building.verify import verify_index
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index.compact_embeddings import half_precision
from microneedling_faq.index.engines import engine_of
from microneedling_faq.index.lexical import LexicalIndex, tokenize
from microneedling_faq.index.writer import IndexParts
from microneedling_faq.index_places import DatabasePlace, IndexPlace
from microneedling_faq.types import Target

DIMENSIONS = 16


@pytest.fixture(params=["folder", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], IndexPlace]:
    """Makes a place that holds no index yet; those in the database share it, each a corpus of its own."""

    def make() -> IndexPlace:
        name = uuid4().hex
        if request.param == "folder":
            return tmp_path / name
        return DatabasePlace(request.getfixturevalue("postgresql"), name)

    return make


@pytest.fixture
def place(new_place: Callable[[], IndexPlace]) -> IndexPlace:
    return new_place()


def write(parts: IndexParts, place: IndexPlace) -> str:
    """Publish; the generation."""
    engine = engine_of(place)
    with engine.writing():
        return engine.write(parts).generation


def parts_with(parts: IndexParts, embeddings: np.ndarray, texts: list[str]) -> IndexParts:
    """Parts of other entries, each a passage of its own."""
    from dataclasses import replace

    return replace(
        parts,
        passages=[make_passage(text, start=row) for row, text in enumerate(texts)],
        entries=[make_entry(text, row=row) for row, text in enumerate(texts)],
        embeddings=half_precision(embeddings),
        lexical=LexicalIndex.from_texts(texts),
        target_vectors=None,
    )


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# Save and load


def test_a_loaded_index_is_what_was_written(loaded, place):
    write(parts_of(loaded), place)
    again = engine_of(place).load()

    assert list(again.passages) == list(loaded.passages)
    assert list(again.entries) == list(loaded.entries)
    assert again.passages[1:3] == loaded.passages[1:3]
    assert again.entries.many([3, 0, 3]) == loaded.entries.many([3, 0, 3])
    assert again.targets == loaded.targets
    assert again.entry_targets.tolist() == loaded.entry_targets.tolist()
    assert again.annotations == loaded.annotations
    assert again.calibration == loaded.calibration
    np.testing.assert_array_equal(again.vectors.embeddings(), loaded.vectors.embeddings())


@pytest.mark.parametrize("query", ["send a parcel back", "Té", "water water", "nothing of the kind", "parcel 🍮"])
def test_a_query_finds_the_same_wherever_the_index_is(loaded, place, encoder, query):
    write(parts_of(loaded), place)
    again = engine_of(place).load()
    embedding, tokens = encoder.embed([query]), tokenize([query])[0]

    expected, found = loaded.vectors.search(embedding, 10), again.vectors.search(embedding, 10)
    np.testing.assert_array_equal(found[1], expected[1])
    np.testing.assert_allclose(found[0], expected[0], atol=1e-6)
    np.testing.assert_allclose(again.lexical.scores(tokens), loaded.lexical.scores(tokens), rtol=1e-6)


def test_a_chatbot_replies_the_same(small_corpus, small_index, model, place):
    engine = engine_of(place)
    with engine.writing():
        engine.adopt(small_index)
    here, there = Chatbot.open(small_corpus, small_index), Chatbot.open(small_corpus, place)

    for message in ("How do I send a parcel back?", "How long does delivery to an island take?", "Do you sell shoes?"):
        assert there.reply(message) == here.reply(message)


def test_bm25_is_that_of_the_texts_themselves(loaded, place):
    random = np.random.default_rng(0)
    texts = [" ".join(random.choice(["scar", "acne", "laser", "needle", "skin"], random.integers(1, 9))) for _ in range(300)]
    write(parts_with(parts_of(loaded), unit_vectors(300), texts), place)

    for tokens in (["scar"], ["acn", "scar", "scar"], ["unheard"], []):
        np.testing.assert_allclose(
            engine_of(place).load().lexical.scores(tokens), LexicalIndex.from_texts(texts).scores(tokens), rtol=1e-6
        )


def test_equal_entries_are_each_found_in_the_order_of_the_rows(loaded, place):
    vectors = np.repeat(unit_vectors(3), 4, axis=0)
    write(parts_with(parts_of(loaded), vectors, ["the same"] * 12), place)
    cosines, rows = engine_of(place).load().vectors.search(vectors[4:5], 100)

    assert rows.shape == cosines.shape == (1, 12)
    assert rows[0, :4].tolist() == [4, 5, 6, 7]
    assert sorted(rows[0].tolist()) == list(range(12))


def test_among_many_entries_nearly_all_of_the_nearest_are_found(loaded, place):
    vectors = unit_vectors(10_500)
    write(parts_with(parts_of(loaded), vectors, [f"text {row}" for row in range(len(vectors))]), place)
    queries = unit_vectors(50, seed=1)
    index = engine_of(place).load()
    _, rows = index.vectors.search(queries, 100)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]

    assert index.manifest.vectors["search"].startswith(("HNSW", "short codes"))
    assert rows.shape == (50, 100)
    assert np.mean([np.isin(a, b).mean() for a, b in zip(exact, rows[:, :10], strict=True)]) >= 0.97


# Builds


def test_the_same_content_is_the_same_generation(loaded, new_place):
    one, other = new_place(), new_place()

    assert write(parts_of(loaded), one) == write(parts_of(loaded), other) == write(parts_of(loaded), one)


def test_whoever_watches_sees_a_change_by_its_stamp(loaded, place):
    assert engine_of(place).stamp() is None
    write(parts_titled(loaded, "one"), place)
    first = engine_of(place).stamp()
    assert first == engine_of(place).stamp()
    write(parts_titled(loaded, "two"), place)

    assert engine_of(place).stamp() != first
    assert engine_of(place).written_at() > 1.7e9


def test_a_reader_during_builds_finds_one_whole_index_or_the_next(loaded, place):
    write(parts_titled(loaded, "build 0"), place)
    builds = threading.Thread(target=lambda: [write(parts_titled(loaded, f"build {number}"), place) for number in range(1, 6)])
    builds.start()
    seen = []
    while builds.is_alive():
        seen.append(titles(engine_of(place).load()))
    builds.join()

    assert all(len(each) == 1 for each in seen)
    assert titles(engine_of(place).load()) == {"build 5"}


KILLED = """
import sys
from pathlib import Path
from builders import parts_of, parts_titled
from microneedling_faq.index.engines import engine_of
from microneedling_faq.index.reader import load_index
from microneedling_faq.index_places import index_place

place, loaded = index_place(sys.argv[2]), load_index(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(1000):
    engine = engine_of(place)
    with engine.writing():
        engine.write(parts_titled(loaded, f"build {number}"))
"""


def test_a_build_that_is_killed_leaves_a_whole_index(loaded, small_index, place):
    write(parts_titled(loaded, "old"), place)
    named = place if isinstance(place, Path) else f"{place.address}&corpus={place.corpus}"
    command = [sys.executable, "-c", KILLED, str(small_index), str(named)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as process:
        process.stdout.readline()
        while process.poll() is None and engine_of(place).load().passages[0].title == "old":
            pass
        assert process.poll() is None, "it ended by itself"
        process.kill()

    assert len(titles(engine_of(place).load())) == 1
    write(parts_titled(loaded, "new"), place)
    assert titles(engine_of(place).load()) == {"new"}


def test_a_build_takes_over_what_has_not_changed_and_finds_what_has(corpus_copy, place, model, encoder):
    build_index(corpus_copy, place, model)
    before = engine_of(place).known_embeddings(model.fingerprint)
    assert verify_index(corpus_copy, place, model) == []
    assert said_twice(engine_of(place).load()) == []
    (corpus_copy / "returns.md").write_text("# Returns\n\nParcels with hats may come back until midsummer.\n")
    build_index(corpus_copy, place, model)
    index = engine_of(place).load()

    assert "Parking Two hours are free behind the house." in before
    assert verify_index(corpus_copy, place, model) == []
    _, rows = index.vectors.search(encoder.embed(["until when can I return a hat?"]), 1)
    assert "hats" in index.entries[int(rows[0, 0])].text


def test_embeddings_of_another_model_are_not_taken_over(loaded, place):
    assert len(engine_of(place).known_embeddings(loaded.manifest.model_sha256)) == 0
    write(parts_of(loaded), place)

    assert len(engine_of(place).known_embeddings("0" * 64)) == 0
    assert len(engine_of(place).known_embeddings(loaded.manifest.model_sha256)) > 0


# What is wrong


def test_where_there_is_no_index_it_is_told_how_to_get_one(place):
    for ask in (engine_of(place).load, engine_of(place).read_manifest):
        with pytest.raises(IndexFileError, match=r"there is no index.*\. Build it: microneedling-faq index build"):
            ask()


def test_an_index_of_another_format_is_refused(loaded, place, monkeypatch):
    write(parts_of(loaded), place)
    monkeypatch.setattr("microneedling_faq.index.reader.INDEX_FORMAT", 99)
    monkeypatch.setattr("microneedling_faq.index.postgresql.reader.INDEX_FORMAT", 99)

    with pytest.raises(IndexFileError, match=r"format 5, this program reads 99\. Rebuild it"):
        engine_of(place).load()


def test_targets_of_other_kinds_come_back(loaded, place):
    entries = [*loaded.entries, make_entry("hello", target=Target("small_talk", "greeting"), kind="wording")]
    vectors = np.concatenate([loaded.vectors.embeddings(), loaded.vectors.embeddings()[:1]])
    parts = parts_of(loaded, entries=entries, embeddings=vectors)
    write(parts, place)
    again = engine_of(place).load()

    assert again.targets[-1] == again.entries[-1].target == Target("small_talk", "greeting")

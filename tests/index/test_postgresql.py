"""What only an index in a database does: several corpora side by side, versions, and errors of its own."""

from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import make_url, text

from builders import parts_of, parts_titled, titles
from microneedling_faq.cli import main
from microneedling_faq.errors import IndexFileError
from microneedling_faq.index.engines import engine_of
from microneedling_faq.index.postgresql import storing, writer
from microneedling_faq.index.postgresql.connection import open_database
from microneedling_faq.index.postgresql.reader import read_versions
from microneedling_faq.index.postgresql.schema import SCHEMA
from microneedling_faq.index.postgresql.writer import roll_back, write_index
from microneedling_faq.index_places import DatabasePlace, index_place
from servers import connected


@pytest.fixture
def place(postgresql: str) -> DatabasePlace:
    """A corpus of its own in the database of all tests."""
    return DatabasePlace(postgresql, uuid4().hex)


@pytest.fixture
def new_database(postgresql: str) -> str:
    """The address of a database of its own."""
    name = f"index_{uuid4().hex}"
    with connected(postgresql) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return make_url(postgresql).set(database=name).render_as_string(hide_password=False)


def count(place: DatabasePlace, table: str) -> int:
    query = f"SELECT count(*) FROM {SCHEMA}.{table} JOIN {SCHEMA}.corpus ON id = corpus WHERE name = %s"
    return open_database(place).fetch(query, [place.corpus])[0][0]


# Where it is


def test_an_address_names_a_corpus_and_is_shown_without_its_password():
    place = index_place("postgresql+psycopg://ana:secret@db.example:5433/faq?sslmode=require&corpus=north&password=secret")

    assert place.corpus == "north"
    assert place.address.startswith("postgresql://ana:secret@db.example:5433/faq?sslmode=require")
    assert str(place) == "postgresql://ana@db.example:5433/faq?sslmode=require&corpus=north"
    assert str(index_place("postgresql://db/faq")) == "postgresql://db/faq?corpus=faq"


def test_corpora_in_one_database_do_not_see_each_other(loaded, place, postgresql):
    other = DatabasePlace(postgresql, uuid4().hex)
    write_index(parts_titled(loaded, "north"), place)
    write_index(parts_titled(loaded, "south"), other)

    assert titles(engine_of(place).load()) == {"north"}
    assert titles(engine_of(other).load()) == {"south"}


# Versions


def test_a_build_writes_only_what_no_version_has_yet(loaded, place):
    write_index(parts_of(loaded), place)
    entries = count(place, "entry")
    again = parts_of(loaded, entries=list(loaded.entries)[:-1], embeddings=loaded.vectors.embeddings()[:-1])
    write_index(again, place)

    assert count(place, "entry") == entries == len(loaded.entries)
    assert len(engine_of(place).load().entries) == entries - 1


def test_going_back_puts_the_version_before_in_use_and_then_there_is_none(loaded, place):
    write_index(parts_titled(loaded, "one"), place)
    write_index(parts_titled(loaded, "two"), place)
    in_use = engine_of(place).load()
    roll_back(place)

    assert titles(engine_of(place).load()) == {"one"}
    assert titles(in_use) == {"two"}  # whoever answers from it still can
    assert [version.in_use for version in read_versions(place)] == [True, False]
    with pytest.raises(IndexFileError, match="no older version is kept"):
        roll_back(place)
    write_index(parts_titled(loaded, "three"), place)
    assert titles(engine_of(place).load()) == {"three"}


def test_old_versions_are_pushed_out_with_what_only_they_had_and_words_are_found_as_before(loaded, place, monkeypatch):
    monkeypatch.setattr(writer, "KEPT_VERSIONS", 2)
    monkeypatch.setattr(storing, "MOST_BATCHES", 3)
    vectors = loaded.vectors.embeddings()
    pushed_out = None
    for number in range(8):
        shifted = parts_of(loaded, embeddings=np.roll(vectors, number, axis=0))  # so all entries are other ones
        write_index(shifted, place)
        pushed_out = pushed_out or engine_of(place).load()
    index = engine_of(place).load()

    assert len(read_versions(place)) == 2
    assert count(place, "entry") == 2 * len(loaded.entries)
    assert count(place, "passage") == len(loaded.passages)
    for tokens in (["parcel"], ["water", "soil"]):
        np.testing.assert_allclose(index.lexical.scores(tokens), loaded.lexical.scores(tokens), rtol=1e-6)
    with pytest.raises(IndexFileError, match="newer versions have pushed out the one in use here"):
        pushed_out.vectors.search(vectors[:1], len(vectors))


# What is wrong


def test_a_record_that_was_changed_or_lost_is_found(loaded, place, postgresql):
    write_index(parts_of(loaded), place)
    assert list(engine_of(place).damage()) == []
    of_corpus = f"corpus = (SELECT id FROM {SCHEMA}.corpus WHERE name = '{place.corpus}')"
    with connected(postgresql) as connection:
        connection.execute(text(f"UPDATE {SCHEMA}.passage SET record = replace(record, 'parcel', 'horse') WHERE {of_corpus}"))
        connection.execute(text(f"DELETE FROM {SCHEMA}.entry WHERE {of_corpus} AND number = 3"))
    damage = [line.rpartition(f"{place}: ")[2] for line in engine_of(place).damage()]

    assert damage
    assert {line.partition(" ")[2].partition(" ")[2] for line in damage[:-1]} == {"is not as it was written (its key differs)"}
    assert damage[-1] == "entry 3 is missing"


def test_a_server_that_does_not_answer_is_an_error_with_a_way_out():
    place = index_place("postgresql://ana:secret@127.0.0.1:1/faq")

    with pytest.raises(
        IndexFileError, match=r"@127\.0\.0\.1:1/faq.*cannot be used now .*Look whether its server runs"
    ) as raised:
        engine_of(place).load()
    assert "secret" not in str(raised.value)
    assert engine_of(place).stamp() is None


def test_who_may_not_install_pgvector_is_told_who_may(loaded, new_database):
    role = f"clerk_{uuid4().hex}"
    with connected(new_database) as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    place = DatabasePlace(make_url(new_database).set(username=role).render_as_string(hide_password=False))

    with pytest.raises(IndexFileError, match="have its owner run once: CREATE EXTENSION vector"):
        write_index(parts_of(loaded), place)


def test_tables_of_another_format_are_refused(loaded, new_database):
    place = DatabasePlace(new_database)
    write_index(parts_of(loaded), place)
    with connected(new_database) as connection:
        connection.execute(text(f"UPDATE {SCHEMA}.format SET number = 99"))

    for ask in (engine_of(place).load, lambda: write_index(parts_of(loaded), place)):
        with pytest.raises(IndexFileError, match="its tables have format 99, this program reads 1"):
            ask()


def test_a_connection_that_was_cut_is_made_anew(loaded, place, postgresql):
    write_index(parts_of(loaded), place)
    index = engine_of(place).load()
    with connected(postgresql) as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))

    assert index.passages[0] == loaded.passages[0]


# Commands


def test_the_commands_take_an_address_where_they_take_a_folder(corpus_copy, place, capsys):
    options = ["--corpus", str(corpus_copy), "--index", f"{place.address}&corpus={place.corpus}"]
    assert main(["index", "build", *options]) == 0
    assert main(["ask", "How long does delivery to an island take?", *options]) == 0
    assert "Islands take three days longer." in capsys.readouterr().out
    (corpus_copy / "returns.md").write_text("# Returns\n\nParcels with hats may come back until midsummer.\n")
    assert main(["index", "build", *options]) == 0
    assert main(["index", "verify", *options]) == 0
    capsys.readouterr()

    assert main(["index", "rollback", *options]) == 0
    assert main(["index", "status", *options]) == 0
    out = capsys.readouterr().out
    assert "stale: returns.md changed since" in out
    assert "version   1: " in out
    assert out.count("in use") == 1
    assert main(["index", "verify", *options]) == 1
    assert main(["bundle", str(corpus_copy.parent / "bundle"), *options]) == 1
    assert "a bundle holds an index of its own, in files" in capsys.readouterr().err

"""The tables, in a schema of their own.

corpus       a site: its name, the version that is in use, and the numbers of the next records: none is given twice
version      what a build published: manifest, annotations, and as arrays of numbers which records it has in which order
passage      records, once for all versions that have them
entry        the same with embeddings; a partition for each corpus, with HNSW where entries are many
posting      for a word, which entries of a batch hold it how often; a batch is what one build added, and never changes

A record is known by a key of all that is in it, so a build writes only what no version has yet. All arrays are little-endian.
"""

from typing import TYPE_CHECKING, Any

from ...errors import IndexFileError
from ...index_places import DatabasePlace
from .connection import Database

if TYPE_CHECKING:
    from psycopg import Cursor

SCHEMA = "microneedling_faq_index"
TABLES_FORMAT = 1
_TABLES = f"""
CREATE EXTENSION IF NOT EXISTS vector;
CREATE SCHEMA {SCHEMA};
CREATE TABLE {SCHEMA}.format (number int NOT NULL);
INSERT INTO {SCHEMA}.format VALUES ({TABLES_FORMAT});
CREATE TABLE {SCHEMA}.corpus (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE,
    version int,
    next_passage int NOT NULL DEFAULT 0,
    next_entry int NOT NULL DEFAULT 0
);
CREATE TABLE {SCHEMA}.version (
    corpus int NOT NULL REFERENCES {SCHEMA}.corpus,
    number int NOT NULL,
    written timestamptz NOT NULL DEFAULT now(),
    manifest jsonb NOT NULL,
    content text NOT NULL,
    passages bytea NOT NULL,
    entries bytea NOT NULL,
    entry_targets bytea NOT NULL,
    word_counts bytea NOT NULL,
    target_vectors bytea,
    PRIMARY KEY (corpus, number)
);
CREATE TABLE {SCHEMA}.passage (
    corpus int NOT NULL, number int NOT NULL, key bigint NOT NULL, record text NOT NULL,
    PRIMARY KEY (corpus, number)
);
CREATE TABLE {SCHEMA}.entry (
    corpus int NOT NULL, number int NOT NULL, key bigint NOT NULL, record text NOT NULL, words int NOT NULL,
    embedding halfvec NOT NULL,
    PRIMARY KEY (corpus, number)
) PARTITION BY LIST (corpus);
CREATE TABLE {SCHEMA}.posting (
    corpus int NOT NULL, word bigint NOT NULL, batch int NOT NULL, entries bytea NOT NULL, counts bytea NOT NULL,
    PRIMARY KEY (corpus, word, batch)
);
ALTER TABLE {SCHEMA}.posting ALTER entries SET STORAGE EXTERNAL, ALTER counts SET STORAGE EXTERNAL;
"""
_MAKING_TABLES = 7_150_019  # the advisory lock of who makes them


def make_tables(cursor: "Cursor[Any]", place: DatabasePlace) -> None:
    """Make the tables where there are none.

    :raises IndexFileError: If there are tables of another format.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MAKING_TABLES])
    found = cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{SCHEMA}.format"]).fetchone()
    if found and found[0]:
        row = cursor.execute(f"SELECT number FROM {SCHEMA}.format").fetchone()
        check_format(row[0] if row else 0, place)
    else:
        cursor.connection.execute(_TABLES)  # many statements at once, which a cursor for binary data does not take


def check_format(number: int, place: DatabasePlace) -> None:
    """Refuse tables that another version of this program made.

    :raises IndexFileError: If they are.
    """
    if number != TABLES_FORMAT:
        raise IndexFileError(
            f"{place}: its tables have format {number}, this program reads {TABLES_FORMAT}. Name another database with "
            f"--index, or have its owner run: DROP SCHEMA {SCHEMA} CASCADE; then: microneedling-faq index build"
        )


def corpus_id(database: Database) -> int:
    """The number of a place's corpus.

    :raises IndexFileError: If it has none, or the tables are of another format.
    """
    ((number,),) = database.fetch(f"SELECT number FROM {SCHEMA}.format")
    check_format(number, database.place)
    rows = database.fetch(f"SELECT id FROM {SCHEMA}.corpus WHERE name = %s AND version IS NOT NULL", [database.place.corpus])
    if not rows:
        raise IndexFileError(f"{database.place}: there is no index of this corpus. Build it: microneedling-faq index build")
    return int(rows[0][0])

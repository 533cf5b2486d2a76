from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from microneedling_faq.errors import StoreError
from microneedling_faq.setting_kinds import is_postgresql
from microneedling_faq.store import migrating
from microneedling_faq.store.audit import read_audit
from microneedling_faq.store.migrating import migrate
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.schema import tables
from microneedling_faq.store.users import list_users

STEPS = ScriptDirectory(str(Path(migrating.__file__).parent / "migrations"))
VERSIONS = [step.revision for step in STEPS.walk_revisions()][::-1]

KEPT_BY_V1 = (
    "INSERT INTO users VALUES ('ada', 'hash', 'edits', '2026-11-30 09:30:00', NULL)",
    "INSERT INTO audit_log (time, who, what, details) VALUES ('2026-11-30 09:30:00', 'ada', 'login', '{\"a\": 1}')",
)


def engine_of(database):
    url = make_url(database if "://" in database else f"sqlite:///{database}")
    return create_engine(url.set(drivername="postgresql+psycopg") if is_postgresql(database) else url)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_store_of_every_version_is_brought_up_to_date_and_loses_nothing(database, version):
    engine = engine_of(database)
    with engine.begin() as connection:
        migrate(connection, "x", to=version)
        for line in KEPT_BY_V1:
            connection.execute(text(line))
    engine.dispose()
    store = open_store(database)
    with store.reading() as connection:
        assert [user.name for user in list_users(connection)] == ["ada"]
        assert [(entry.what, entry.details) for entry in read_audit(connection)] == [("login", {"a": 1})]
        assert MigrationContext.configure(connection).get_current_revision() == VERSIONS[-1]


def test_the_steps_make_the_tables_that_the_program_uses(store):
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, tables) == []


def test_a_store_of_a_newer_version_is_left_alone(database):
    store = open_store(database)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'v99'"))
    with pytest.raises(StoreError, match=r"newer version of the program .*v99"):
        open_store(database)
    with store.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "v99"

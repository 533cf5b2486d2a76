from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from microneedling_faq.store.audit import read_audit, record
from microneedling_faq.store.schema import audit_log

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def test_entries_are_read_newest_first_a_page_at_a_time(store):
    with store.writing() as connection:
        for number in range(5):
            record(connection, "ada", "wording.teach", NOW, number=number, targets=["a", "b"])
        first = read_audit(connection, limit=3)
        second = read_audit(connection, limit=3, before=first[-1].id)
    assert [entry.details["number"] for entry in (*first, *second)] == [4, 3, 2, 1, 0]
    assert (first[0].who, first[0].what, first[0].time, first[0].details["targets"]) == (
        "ada",
        "wording.teach",
        NOW,
        ["a", "b"],
    )


@pytest.mark.parametrize("statement", [update(audit_log).values(who="eve"), delete(audit_log)], ids=["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(store, statement):
    with store.writing() as connection:
        record(connection, "ada", "login", NOW)
    with pytest.raises(DBAPIError, match="the audit log only grows"), store.writing() as connection:
        connection.execute(statement)
    with store.reading() as connection:
        assert [entry.who for entry in read_audit(connection)] == ["ada"]

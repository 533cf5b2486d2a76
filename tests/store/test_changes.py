from datetime import UTC, datetime

import pytest

from microneedling_faq.errors import StoreError
from microneedling_faq.store.changes import draft_change, find_change, list_changes, move_change, set_details

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def test_a_change_remembers_who_did_what_with_it(store):
    with store.writing() as connection:
        change = draft_change(connection, "wording", '"cost" -> price', {"wording": "cost"}, "ada", NOW)
        move_change(connection, change, "draft", "applied", "bob", NOW)
        set_details(connection, change, {"wording": "cost", "line": 7})
        found = find_change(connection, change)
    assert (found.state, found.details["line"]) == ("applied", 7)
    assert [(step.state, step.who) for step in found.steps] == [("draft", "ada"), ("applied", "bob")]


def test_of_two_who_apply_a_change_one_is_told(store):
    with store.writing() as connection:
        change = draft_change(connection, "wording", "x", {}, "ada", NOW)
        move_change(connection, change, "draft", "applied", "ada", NOW)
        with pytest.raises(StoreError, match="no longer 'draft'"):
            move_change(connection, change, "draft", "applied", "bob", NOW)
        assert len(find_change(connection, change).steps) == 2


def test_changes_are_listed_newest_first_by_state(store):
    with store.writing() as connection:
        ids = [draft_change(connection, "wording", str(number), {}, "ada", NOW) for number in range(3)]
        move_change(connection, ids[1], "draft", "applied", "ada", NOW)
        assert [change.summary for change in list_changes(connection)] == ["2", "1", "0"]
        assert [change.summary for change in list_changes(connection, state="draft")] == ["2", "0"]
        assert find_change(connection, 99) is None

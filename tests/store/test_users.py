from datetime import UTC, datetime, timedelta

import pytest

from microneedling_faq.errors import StoreError
from microneedling_faq.store.failed_logins import Failures, count_failures, forget_failures, record_failure
from microneedling_faq.store.schema import sessions
from microneedling_faq.store.sessions import begin_session, end_session, end_sessions_of, find_session
from microneedling_faq.store.users import add_user, find_user, list_users, set_disabled, set_password, set_role

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def connection(store):
    with store.writing() as connection:
        add_user(connection, "Ada", "hash", "answers", NOW)
        yield connection


def test_a_user_is_found_whatever_the_case_of_their_name(connection):
    assert find_user(connection, " ADA ") == find_user(connection, "ada")
    assert find_user(connection, "ada").role == "answers"
    assert find_user(connection, "bob") is None


@pytest.mark.parametrize("name", ["ada", "ADA", "", " ", "a b", "x" * 65, "a\nb", "<b>"])
def test_a_name_that_is_taken_or_none_is_refused(connection, name):
    with pytest.raises(StoreError):
        add_user(connection, name, "hash", "answers", NOW)
    assert len(list_users(connection)) == 1


def test_password_and_role_can_be_changed_of_a_user_that_there_is(connection):
    set_password(connection, "Ada", "other")
    set_role(connection, "Ada", "edits")
    assert (find_user(connection, "ada").password_hash, find_user(connection, "ada").role) == ("other", "edits")
    with pytest.raises(StoreError, match="no user 'bob'"):
        set_role(connection, "bob", "edits")


def test_a_session_counts_until_it_expires(connection):
    token = begin_session(connection, "ada", NOW, HOUR)
    session = find_session(connection, token, NOW + HOUR - timedelta(seconds=1))
    assert (session.user.name, session.created, session.expires) == ("ada", NOW, NOW + HOUR)
    assert find_session(connection, token, NOW + HOUR) is None
    assert find_session(connection, token + "x", NOW) is None


def test_a_session_can_be_ended_alone_or_with_all_of_its_user(connection):
    tokens = [begin_session(connection, "ada", NOW, HOUR) for _ in range(3)]
    end_session(connection, tokens[0])
    assert [bool(find_session(connection, token, NOW)) for token in tokens] == [False, True, True]
    end_sessions_of(connection, "ada")
    assert [bool(find_session(connection, token, NOW)) for token in tokens] == [False] * 3


def test_no_session_of_a_disabled_user_counts(connection):
    token = begin_session(connection, "ada", NOW, HOUR)
    set_disabled(connection, "ada", NOW)
    assert find_session(connection, token, NOW) is None
    set_disabled(connection, "ada", None)
    assert find_session(connection, token, NOW)


def test_the_store_holds_no_token_and_no_session_that_has_expired(connection):
    token = begin_session(connection, "ada", NOW, HOUR)
    assert token not in str(connection.execute(sessions.select()).all())
    begin_session(connection, "ada", NOW + 2 * HOUR, HOUR)
    assert len(connection.execute(sessions.select()).all()) == 1


def test_failures_are_counted_by_account_and_by_address_since_a_time(connection):
    for account, address, time in (("ada", "a", NOW - HOUR), ("Ada", "b", NOW), ("bob", "b", NOW), ("x" * 5000, "c", NOW)):
        record_failure(connection, account, address, time)
    assert count_failures(connection, "ada", "b", NOW) == Failures(of_account=1, of_address=2)
    assert count_failures(connection, "ada", "a", NOW - HOUR) == Failures(of_account=2, of_address=1)
    assert count_failures(connection, "x" * 5000, "d", NOW) == Failures(of_account=1, of_address=0)
    forget_failures(connection, "ada")
    assert count_failures(connection, "ada", "b", NOW - HOUR) == Failures(of_account=0, of_address=2)


def test_failures_are_forgotten_after_a_day(connection):
    record_failure(connection, "ada", "a", NOW)
    record_failure(connection, "bob", "b", NOW + 25 * HOUR)
    assert count_failures(connection, "ada", "a", NOW - HOUR) == Failures(0, 0)

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk_visiting import PASSWORD
from starlette.testclient import TestClient

from microneedling_faq import Chatbot
from microneedling_faq.store.audit import read_audit
from microneedling_faq.store.database import Store
from microneedling_faq.store.failed_logins import record_failure
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.staff.authentication import OF_ACCOUNT, OF_ADDRESS, sign_in
from microneedling_faq.web.staff.gate import COOKIE

AT_ONCE = OF_ACCOUNT[0][1]
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def log_in(client: TestClient, name: str = "ada", password: str = PASSWORD):
    return client.post("/staff/login", data={"name": name, "password": password})


def test_a_login_gives_a_cookie_that_no_script_and_no_other_site_gets(stranger):
    answer = log_in(stranger, "ADA ")

    assert (answer.status_code, answer.headers["location"]) == (303, "./")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age=43200" in cookie
    assert "path=" not in cookie  # so that it has that of the address in the browser
    assert "secure" not in cookie


def test_behind_tls_the_cookie_is_secure(clinic_chatbot: Chatbot, staffed: Store):
    settings = replace(clinic_chatbot.settings, proxies=("testclient",))
    app = create_app(replace(clinic_chatbot, settings=settings), kept=Kept(store=lambda: staffed))
    headers = {"Origin": "https://testserver", "X-Forwarded-Proto": "https"}
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        assert "secure" in log_in(client).headers["set-cookie"].lower()


def test_signing_out_ends_the_session(member):
    token = member.cookies[COOKIE]
    answer = member.post("/staff/logout")

    assert (answer.status_code, answer.headers["location"]) == (303, "login")
    assert COOKIE not in member.cookies
    assert member.get("/staff/config", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


@pytest.mark.parametrize("name", ["ada", "nobody", "", "a" * 10_000, "<script>", "ada\x00"])
def test_a_wrong_login_does_not_tell_what_was_wrong(stranger, name):
    answer = log_in(stranger, name, "wrong")

    assert answer.status_code == 401
    assert "Name and password do not fit" in answer.text
    assert "<script>" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"name=ada", b"&" * 1000, b"name=ada&password="])
def test_a_form_that_is_none_is_a_wrong_login(stranger, body):
    assert stranger.post("/staff/login", content=body).status_code in (400, 401)


def test_who_guesses_is_slowed_down_though_they_should_guess_right(stranger, staffed: Store):
    with staffed.writing() as connection:
        for _ in range(AT_ONCE):
            record_failure(connection, "ada", "203.0.113.9", datetime.now(UTC))
    refused = log_in(stranger)

    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert "Please wait a minute" in refused.text
    assert log_in(stranger, "bea").status_code == 303  # another account is not


def test_every_failure_counts_and_a_minute_later_one_may_try_again(staffed: Store):
    attempts = [sign_in(staffed, "ada", "wrong", "203.0.113.9", NOW) for _ in range(AT_ONCE + 1)]

    assert [bool(attempt.wait) for attempt in attempts] == [False] * AT_ONCE + [True]
    assert sign_in(staffed, "ada", PASSWORD, "203.0.113.9", NOW + timedelta(seconds=61)).token


def test_who_tries_many_names_is_slowed_down_by_address(staffed: Store):
    for number in range(OF_ADDRESS[0][1]):
        assert not sign_in(staffed, f"name{number}", "wrong", "203.0.113.9", NOW).wait

    assert sign_in(staffed, "ada", PASSWORD, "203.0.113.9", NOW).wait
    assert sign_in(staffed, "ada", PASSWORD, "203.0.113.10", NOW).token


def test_a_login_that_succeeds_forgives_the_failures_before(staffed: Store):
    for _ in range(3):
        for _ in range(AT_ONCE - 1):
            assert not sign_in(staffed, "ada", "wrong", "203.0.113.9", NOW).token
        assert sign_in(staffed, "ada", PASSWORD, "203.0.113.9", NOW).token


def test_the_audit_log_tells_who_came_and_went(member, staffed: Store):
    log_in(member, "eve", "wrong")
    member.post("/staff/logout")

    with staffed.reading() as connection:
        entries = [(entry.who, entry.what) for entry in read_audit(connection)]
    assert entries[:3] == [("ada", "logout"), ("eve", "login.failed"), ("ada", "login")]


def test_no_password_is_kept_or_logged(member, staffed: Store):
    with staffed.reading() as connection:
        kept = "\n".join(connection.connection.iterdump())

    assert PASSWORD not in kept
    assert re.search(r"\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$", kept)
    assert member.cookies[COOKIE] not in kept

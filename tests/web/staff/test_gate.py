from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from desk_visiting import NAMES, PASSWORD
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient

from microneedling_faq import Chatbot
from microneedling_faq.store.database import Store
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.sessions import begin_session
from microneedling_faq.store.users import set_disabled
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.staff.gate import COOKIE

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def paths_below(routes: list[BaseRoute], before: str = "") -> Iterator[str]:
    """Every path of some routes and of the applications mounted there, its parameters filled in."""
    for route in routes:
        path = before + getattr(route, "path", "").replace(":path", "").replace("{", "x").replace("}", "x")
        if isinstance(route, Mount):
            yield f"{path}/"
            yield from paths_below(list(route.routes), path)
        elif hasattr(route, "original_router"):  # FastAPI keeps a router that was included as it is
            yield from paths_below(list(route.original_router.routes), before + (getattr(route, "prefix", "") or ""))
        else:
            yield path


def all_paths(app: FastAPI) -> list[str]:
    staff = next(route for route in app.routes if isinstance(route, Mount) and route.path == "/staff")
    return sorted(set(paths_below(list(staff.routes), "/staff")))


def test_every_path_of_the_desk_is_closed_to_strangers(stranger, staff_app):
    paths = all_paths(staff_app)

    assert len(paths) > 40  # Gradio's own are among them
    assert {"/staff/config", "/staff/gradio_api/queue/join", "/staff/gradio_api/upload", "/staff/logout"} <= set(paths)
    answers = {
        (method, path): stranger.request(method, path).status_code
        for method, path in product(METHODS, paths)
        if path != "/staff/login"
    }
    assert {asked: status for asked, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/staff/gradio_api/file=/etc/passwd",
        "/staff/gradio_api/info",
        "/staff/gradio_api/openapi.json",
        "/staff/monitoring",
        "/staff//config",
        "/staff/./config",
        "/staff/login/../config",
        "/staff/%6cogin/",
        "/staff/login/",
        "/staff/there-is-no-such-thing",
    ],
)
def test_no_other_spelling_opens_it(stranger, path):
    assert stranger.get(path).status_code == 401


def test_a_stranger_is_shown_the_login_page(stranger):
    page = stranger.get("/staff/")

    assert page.status_code == 401
    assert "Sign in" in page.text
    assert "gradio" not in page.text
    assert stranger.get("/staff/login").status_code == 200


def test_a_member_is_let_in(member):
    assert "gradio-app" in member.get("/staff/").text
    assert member.get("/staff/config").json()["username"] == "ada"
    assert member.get("/staff/login").headers["location"] == "./"


@pytest.mark.parametrize("token", ["", "x", "x" * 10_000, "é", '"'])
def test_a_made_up_token_opens_nothing(stranger, token):
    cookie = f"{COOKIE}={token}".encode()

    assert stranger.get("/staff/config", headers=[(b"Cookie", cookie)]).status_code == 401


def test_a_session_that_has_expired_opens_nothing(stranger, staffed: Store):
    with staffed.writing() as connection:
        token = begin_session(connection, "ada", datetime.now(UTC) - timedelta(hours=13), timedelta(hours=12))

    assert stranger.get("/staff/config", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


def test_who_is_disabled_is_out_at_once(member, staffed: Store):
    with staffed.writing() as connection:
        set_disabled(connection, "ada", datetime.now(UTC))

    assert member.get("/staff/config").status_code == 401
    assert member.post("/staff/login", data={"name": "ada", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "none", "Origin": "http://testserver"},
    ],
)
@pytest.mark.parametrize("path", ["/staff/login", "/staff/logout", "/staff/gradio_api/component_server"])
def test_what_another_page_sends_is_refused(member, path, headers):
    assert member.post(path, headers=headers).status_code == 403
    assert member.get("/staff/config").status_code == 200  # and has not signed anybody out


def test_there_is_no_desk_until_somebody_has_an_account(member, staffed: Store):
    with staffed.writing() as connection:
        for name in NAMES:
            set_disabled(connection, name, datetime.now(UTC))

    assert member.get("/staff/").status_code == 404
    assert member.get("/staff/login").status_code == 404
    assert "staff add" in member.get("/staff/").text
    assert member.get("/").status_code == 200


def test_without_a_store_there_is_no_desk(client):
    assert client.get("/staff/").status_code == 404


def test_no_page_may_frame_the_desk_and_no_search_engine_list_it(member):
    for path in ("/staff/", "/staff/login", "/staff/config"):
        headers = member.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert "noindex" in headers["x-robots-tag"]
        assert headers["cache-control"] == "no-store"


def test_the_desk_cannot_be_read_from_a_page_that_embeds_the_chat(member):
    headers = member.get("/staff/config", headers={"Origin": "https://clinic.example"}).headers

    assert "access-control-allow-credentials" not in headers


def test_visitors_are_answered_though_the_store_is_damaged(clinic_chatbot: Chatbot, tmp_path: Path):
    store = open_store(str(tmp_path / "staff.db"))
    client = TestClient(create_app(clinic_chatbot, kept=Kept(store=lambda: store)))
    store.close()
    for path in tmp_path.iterdir():
        path.write_bytes(b"no database")

    assert client.get("/staff/config").status_code == 503
    assert client.post("/api/ask", json={"message": "does it fade scars"}).json()["kind"] == "answer"


def test_an_upload_may_be_larger_than_a_question_but_not_endless(member):
    upload = "/staff/gradio_api/upload"

    assert member.post(upload, files={"files": ("a.txt", b"x" * 1_000_000)}).status_code == 200
    assert member.post(upload, files={"files": ("a.txt", b"x" * 22_000_000)}).status_code == 413
    assert member.post("/staff/login", content=b"x" * 1_000_000).status_code == 413
    assert member.post("/api/ask", content=b"x" * 1_000_000).status_code == 413


def test_the_address_may_be_typed_without_its_last_slash(stranger):
    assert stranger.get("/staff").headers["location"] == "staff/"

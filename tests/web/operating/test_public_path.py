import gradio as gr
import pytest
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from microneedling_faq.errors import SettingsError
from microneedling_faq.web.operating.page_root import root_pages_in_their_address
from microneedling_faq.web.operating.public_path import PublicPath, checked_path, is_trusted, path_within

PREFIX = {"X-Forwarded-Prefix": "/faq"}


def telling(path: str = "", proxies: tuple[str, ...] = ("192.0.2.1",)) -> TestClient:
    """An application that tells where it takes itself to be, as does one that is mounted at /staff."""
    app = FastAPI(middleware=[Middleware(PublicPath, path, proxies)])
    staff = FastAPI()

    @app.get("/where")
    def where(request: Request) -> list[str]:
        return [request.scope["root_path"], path_within(request.scope), request.scope["raw_path"].decode()]

    @staff.get("/where")
    def where_staff(request: Request) -> list[str]:
        return [request.scope["root_path"], path_within(request.scope), request.url.path]

    app.mount("/staff", staff)
    return TestClient(app, client=("192.0.2.1", 1234))


@pytest.mark.parametrize("asked", ["/where", "/faq/where"], ids=["taken off", "passed on"])
def test_the_path_of_the_settings_stands_before_whatever_the_proxy_does(asked: str) -> None:
    assert telling("/faq").get(asked).json() == ["/faq", "/where", "/faq/where"]


@pytest.mark.parametrize("asked", ["/where", "/faq/where"], ids=["taken off", "passed on"])
def test_a_prefix_counts_from_a_trusted_proxy(asked: str) -> None:
    assert telling().get(asked, headers=PREFIX).json() == ["/faq", "/where", "/faq/where"]


def test_a_prefix_of_anybody_else_does_not_count() -> None:
    assert telling(proxies=()).get("/where", headers=PREFIX).json() == ["", "/where", "/where"]


@pytest.mark.parametrize("prefix", ["javascript:alert(1)", "//evil.example", "/a b", "/<script>", "/a/../..//b"])
def test_a_prefix_that_is_no_path_does_not_count(prefix: str) -> None:
    assert telling().get("/where", headers={"X-Forwarded-Prefix": prefix}).json()[0] == ""


def test_each_of_several_proxies_adds_its_part() -> None:
    assert telling().get("/where", headers={"X-Forwarded-Prefix": "/help/, /faq"}).json()[0] == "/help/faq"


@pytest.mark.parametrize("asked", ["/staff/where", "/faq/staff/where"], ids=["taken off", "passed on"])
def test_a_mounted_application_is_told_the_same(asked: str) -> None:
    assert telling("/faq").get(asked).json() == ["/faq/staff", "/where", "/faq/staff/where"]


def test_a_server_that_was_told_its_root_path_is_right_too() -> None:
    assert TestClient(telling().app, root_path="/faq").get("/where").json()[:2] == ["/faq", "/where"]


def test_pages_of_a_mounted_gradio_app_name_no_host() -> None:
    app = FastAPI(middleware=[Middleware(PublicPath, "/faq", ())])
    with gr.Blocks(analytics_enabled=False) as desk:
        gr.Markdown("The desk")
    gr.mount_gradio_app(app, desk, "/staff", root_path="")
    root_pages_in_their_address(app)
    with TestClient(app, base_url="http://behind:7860") as client:
        page = client.get("/staff/").text

    assert '"root": new URL(".", location.href)' in page or '"root":new URL(".", location.href)' in page
    assert "behind:7860" not in page
    assert 'href="/' not in page


@pytest.mark.parametrize(("path", "tidy"), [("", ""), ("/", ""), ("/faq/", "/faq"), (" /a/b-c ", "/a/b-c")])
def test_the_path_of_the_settings_is_tidied(path: str, tidy: str) -> None:
    assert checked_path(path) == tidy


@pytest.mark.parametrize("path", ["faq", "https://clinic.example/faq", "/a b", "/a//b", "/ä"])
def test_a_setting_that_is_no_path_is_refused_by_name(path: str) -> None:
    with pytest.raises(SettingsError, match=r"web\.path"):
        checked_path(path)


@pytest.mark.parametrize(
    ("address", "proxies", "trusted"),
    [
        ("10.1.2.3", ("10.0.0.0/8",), True),
        ("10.1.2.3", ("10.1.2.3",), True),
        ("11.1.2.3", ("10.0.0.0/8",), False),
        ("::1", ("127.0.0.1", "::1"), True),
        ("testclient", ("testclient",), True),
        ("203.0.113.9", ("*",), True),
        ("203.0.113.9", (), False),
    ],
)
def test_proxies_are_addresses_networks_or_names(address: str, proxies: tuple[str, ...], trusted: bool) -> None:
    assert is_trusted(address, proxies) is trusted

"""Behind nginx under a path of the clinic's website: every door, in both usual forms, plain and over TLS."""

import json
import ssl
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from proxying import Proxy, proxied
from serving import running
from test_embed import HostPage
from visiting import LIVE, NewVisit, ask, open_page

from microneedling_faq import Chatbot
from microneedling_faq.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCARS = "Can it remove surgical scars?"
# The commonest way, as nginx's own examples have it: no header is set, and `Host` is the address behind the proxy.
TAKEN_OFF = "proxy_pass {address}/;"
PASSED_ON = "proxy_pass {address};"
TOLD = "proxy_pass {address}; proxy_set_header X-Forwarded-Prefix /told; proxy_set_header Host $http_host;"
TOLD_AND_TAKEN_OFF = "proxy_pass {address}/; proxy_set_header X-Forwarded-Prefix /told-off;"
FORMS = ["/off/", "/on/", "/told/", "/told-off/", "/deep/down/"]


@pytest.fixture(scope="module")
def host() -> Iterator[HostPage]:
    """A page of the clinic's website at another origin."""
    page = HostPage()
    with running(page) as page.address:
        yield page


@pytest.fixture(scope="module")
def proxy(clinic_chatbot: Chatbot, host: HostPage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx with the chat under several paths."""

    def serve(path: str = "", proxies: tuple[str, ...] = ()) -> str:
        settings = replace(clinic_chatbot.settings, path=path, proxies=proxies, origins=(host.address,))
        return servers.enter_context(running(create_app(replace(clinic_chatbot, settings=settings))))

    with ExitStack() as servers:
        trusting = serve(proxies=("127.0.0.0/8",))
        locations = {
            "/off/": TAKEN_OFF.format(address=serve()),
            "/on": PASSED_ON.format(address=serve("/on")),
            "/told": TOLD.format(address=trusting),
            "/told-off/": TOLD_AND_TAKEN_OFF.format(address=trusting),
            "/deep/down/": TAKEN_OFF.format(address=serve("/deep/down")),
        }
        yield servers.enter_context(proxied(tmp_path_factory.mktemp("nginx"), locations))


def rest(address: str, message: str) -> str:
    body = json.dumps({"message": message}).encode()
    request = urllib.request.Request(f"{address}api/ask", body, {"Content-Type": "application/json"})
    unchecked = ssl._create_unverified_context()  # the certificate is our own
    with urllib.request.urlopen(request, timeout=20, context=unchecked if address.startswith("https") else None) as answer:
        return str(json.load(answer)["kind"])


def copied(page: "Page") -> str:
    page.get_by_role("log").get_by_role("button", name="Copy").first.click()
    page.get_by_text("Copied:").first.wait_for()
    return str(page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("path", FORMS)
def test_programs_get_replies_under_a_path(proxy: Proxy, path: str) -> None:
    assert rest(proxy.plain + path, SCARS) == rest(proxy.tls + path, SCARS) == "answer"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["plain", "tls"])
@pytest.mark.parametrize("path", FORMS)
def test_a_visit_under_a_path_has_all_that_one_at_the_root_has(
    new_visit: NewVisit, proxy: Proxy, path: str, scheme: str
) -> None:
    home = getattr(proxy, scheme) + path
    context = new_visit(base_url=None, ignore_https_errors=True, permissions=["clipboard-read", "clipboard-write"])
    failed: list[str] = []
    context.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = open_page(context, home)
    reply = ask(page, SCARS)
    assert f"{home}article/" in copied(page)
    with context.expect_page() as opened:
        reply.get_by_role("link", name="Paragraph").first.click()
    article = opened.value
    article.get_by_text("The chat quoted this paragraph.").wait_for()
    assert article.url.startswith(f"{home}article/")
    article.get_by_role("link", name="Ask a question about this article").click()
    article.get_by_role("textbox", name="Your question").wait_for()
    assert failed == []
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize("path", FORMS)
def test_the_widget_answers_on_a_page_of_another_origin(new_visit: NewVisit, proxy: Proxy, host: HostPage, path: str) -> None:
    host.chat = proxy.tls + path.rstrip("/")
    page = new_visit(base_url=None, ignore_https_errors=True).new_page()
    page.goto(host.address)
    page.get_by_role("button", name="Ask a question").click()
    frame = page.frame_locator("iframe")
    frame.locator(LIVE).wait_for()
    # Headless Chromium 156 loses keys that are pressed in a frame of another process; typing is tested at one origin.
    frame.get_by_role("textbox", name="Your question").evaluate("(box, text) => { box.value = text }", SCARS)
    frame.get_by_role("button", name="Send").click()
    frame.get_by_role("log").locator("blockquote").first.wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/off", "/on"])
def test_a_path_without_its_slash_leads_to_the_chat(new_visit: NewVisit, proxy: Proxy, path: str) -> None:
    page = open_page(new_visit(base_url=None, ignore_https_errors=True), f"{proxy.tls}{path}?lang=es")
    assert page.url == f"{proxy.tls}{path}/?lang=es"
    page.get_by_role("textbox", name="Su pregunta").wait_for()

"""What `.readme/operate.md` and `.readme/api.md` show is what works: the examples are run as they stand there."""

import doctest
import json
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from proxying import nginx
from serving import running
from starlette.testclient import TestClient

from builders import write_files
from microneedling_faq import Chatbot, read_settings
from microneedling_faq.cli import build_parser
from microneedling_faq.web.app import create_app
from microneedling_faq.web.operating.metrics import Metrics
from microneedling_faq.web.operating.security import MAX_BODY_BYTES

PAGES = Path(__file__).parent.parent.parent / ".readme"
OPERATE = (PAGES / "operate.md").read_text(encoding="utf-8")
API = (PAGES / "api.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def behind_nginx(clinic_chatbot: Chatbot, folder: Path) -> Iterator[str]:
    """The chat with the settings and the nginx of the page; only addresses, certificate and log are those of a test."""
    settings = read_settings(write_files(folder, {"s.toml": blocks(OPERATE, "toml")[0]}) / "s.toml")
    with running(create_app(replace(clinic_chatbot, settings=settings))) as address:
        server = blocks(OPERATE, "nginx")[0]
        for shown, here in (
            ("listen 443 ssl", "listen TLS ssl"),
            ("/etc/ssl/chat.pem", "CERTIFICATE"),
            ("/etc/ssl/chat.key", "KEY"),
            ("/var/log/nginx", str(folder)),
            ("http://127.0.0.1:7860", address),
        ):
            assert shown in server
            server = server.replace(shown, here)
        with nginx(folder, server) as proxy:
            yield proxy.tls


def fetch(address: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **headers})
    try:
        unchecked = ssl._create_unverified_context()  # the certificate is our own
        with urllib.request.urlopen(request, timeout=20, context=unchecked) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers.items()), b""


def test_the_nginx_of_the_page_passes_questions_on_with_an_id_of_its_own(behind_nginx: str) -> None:
    asked = json.dumps({"message": "Do stretch marks fade?"}).encode()
    status, headers, body = fetch(f"{behind_nginx}/api/ask", asked, **{"X-Request-ID": "made-up-by-a-visitor"})
    names = {name.lower(): value for name, value in headers.items()}
    assert (status, json.loads(body)["kind"]) == (200, "answer")
    assert re.fullmatch("[0-9a-f]{32}", names["x-request-id"])


def test_the_nginx_of_the_page_keeps_out_what_is_too_large_and_shows_no_metrics(behind_nginx: str) -> None:
    assert fetch(f"{behind_nginx}/api/ask", b"x" * (MAX_BODY_BYTES + 1))[0] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert fetch(f"{behind_nginx}/metrics")[0] == HTTPStatus.NOT_FOUND
    assert fetch(f"{behind_nginx}/readyz")[0] == HTTPStatus.OK


def test_the_log_of_the_nginx_of_the_page_holds_no_word_of_a_visitor(behind_nginx: str, folder: Path) -> None:
    assert fetch(f"{behind_nginx}/api/search?q=zebrafish", Referer="https://clinic.example/zebrafish")[0] == HTTPStatus.OK
    logged = (folder / "chat.log").read_text(encoding="utf-8")
    assert "GET /api/search 200" in logged
    assert [word for word in ("zebrafish", "127.0.0.1") if word in logged] == []


def test_the_unit_of_the_page_is_one_that_systemd_understands(tmp_path: Path) -> None:
    unit = blocks(OPERATE, "ini")[0]
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        pytest.skip("no systemd on this machine")
    program = "/opt/microneedling-faq/bin/microneedling-faq"
    assert program in unit
    path = write_files(tmp_path, {"chat.service": unit.replace(program, sys.executable)}) / "chat.service"
    done = subprocess.run([analyse, "verify", "--man=no", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "chat.service" in line]) == (0, [])


def test_the_command_of_the_unit_is_one_of_the_program() -> None:
    start = re.search(r"^ExecStart=(.*)$", blocks(OPERATE, "ini")[0], flags=re.MULTILINE)
    assert start
    assert callable(build_parser().parse_args(shlex.split(start[1])[1:]).run)


def test_every_metric_is_told_on_the_page_and_no_other() -> None:
    families = text_string_to_metric_families(generate_latest(Metrics().registry).decode())
    names = [family.name for family in families if not family.name.endswith("_created")]
    ours = {name.removeprefix("microneedling_faq_") for name in names if name.startswith("microneedling_faq_")}
    table = OPERATE[OPERATE.index("| metric (") : OPERATE.index("Worth a warning")]
    reasons = {"queue_full", "too_many", "too_slow"}
    told = {name.removesuffix("_total") for name in re.findall(r"`([a-z_]+)(?:\{\w+\})?`", table)} - reasons
    assert len(ours) > 8
    assert told == ours


def test_the_line_of_the_log_on_the_page_has_the_fields_of_a_real_one() -> None:
    shown = json.loads(blocks(OPERATE, "json")[0])
    assert list(shown) == ["time", "level", "event", "request_id", "method", "door", "status", "milliseconds"]


def test_the_lines_of_python_do_what_they_show(chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch) -> None:
    (lines,) = blocks(API, "python")
    assert lines.count(">>>") == 5
    monkeypatch.setattr(Chatbot, "open", lambda: chatbot)  # the same, but for where its index is
    test = doctest.DocTestParser().get_doctest(lines, {}, "api.md", None, 0)
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_address_and_command_on_the_page_for_programs_is_there(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    table = API[API.index("| request |") : API.index("```sh")]
    named = set(re.findall(r"`(?:GET|POST) /api(/[\w.]*(?:/\{sha256\})?)", table))
    assert named == {*schema["paths"], "/openapi.json", "/"}
    assert client.get("/api/").status_code == client.get("/api/openapi.json").status_code == HTTPStatus.OK
    command = json.loads(blocks(API, "json")[0])["mcpServers"]["clinic"]
    assert callable(build_parser().parse_args(command["args"]).run)


def test_the_command_of_curl_asks_what_it_should(client: TestClient) -> None:
    words = shlex.split(blocks(API, "sh")[0])
    assert client.post("/api/ask", json=json.loads(words[-1])).json()["kind"] == "answer"
    assert words[2].endswith(":7860/api/ask")

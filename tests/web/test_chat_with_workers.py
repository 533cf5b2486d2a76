"""A real chat of two processes: whichever a request meets, visitors and staff find the same."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlencode

import pytest

from builders import write_files
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.store.opening import open_store
from microneedling_faq.store.users import add_user
from microneedling_faq.web.staff.authentication import OF_ACCOUNT, hash_password

PARCEL = "Can I send a parcel back?"
PASSWORD = "correct horse battery"
PER_MINUTE = 4  # of a page; fifty times as many of an address
NEW_CONNECTIONS = 12  # of which all meet the same process once in two thousand runs
SOON_SECONDS = 120  # how soon it is on a machine that does nothing else stands in .readme/operate.md


@dataclass
class Chat:
    """Two processes on a corpus that can be changed."""

    process: "subprocess.Popen[str]"
    address: str
    corpus: Path
    index: Path
    model: Model

    def request(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, HTTPMessage, bytes]:
        """One request on a connection of its own."""
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=SOON_SECONDS)
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def told(self) -> str:
        status, _, body = self.request("POST", "/api/ask", json.dumps({"message": PARCEL}))
        assert status == 200
        return str(json.loads(body)["passages"][0]["text"])

    def rewrite(self, text: str) -> None:
        write_files(self.corpus, {"returns.md": f"---\ntitle: Returns\n---\n\n{text}\n"})
        build_index(self.corpus, self.index, self.model)

    def all_tell(self, words: str) -> bool:
        """Whether many in a row tell of something soon."""
        end = time.monotonic() + SOON_SECONDS
        while time.monotonic() < end:
            if all(words in self.told() for _ in range(NEW_CONNECTIONS)):
                return True
        return False

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text(encoding="ascii").split()]

    def login(self, password: str) -> tuple[int, HTTPMessage]:
        form = urlencode({"name": "ada", "password": password})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        status, answered, _ = self.request("POST", "/staff/login", form, **headers)
        return status, answered


@pytest.fixture(scope="module")
def chat(small_corpus: Path, small_index: Path, model: Model, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    place = tmp_path_factory.mktemp("workers")
    corpus, index = place / "corpus", place / "index"
    shutil.copytree(small_corpus, corpus)
    shutil.copytree(small_index, index)
    store = open_store(str(place / "store.db"))
    with store.writing() as connection:
        add_user(connection, "ada", hash_password(PASSWORD), "answers", datetime.now(UTC))
    store.close()
    settings = {"WEB_QUESTIONS_PER_MINUTE": PER_MINUTE, "STORE_DATABASE": place / "store.db", "WEB_WORKERS": 2}
    environment = os.environ | {f"MICRONEEDLING_FAQ_{name}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "microneedling_faq", "chat", "--port", "0", "--corpus", str(corpus), "--index", str(index)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr
            address = next(line.split()[2] for line in process.stderr if line.startswith("Chat on"))
            yield Chat(process, address, corpus, index, model)
        finally:
            process.terminate()
            process.communicate(timeout=SOON_SECONDS)


def answered_by_page(chat: Chat, session: str) -> bool:
    """Whether the page's own way to ask gets a reply."""
    _, _, config = chat.request("GET", "/config")
    component = next(part["id"] for part in json.loads(config)["components"] if part["type"] == "html")
    call = {"session_hash": session, "component_id": component, "fn_name": "reply", "data": {"message": "hello"}}
    status, _, body = chat.request("POST", "/gradio_api/component_server", json.dumps(call))
    assert status == 200
    return "html" in json.loads(body)


def test_a_page_that_was_loaded_from_one_process_is_answered_by_all_and_they_count_its_questions_together(chat: Chat) -> None:
    begun = time.monotonic()
    passed = sum(answered_by_page(chat, "a page") for _ in range(3 * PER_MINUTE))
    assert PER_MINUTE <= passed <= PER_MINUTE + (time.monotonic() - begun) * PER_MINUTE / 60


def test_who_signs_in_at_one_process_is_signed_in_at_all(chat: Chat) -> None:
    status, headers = chat.login(PASSWORD)
    assert status == 303
    cookie = headers["set-cookie"].partition(";")[0]
    assert {chat.request("GET", "/staff/", Cookie=cookie)[0] for _ in range(NEW_CONNECTIONS)} == {200}
    assert chat.request("GET", "/staff/")[0] == 401


def test_who_guesses_a_password_is_slowed_down_by_all(chat: Chat) -> None:
    guesses = OF_ACCOUNT[0][1]
    statuses = [chat.login(f"guess {number}")[0] for number in range(guesses + NEW_CONNECTIONS)]
    assert 429 not in statuses[:guesses]
    assert set(statuses[guesses:]) == {429}


def test_a_changed_index_reaches_all_and_whoever_takes_the_place_of_one_that_was_killed(chat: Chat) -> None:
    chat.rewrite("You can send a parcel back within ninety days.")
    assert chat.all_tell("ninety")
    before = chat.workers()
    os.kill(before[0], signal.SIGKILL)
    assert all("ninety" in chat.told() for _ in range(NEW_CONNECTIONS))  # some wait for the new process
    after = chat.workers()
    assert len(after) == 2
    assert before[0] not in after

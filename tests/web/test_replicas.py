"""Two servers behind the nginx of `.readme/operate.md`: one is killed, then both get new texts, and no visitor notices."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest
from proxying import nginx

from builders import write_files
from microneedling_faq.building.bundling import write_bundle
from microneedling_faq.encoder.model_files import Model

OPERATE = (Path(__file__).parent.parent.parent / ".readme" / "operate.md").read_text(encoding="utf-8")
QUESTION = "Can I send a parcel back?"
OLD, NEW = "You can send a parcel back within thirty days.", "You can send a parcel back within ninety days."
ASKERS = 3
REPLIES_BETWEEN = 20  # from all askers, before the next blow
PATIENCE_SECONDS = 300


@dataclass
class Replica:
    """One server, which can be stopped and started again on its port."""

    folder: Path  # of its bundle
    port: int
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-m", "microneedling_faq", "chat", "--port", str(self.port), "--bundle", str(self.folder)]
        unlimited = os.environ | {"MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE": "0"}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=unlimited)
        assert self.process.stderr
        assert any(line.startswith("Chat on") for line in self.process.stderr)

    def stop(self, how: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(how)
        return self.process.wait(60)


@dataclass
class Askers:
    """Visitors who ask one after another, without an end."""

    address: str
    outcomes: "Counter[str]" = field(default_factory=Counter)  # what was answered, or how it failed
    ended: Event = field(default_factory=Event)

    def ask(self) -> None:
        while not self.ended.is_set():
            self.outcomes[ask(self.address)] += 1

    def wait_for(self, replies: int) -> None:
        """Until so many more questions have had their outcome."""
        wanted = self.outcomes.total() + replies
        wait_until(lambda: self.outcomes.total() >= wanted)


def ask(address: str) -> str:
    body = json.dumps({"message": QUESTION}).encode()
    request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            passages = json.loads(response.read())["passages"]
    except OSError as error:
        return f"lost: {error}"
    return passages[0]["text"] if passages else "no passage"


def wait_until(done: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while not done():
        assert time.monotonic() < last, "nothing happened any more"
        time.sleep(0.05)


@contextmanager
def asking(address: str) -> Iterator[Askers]:
    askers = Askers(address)
    threads = [Thread(target=askers.ask, daemon=True) for _ in range(ASKERS)]
    for thread in threads:
        thread.start()
    try:
        yield askers
    finally:
        askers.ended.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)


def as_shown(ports: list[int]) -> str:
    """nginx as the page sets it up for replicas, but for the addresses and without TLS."""
    (block,) = (each for each in re.findall(r"```nginx\n(.*?)```", OPERATE, flags=re.DOTALL) if "upstream" in each)
    for shown, here in zip(("127.0.0.1:7861", "127.0.0.1:7862"), ports, strict=True):
        assert shown in block
        block = block.replace(shown, f"127.0.0.1:{here}")
    upstream, locations = block.split("# In the server")
    certificate = "ssl_certificate CERTIFICATE; ssl_certificate_key KEY;"
    return f"{upstream} server {{ listen PLAIN; listen TLS ssl; {certificate} #{locations} }}"


def free_ports() -> list[int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return [one.getsockname()[1], other.getsockname()[1]]


@pytest.fixture
def replicas(small_corpus: Path, small_index: Path, model: Model, tmp_path: Path) -> Iterator[list[Replica]]:
    """Two, each on a bundle of its own."""
    made = [Replica(tmp_path / f"bundle-{number}", port) for number, port in enumerate(free_ports())]
    with ExitStack() as stack:
        for replica in made:
            write_bundle(small_corpus, small_index, model, replica.folder)
            replica.start()
            assert replica.process
            stack.callback(replica.process.kill)
        yield made
        for replica in made:
            if replica.process:
                stack.callback(replica.process.kill)


def test_no_question_is_lost_when_a_replica_is_killed_nor_while_both_get_a_new_index(
    replicas: list[Replica], small_corpus: Path, small_index: Path, model: Model, tmp_path: Path
) -> None:
    newer = Path(shutil.copytree(small_corpus, tmp_path / "newer"))
    write_files(newer, {"returns.md": f"---\ntitle: Returns\n---\n\n{NEW}\n"})
    write_bundle(newer, small_index, model, tmp_path / "bundle-new")
    with nginx(tmp_path, as_shown([replica.port for replica in replicas])) as proxy, asking(proxy.plain) as askers:
        askers.wait_for(REPLIES_BETWEEN)
        assert replicas[0].stop(signal.SIGKILL) == -signal.SIGKILL
        askers.wait_for(REPLIES_BETWEEN)
        before = dict(askers.outcomes)
        for replica in replicas:
            if replica is not replicas[0]:
                assert replica.stop(signal.SIGTERM) == 0
            replica.folder = tmp_path / "bundle-new"
            replica.start()
            askers.wait_for(REPLIES_BETWEEN)
        assert [ask(f"http://127.0.0.1:{replica.port}").startswith(NEW) for replica in replicas] == [True, True]
        askers.wait_for(REPLIES_BETWEEN)

    assert [text for text in before if not text.startswith(OLD)] == []
    assert [text for text in askers.outcomes if not text.startswith((OLD, NEW))] == []
    assert sum(count for text, count in askers.outcomes.items() if text.startswith(NEW)) >= REPLIES_BETWEEN

"""Nothing leaves the machine: every way in is watched from outside, in an environment that asks for every report there is."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import microneedling_faq
from builders import run_python
from microneedling_faq.paths import CACHE_VARIABLE
from watching import Watched, watched

CHAT_SECONDS = 30  # onnxruntime's collector is looked up some seconds after the start
CHATTY = {
    "ORT_DISABLE_TELEMETRY": "0",
    "GRADIO_ANALYTICS_ENABLED": "True",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "DO_NOT_TRACK": "0",
    "OTEL_SDK_DISABLED": "false",
    "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
}
QUESTIONS = Path(__file__).parent / "questions" / "visitors.jsonl"
PROGRAM = ["-m", "microneedling_faq"]


@dataclass(frozen=True)
class Place:
    """Where a watched process may write, and where it runs: a home and a folder that must stay empty."""

    root: Path

    def __post_init__(self) -> None:
        for name in ("home", "here", "cache", "temporary", "index"):
            (self.root / name).mkdir()

    def environment(self) -> dict[str, str]:
        # Torch tells its children where it keeps compiled code; a newcomer's environment does not.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TORCH"))}
        kept["PYTHONPATH"] = str(Path(microneedling_faq.__file__).parent.parent)  # it runs in another folder
        own = {"HOME": self.root / "home", "TMPDIR": self.root / "temporary", CACHE_VARIABLE: self.root / "cache"}
        # Python's own cache of compiled modules is the installation's affair: pip writes it.
        return kept | CHATTY | {name: str(path) for name, path in own.items()} | {"PYTHONDONTWRITEBYTECODE": "1"}

    def check(self, seen: Watched) -> None:
        assert seen.log.stat().st_size > 0
        assert seen.addresses() == set()
        assert seen.written_outside(*(self.root / name for name in ("cache", "temporary", "index"))) == set()
        assert [*(self.root / "home").iterdir(), *(self.root / "here").iterdir()] == []
        assert [path for path in (self.root / "temporary").rglob("*") if not path.is_dir()] == []


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, small_corpus: Path) -> Iterator[tuple[Place, Watched]]:
    """A place where an index has been built from nothing: model exported, texts embedded, index written."""
    place = Place(tmp_path_factory.mktemp("watched"))
    yield place, run(place, ["index", "build", "--corpus", str(small_corpus), "--index", str(place.root / "index")])


@pytest.fixture(scope="module")
def chatting(prepared: tuple[Place, Watched], small_corpus: Path) -> Iterator[tuple["subprocess.Popen[str]", Watched, float]]:
    """The chat, started before the other commands are watched, so that its half minute passes meanwhile."""
    place = prepared[0]
    log, begun = place.root / "chat.log", time.monotonic()
    command = [*PROGRAM, "chat", "--port", "0", *places(place, small_corpus)]
    with watched(command, log, place.root / "here", place.environment()) as process:
        yield process, Watched(log, place.root / "here"), begun


def places(place: Place, corpus: Path) -> list[str]:
    return ["--corpus", str(corpus), "--index", str(place.root / "index")]


def run(place: Place, arguments: list[str], program: list[str] | None = None) -> Watched:
    log, here = place.root / f"{arguments[0] if arguments else 'python'}.log", place.root / "here"
    with watched([*(program or PROGRAM), *arguments], log, here, place.environment()) as process:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
    return Watched(log, here)


def ask(address: str, message: str) -> str:
    body = json.dumps({"message": message}).encode()
    request = urllib.request.Request(f"{address}/api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return str(json.load(response)["kind"])


def test_building_an_index_and_exporting_the_model_speak_to_nobody(prepared):
    place, seen = prepared

    assert any(path.name == "encoder.onnx" for path in (place.root / "cache").rglob("*"))
    place.check(seen)


@pytest.mark.usefixtures("chatting")
def test_asking_speaks_to_nobody(prepared, small_corpus):
    place = prepared[0]

    place.check(run(place, ["ask", "How do I return a parcel?", *places(place, small_corpus)]))


@pytest.mark.usefixtures("chatting")
def test_evaluating_speaks_to_nobody(prepared, small_corpus):
    place = prepared[0]
    questions = place.root / "questions.jsonl"
    questions.write_text("".join(QUESTIONS.read_text(encoding="utf-8").splitlines(keepends=True)[:20]), encoding="utf-8")

    place.check(run(place, ["evaluate", str(questions), *places(place, small_corpus)]))


@pytest.mark.usefixtures("chatting")
def test_a_program_of_somebody_elses_that_imports_the_package_speaks_to_nobody(prepared, small_corpus):
    place = prepared[0]
    code = (
        "from microneedling_faq.replying.chatbot import Chatbot; import time; "
        f"Chatbot.open({str(small_corpus)!r}, {str(place.root / 'index')!r}).reply('parcel'); time.sleep(5)"
    )

    place.check(run(place, [], ["-c", code]))


def test_half_a_minute_of_chat_with_replies_speaks_to_nobody(prepared, chatting):
    process, seen, begun = chatting
    address = next(found[1] for line in process.stderr if (found := re.match(r"Chat on (\S+)", line)))
    kinds = [ask(address, "How do I return a parcel?")]
    urllib.request.urlopen(f"{address}/", timeout=60).read()  # the page, by which Gradio would report
    time.sleep(max(0.0, begun + CHAT_SECONDS - time.monotonic()))
    kinds.append(ask(address, "When does the ferry sail?"))
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)

    assert kinds == ["answer", "answer"]
    prepared[0].check(seen)


def test_an_onnxruntime_that_was_imported_earlier_is_told_of():
    early = "import os; os.environ.pop('ORT_DISABLE_TELEMETRY', None); import onnxruntime, microneedling_faq"
    late = "import microneedling_faq, onnxruntime"

    assert "Import microneedling_faq first" in run_python(early).stderr
    assert run_python(late).stderr == ""


def test_the_watch_sees_what_it_is_there_to_see(tmp_path):
    code = (
        "import socket, pathlib; pathlib.Path('left.txt').write_text('x'); "
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9)); "
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 53))"
    )
    with watched(["-c", code], tmp_path / "log", tmp_path, os.environ) as process:
        process.communicate(timeout=60)
    seen = Watched(tmp_path / "log", tmp_path)

    assert seen.addresses() == {"192.0.2.1 port 53"}
    assert seen.written_outside() == {tmp_path / "left.txt"}

"""A changed index is put in use by a chat that runs, and nobody's question is lost."""

import json
import time
import urllib.request
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from serving import running
from visiting import NewVisit, ask, open_page

from builders import write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.web.app import Kept, create_app
from microneedling_faq.web.operating.reloading import Loaded, Reloading

PARCEL = "Can I send a parcel back?"
SOON_SECONDS = 20  # how soon it is on a machine that does nothing else stands in .readme/operate.md


@dataclass
class Running:
    """A chat on a small corpus that can be changed."""

    corpus: Path
    index: Path
    model: Model
    address: str
    outcomes: list[bool] = field(default_factory=list)
    apps: "list[weakref.ref[object]]" = field(default_factory=list)

    def rewrite(self, text: str) -> None:
        write_files(self.corpus, {"returns.md": f"---\ntitle: Returns\n---\n\n{text}\n"})
        build_index(self.corpus, self.index, self.model)

    def told(self, message: str = PARCEL) -> str:
        body = json.dumps({"message": message}).encode()
        request = urllib.request.Request(f"{self.address}/api/ask", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(json.load(response)["passages"][0]["text"])


@pytest.fixture
def chat(corpus_copy: Path, index_copy: Path, model: Model) -> Iterator[Running]:
    kept, chat = Kept(), Running(corpus_copy, index_copy, model, "")

    def load() -> Loaded:
        chatbot = Chatbot.open(corpus_copy, index_copy)
        app = create_app(chatbot, kept=kept)
        chat.apps.append(weakref.ref(app))
        return Loaded(app, chatbot.index.place, chatbot.index.manifest.generation)

    reloading = Reloading(load(), load, chat.outcomes.append)
    with running(reloading) as chat.address:
        reloading.watch()
        yield chat
        reloading.stop()


def soon(happens: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON_SECONDS
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(0.1)
    return False


def test_a_changed_index_is_in_use_soon_and_every_question_meanwhile_is_answered(chat: Running) -> None:
    ended = Event()

    def keep_asking() -> list[str]:
        answers = []
        while not ended.is_set():
            answers.append(chat.told())
        return answers

    before = chat.told()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(keep_asking)
        chat.rewrite("You can send a parcel back within ninety days.")
        came = soon(lambda: "ninety" in chat.told())
        ended.set()
        answers = asking.result()
    assert came
    assert chat.outcomes == [True]
    assert set(answers) <= {before, "You can send a parcel back within ninety days."}


def test_the_application_that_was_replaced_gives_its_memory_back(chat: Running) -> None:
    for text in ("You can send a parcel back within sixty days.", "You can send a parcel back within ninety days."):
        chat.rewrite(text)
        assert soon(lambda text=text: chat.told() == text)
    assert soon(lambda: chat.apps[1]() is None)  # the first one's lifespan is the server's
    assert chat.apps[2]() is not None


def test_an_index_that_is_damaged_stays_out_of_use_and_the_next_is_taken(chat: Running, model: Model) -> None:
    before = chat.told()
    write_files(chat.corpus, {"returns.md": "---\ntitle: [\n---\n", "staff.toml": "not toml"})
    manifest = chat.index / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"all-MiniLM', b'"bll-MiniLM'))
    assert soon(lambda: chat.outcomes == [False])
    assert chat.told() == before
    (chat.corpus / "staff.toml").unlink()
    chat.rewrite("You can send a parcel back within ninety days.")
    assert soon(lambda: "ninety" in chat.told())


def test_an_index_that_was_only_written_again_changes_nothing(chat: Running) -> None:
    build_index(chat.corpus, chat.index, chat.model)
    (chat.index / "manifest.json").touch()
    time.sleep(2)
    assert chat.outcomes == []


@pytest.mark.browser
def test_a_page_that_is_open_goes_on(chat: Running, new_visit: NewVisit) -> None:
    page = open_page(new_visit(base_url=None), chat.address)
    ask(page, PARCEL)
    chat.rewrite("You can send a parcel back within ninety days.")
    assert soon(lambda: "ninety" in chat.told())
    assert ask(page, PARCEL).get_by_text("within ninety days").first.is_visible()

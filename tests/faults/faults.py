"""Faults that befall a build, a training or the files of an index; each is done once, in a place of its own.

A fault is over when the program has answered or said in one line what to do, and when the index is right again after one
`index build`. What is seen on the way that must never be is an `AssertionError`.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

from builders import SMALL_CORPUS, flip_byte, index_files, write_files
from microneedling_faq import Chatbot, FaqError
from microneedling_faq.building.build import build_index
from microneedling_faq.building.verify import verify_index
from microneedling_faq.encoder.model_files import Model, find_model
from microneedling_faq.index.reader import load_index
from microneedling_faq.paths import trained_folder

QUESTION = "Can I send a parcel back?"
PATIENCE_SECONDS = 300
PROGRAM = [sys.executable, "-m", "microneedling_faq"]
ON_A_SMALL_DISK = 'set -e; mount -t tmpfs -o size="$1" tmpfs "$2"; cp -a "$3/." "$2"; shift 3; set +e; "$@"; echo "code $?"'


@dataclass(frozen=True, slots=True)
class Place:
    """A corpus and its index, to be harmed."""

    corpus: Path
    index: Path

    @property
    def options(self) -> list[str]:
        """For the command line."""
        return ["--corpus", str(self.corpus), "--index", str(self.index)]

    @property
    def model(self) -> Model:
        """The packaged model with what was trained here."""
        return find_model(trained=trained_folder(self.corpus, self.index))

    def rewrite(self, text: str) -> None:
        """Put one document in place in one step, as editors do."""
        new = self.corpus / "returns.new"
        new.write_text(f"---\ntitle: Returns\n---\n\n{text}\n", encoding="utf-8")
        new.replace(self.corpus / "returns.md")

    def answers(self) -> str:
        """What the program does with the index as it is now: answers, or says in one line what to do."""
        try:
            reply = Chatbot.open(self.corpus, self.index).reply(QUESTION)
        except FaqError as error:
            assert "\n" not in str(error)
            return "one clear error"
        assert reply.passages, reply
        return "answers"

    def mends(self) -> None:
        """One build puts all right."""
        build_index(self.corpus, self.index, self.model)
        assert verify_index(self.corpus, self.index, self.model) == []
        assert [path.name for path in self.index.glob(".building-*")] == []


def start(*arguments: str, **options: object) -> "subprocess.Popen[str]":
    """The program in a process of its own."""
    return subprocess.Popen([*PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload]


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Exit code and what was said of a process, waited for."""
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert "Traceback" not in said, said
    return process.returncode, said


_usual_seconds: dict[str, float] = {}


def usual_seconds(what: str, place: Place) -> float:
    """How long a command takes that nothing disturbs, so that a kill comes at any moment of it; measured once."""
    if what not in _usual_seconds:
        aside = Place(place.corpus, Path(shutil.copytree(place.index, place.index.with_name("aside"))))
        begun = time.perf_counter()
        code, said = ended(start("index", what, *aside.options))
        assert code == 0, said
        _usual_seconds[what] = time.perf_counter() - begun
    return _usual_seconds[what]


def killed_build(place: Place, random: Random) -> str:
    """kill -9 at a random moment of `index build`."""
    return _killed("build", place, random)


def killed_training(place: Place, random: Random) -> str:
    """kill -9 at a random moment of `index train`."""
    goods = product(("refund", "money back for", "return"), ("cup", "hat", "coat"), map(str, range(13)))
    back = [" ".join(words) for words in goods]
    sky = [" ".join(words) for words in product(("rain on", "snow on"), ("may", "june", "july"), map(str, range(1, 17)))]
    wordings = f'[[answers]]\ndocument = "returns"\nquote = "We refund the price"\nwordings.en = {back}\n'
    write_files(place.corpus, {"staff.toml": wordings + f'[[off_topic]]\nid = "weather"\nwordings.en = {sky}\n'})
    build_index(place.corpus, place.index, place.model)
    return _killed("train", place, random)


def _killed(what: str, place: Place, random: Random) -> str:
    if what == "build":
        place.rewrite(f"You can send a parcel back within {random.randint(10, 90)} days.")
    before = (place.corpus / "returns.md").read_bytes()
    process = start("index", what, *place.options)
    try:
        process.communicate(timeout=random.uniform(0, usual_seconds(what, place)))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    load_index(place.index)  # whole, the old one or the new
    assert (place.corpus / "returns.md").read_bytes() == before
    seen = place.answers()
    place.mends()
    return seen


def full_disk(place: Place, random: Random) -> str:
    """No file may grow beyond a random size while an index is built."""
    generation = load_index(place.index).manifest.generation
    place.rewrite("You can send a parcel back within a year. " * 20)
    most = random.randint(100, 40_000)  # bytes
    code, said = ended(start("index", "build", *place.options, preexec_fn=lambda: _limit_files(most)))
    if code:
        assert "Free the disk" in said.splitlines()[-1], said  # above it is how far the embedding came
        assert load_index(place.index).manifest.generation == generation
    seen = "builds" if code == 0 else "one clear error, the old index stays"
    place.answers()
    place.mends()
    return seen


def _limit_files(most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def full_tmpfs(place: Place, random: Random) -> str:
    """A disk of a few kilobytes more than the index holds, and a build on it; needs the right to mount."""
    held = sum(path.stat().st_size for path in place.index.rglob("*") if path.is_file()) // 1024
    place.rewrite("You can send a parcel back within a year. " * 20)
    disk = place.index.with_name("disk")
    disk.mkdir(exist_ok=True)
    room = f"{held + random.randint(60, 400)}k"
    script = ["unshare", "-m", "bash", "-c", ON_A_SMALL_DISK, "bash", room, str(disk), str(place.index)]
    command = [*script, *PROGRAM, "index", "build", *Place(place.corpus, disk).options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS)
    assert "Traceback" not in done.stderr, done.stderr
    assert "code 0" in done.stdout or "Free the disk" in done.stderr, done.stdout + done.stderr
    return "builds" if "code 0" in done.stdout else "one clear error"


def damaged_file(place: Place, random: Random) -> str:
    """A byte of an index file flipped, the file cut short, emptied, or gone."""
    path = random.choice(index_files(place.index))
    size = path.stat().st_size
    harm: Callable[[], object] = random.choice(
        [
            lambda: flip_byte(path, random.randrange(size), 1 << random.randrange(8)),
            lambda: os.truncate(path, random.randrange(size)),
            lambda: path.write_bytes(b""),
            path.unlink,
        ]
    )
    if size:
        harm()
    assert verify_index(place.corpus, place.index, place.model) != [] or not size, path
    seen = place.answers()
    place.mends()
    return seen


def two_builders(place: Place, random: Random) -> str:
    """Two builds at once."""
    place.rewrite(f"You can send a parcel back within {random.randint(10, 90)} days.")
    both = [start("index", "build", *place.options) for _ in range(2)]
    assert [ended(process)[0] for process in both] == [0, 0]
    assert verify_index(place.corpus, place.index, place.model) == []
    return place.answers()


def edited_meanwhile(place: Place, random: Random) -> str:
    """Somebody saves a document over and over while it is indexed."""
    process = start("index", "build", *place.options)
    saved = 0
    while process.poll() is None:
        saved += 1
        place.rewrite(f"You can send a parcel back within {saved} days. " + "Keep the receipt. " * random.randint(0, 30))
        time.sleep(random.uniform(0, 0.05))
    assert ended(process)[0] == 0
    assert all("stale" in problem for problem in verify_index(place.corpus, place.index, place.model))
    seen = place.answers()  # from an index that is made of the last text
    assert verify_index(place.corpus, place.index, place.model) == []
    return seen


def clock_moved_back(place: Place, _: Random) -> str:
    """All files of the index are of next year, as the clock has it now."""
    for path in (*place.index.rglob("*"), *place.corpus.rglob("*")):
        os.utime(path, (time.time() + 365 * 86400,) * 2)
    assert verify_index(place.corpus, place.index, place.model) == []
    place.rewrite("You can send a parcel back within a month.")
    assert place.answers() == "answers"
    assert Chatbot.open(place.corpus, place.index).reply(QUESTION).passages[0].text.endswith("within a month.")
    place.mends()
    return "answers"


def fresh_place(folder: Path) -> Place:
    """A small corpus with an index that fits it."""
    place = Place(write_files(folder / "corpus", SMALL_CORPUS), folder / "index")
    build_index(place.corpus, place.index, find_model())
    return place

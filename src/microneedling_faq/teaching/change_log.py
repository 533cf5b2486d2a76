"""The record of every change to a corpus: what it set, what was there before, who did what with it and when.

staff/changes/0007.json    a change, sealed with its own checksum; replaced in one step when its state changes
staff/changes/files/       contents of documents, and of what an interrupted change was about to write, by their sha256
staff/changes/.lock        held by who writes the corpus
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ..checksums import read_sealed, seal
from ..errors import TeachingError
from .atomic_files import cannot_write, write_atomically
from .operations import Operation, from_json, to_json

CHANGES = "staff/changes"
WAIT_SECONDS = 300  # for somebody else's change; one takes as long as an index is built

State = Literal["draft", "publishing", "live", "undone", "dropped"]


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did with a change."""

    state: State
    by: str
    at: str  # ISO time, UTC


@dataclass(frozen=True, slots=True)
class Change:
    """A change and what became of it."""

    id: int
    operation: Operation
    steps: tuple[Step, ...]
    before: Operation | None = None  # takes it back; none in a draft
    undoes: int | None = None  # the change that it takes back
    files: dict[str, str | None] = field(default_factory=dict)  # that it writes -> sha256 of their content, none if taken away

    @property
    def state(self) -> State:
        """What was done last."""
        return self.steps[-1].state

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self.steps[0].by

    def stepped(self, state: State, by: str) -> "Change":
        """The change after somebody did something with it."""
        return replace(self, steps=(*self.steps, new_step(state, by)))


def new_step(state: State, by: str) -> Step:
    """What is done now."""
    return Step(state, by, datetime.now(UTC).isoformat(timespec="seconds"))


@contextmanager
def changes_lock(corpus: Path) -> Iterator[None]:
    """Hold a corpus for one change at a time.

    :raises TeachingError: If it is no folder, cannot be written, or somebody else holds it for minutes.
    """
    from filelock import FileLock, Timeout  # listing changes needs no lock

    if not corpus.is_dir():
        raise TeachingError(f"{corpus}: is no folder. Put the document into one, and name that with --corpus")
    lock = corpus / CHANGES / ".lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=WAIT_SECONDS):
            yield
    except Timeout as error:
        raise TeachingError(f"{corpus}: somebody else has been changing it for {WAIT_SECONDS} s. Try again later") from error
    except PermissionError as error:
        raise cannot_write(corpus, error) from error


def write_change(corpus: Path, change: Change) -> None:
    """Write a change's record in one step; what is on disk afterwards stays.

    :raises OSError: If it cannot be written.
    """
    before = to_json(change.before) if change.before else None
    content = {
        "id": change.id,
        "operation": to_json(change.operation),
        "before": before,
        "undoes": change.undoes,
        "files": change.files,
        "steps": [asdict(step) for step in change.steps],
    }
    write_atomically(_path(corpus, change.id), seal(content))


def read_changes(corpus: Path) -> list[Change]:
    """All changes, the oldest first; one that another live one takes back is undone.

    :raises TeachingError: If a record is damaged.
    """
    changes = [_read(path) for path in sorted((corpus / CHANGES).glob("[0-9]*.json"))]
    undone = {change.undoes: change.steps[-1] for change in changes if change.undoes and change.state == "live"}
    return [
        replace(change, steps=(*change.steps, replace(undone[change.id], state="undone"))) if change.id in undone else change
        for change in changes
    ]


def find_change(corpus: Path, number: int) -> Change:
    """The change of a number.

    :raises TeachingError: If there is none.
    """
    found = next((change for change in read_changes(corpus) if change.id == number), None)
    if found is None:
        raise TeachingError(f"there is no change {number}. See them with: microneedling-faq changes")
    return found


def next_number(corpus: Path) -> int:
    """The number of the change that is written next; the caller holds `changes_lock`."""
    return max((change.id for change in read_changes(corpus)), default=0) + 1


def _path(corpus: Path, number: int) -> Path:
    return corpus / CHANGES / f"{number:04}.json"


def _read(path: Path) -> Change:
    try:
        content = read_sealed(path)
        return Change(
            id=content["id"],
            operation=from_json(content["operation"]),
            steps=tuple(Step(**step) for step in content["steps"]),
            before=from_json(content["before"]) if content["before"] else None,
            undoes=content["undoes"],
            files=content["files"],
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TeachingError(
            f"{path}: the record of a change is damaged ({error}). Take the file away, or restore it from a backup: the texts "
            "themselves are in the corpus"
        ) from error

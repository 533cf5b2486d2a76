"""The changes that staff can make; each sets one value in a corpus, and can say which value is there now.

That makes all of them undoable: what `now` gave before a change, applied again, takes it back. Each is plain data, so that it
can be kept as JSON and made again after a crash: setting a value twice is setting it once.
"""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, Self

from ..errors import TeachingError
from .atomic_files import Edits


@dataclass(frozen=True, slots=True)
class Hand:
    """Who makes a change, and on which day."""

    name: str
    day: date


class Operation(Protocol):
    """A change of one value."""

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""

    def now(self, corpus: Path) -> Self:
        """The same kind of change that would set the value that is there now.

        :raises FaqError: If the place of the value is not there.
        """

    def edits(self, corpus: Path, hand: Hand) -> Edits:
        """The files as they are after the change.

        :raises FaqError: If it cannot be made.
        """

    def concerns(self, corpus: Path) -> list[str]:
        """What a second look should go to before it is made, a line each; the corpus is as it is before the change."""


def to_json(operation: Operation) -> dict[str, Any]:
    """A change as JSON, with its kind."""
    return {"kind": type(operation).__name__, **asdict(operation)}  # type: ignore[call-overload]


def from_json(content: dict[str, Any]) -> Operation:
    """What `to_json` gave.

    :raises TeachingError: If the program does not know the kind.
    """
    from .answers import WriteAnswer  # these modules are built on this one
    from .documents import PutDocument, ReviewDocument
    from .health_texts import RewriteText, SignTexts
    from .wordings import TeachWording

    kinds: dict[str, type[Any]] = {
        kind.__name__: kind for kind in (TeachWording, WriteAnswer, PutDocument, ReviewDocument, RewriteText, SignTexts)
    }
    fields = dict(content)
    kind = kinds.get(str(fields.pop("kind", "")))
    if kind is None:
        raise TeachingError("a change is of a kind that this version of the program does not know. Use the newer one")
    made: Operation = kind(**fields)
    return made


def read_staff_file(corpus: Path, name: str) -> str:
    """The text of a file that staff edit; empty if there is none yet.

    :raises TeachingError: If it cannot be read.
    """
    path = corpus / name
    try:
        return path.read_bytes().decode("utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise TeachingError(f"{path}: cannot be read ({error}). Correct the file first") from error


def one_line(text: str, what: str, *, most: int = 500) -> str:
    """A text for one line, its white space tidied.

    :raises TeachingError: If nothing is left of it, it holds signs that cannot be shown, or it is too long.
    """
    tidy = " ".join(text.split())
    if not tidy or not any(character.isalnum() for character in tidy):
        raise TeachingError(f"the {what} has no words. Write it out")
    if not tidy.isprintable():
        raise TeachingError(f"the {what} holds signs that cannot be shown. Type it anew")
    if len(tidy) > most:
        raise TeachingError(f"the {what} is longer than {most} characters. Shorten it")
    return tidy

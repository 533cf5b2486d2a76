"""Documents of a corpus: published, replaced, taken away, and the day and the name of their last review.

What a file held before is kept below `staff/changes/files`, so that it can be had back.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from ..corpus.conversion import MOST_BYTES
from ..corpus.documents import STAFF_FOLDER, corpus_files, record_ids
from ..corpus.formats import CONVERTED_SUFFIXES, READ, RECORDS_SUFFIX, TEXT_SUFFIXES
from ..errors import TeachingError
from .atomic_files import Edits, write_atomically
from .claims import claim_lines
from .operations import Hand, one_line, read_staff_file
from .toml_groups import append_group, parse, remove_group
from .uploads import read_upload

KEPT = "staff/changes/files"
REVIEWS = "staff/reviews.toml"
_REVIEWS_HEAD = (
    "# Who has read each document last, and by when it is to be read again. Written by the program; you may edit it.\n"
)
_NAME = re.compile(r"[^\W_][\w .()+&'’-]*", re.UNICODE)
_SUFFIXES = TEXT_SUFFIXES | CONVERTED_SUFFIXES | {RECORDS_SUFFIX}


@dataclass(frozen=True, slots=True)
class PutDocument:
    """The content of a document's file."""

    name: str  # relative POSIX path below the corpus
    sha256: str | None  # of its content, which `keep_content` keeps; `None` takes the file away

    @classmethod
    def of(cls, corpus: Path, name: str, data: bytes) -> "PutDocument":
        """Keep a file's content, to be published.

        :raises TeachingError: If its name cannot be a document's, it is too large, or the corpus cannot be written.
        """
        check_name(name)
        return cls(name, keep_content(corpus, data))

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        return f"{'publish' if self.sha256 else 'take away'} the document {self.name}"

    def now(self, corpus: Path) -> "PutDocument":
        """The content of the file now."""
        path = corpus / self.name
        return replace(self, sha256=hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None)

    def edits(self, corpus: Path, hand: Hand) -> Edits:  # noqa: ARG002
        """The file after the change.

        :raises TeachingError: If its name cannot be a document's, it is the last document, or its kept content is gone.
        """
        check_name(self.name)
        if self.sha256 is None:
            if len(document_files(corpus)) == 1:
                raise TeachingError(f"{self.name} is the only document. Publish another one first")
            return {self.name: None}
        return {self.name: kept_content(corpus, self.sha256)}

    def concerns(self, corpus: Path) -> list[str]:
        """Absolute wording in the document.

        :raises TeachingError: If it cannot be read.
        """
        if self.sha256 is None:
            return []
        documents = read_upload(self.name, kept_content(corpus, self.sha256))
        return [line for document in documents for line in claim_lines(corpus, document)]


@dataclass(frozen=True, slots=True)
class ReviewDocument:
    """Who has read a document, when, and by when it is to be read again."""

    name: str  # of its file
    reviewer: str | None  # `None` if nobody has
    reviewed: str | None = None  # ISO day
    due: str | None = None  # ISO day

    @property
    def title(self) -> str:
        """What the change does, in a line for people."""
        return f"note that {self.reviewer or 'nobody'} has read {self.name}" + (
            f", due again on {self.due}" if self.due else ""
        )

    def now(self, corpus: Path) -> "ReviewDocument":
        """What is noted now."""
        found = next((review for review in read_reviews(corpus) if review.name == self.name), None)
        return found or replace(self, reviewer=None, reviewed=None, due=None)

    def edits(self, corpus: Path, hand: Hand) -> Edits:  # noqa: ARG002
        """The file of reviews after the change.

        :raises TeachingError: If there is no such document, or a day is none.
        """
        text = remove_group(read_staff_file(corpus, REVIEWS), "reviews", lambda group: group.get("document") == self.name)
        if self.reviewer is None:
            return {REVIEWS: text.encode()}
        if self.name not in document_files(corpus):
            raise TeachingError(f"there is no document {self.name!r}. There are: {', '.join(document_files(corpus)[:5])}")
        try:
            days = {"reviewed": date.fromisoformat(self.reviewed or ""), "review_by": date.fromisoformat(self.due or "")}
        except ValueError as error:
            raise TeachingError("write both days of a review as 2027-01-31") from error
        fields = {"document": self.name, "reviewer": one_line(self.reviewer, "reviewer"), **days}
        return {REVIEWS: append_group(text or _REVIEWS_HEAD, "reviews", fields).encode()}

    def concerns(self, corpus: Path) -> list[str]:  # noqa: ARG002
        """None: a review changes no reply."""
        return []


def document_files(corpus: Path) -> list[str]:
    """The files of a corpus that hold documents, as relative POSIX paths."""
    names = [path.relative_to(corpus).as_posix() for path in corpus_files(corpus)]
    return [name for name in names if PurePosixPath(name).suffix.lower() in _SUFFIXES]


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A document's file, how it stands with its review, and how often visitors were shown it."""

    name: str
    review: ReviewDocument | None
    overdue: bool
    shown: int


def document_states(corpus: Path, today: date, shown: Mapping[str, int] | None = None) -> list[DocumentState]:
    """All documents: those whose review is overdue first, and of these and the others what visitors are shown most.

    Where that is alike, those that nobody has read come first, then the others by what is due.

    :param shown: Name of a file -> how often passages of it were shown, where that is known.
    :raises FaqError: If the corpus or the file of reviews cannot be read.
    """
    reviews, shown = {review.name: review for review in read_reviews(corpus)}, shown or {}
    day = today.isoformat()
    found = [(name, reviews.get(name)) for name in document_files(corpus)]
    states = [DocumentState(name, review, bool(review and str(review.due) < day), shown.get(name, 0)) for name, review in found]
    return sorted(states, key=_pressing)


def _pressing(state: DocumentState) -> tuple[bool, int, str, str]:
    return not state.overdue, -state.shown, str(state.review.due) if state.review else "", state.name


def shown_by_file(corpus: Path, shown: Iterable[tuple[str, int]]) -> Counter[str]:
    """Name of a file -> how often passages of its documents were shown.

    :param shown: Id of a document, how often a passage of it was.
    :raises FaqError: If a file of records cannot be read.
    """
    files = document_files(corpus)
    file_of = {PurePosixPath(name).with_suffix("").as_posix(): name for name in files if not name.endswith(RECORDS_SUFFIX)}
    for name in (name for name in files if name.endswith(RECORDS_SUFFIX)):
        file_of |= dict.fromkeys(record_ids(corpus / name), name)
    counts: Counter[str] = Counter()
    for document, count in shown:
        if document in file_of:
            counts[file_of[document]] += count
    return counts


def read_reviews(corpus: Path) -> list[ReviewDocument]:
    """What is noted of each document.

    :raises TeachingError: If the file is wrong.
    """
    groups = parse(read_staff_file(corpus, REVIEWS)).get("reviews", [])
    return [
        ReviewDocument(
            str(group.get("document")), str(group.get("reviewer")), str(group.get("reviewed")), str(group.get("review_by"))
        )
        for group in groups
    ]


def keep_content(corpus: Path, data: bytes) -> str:
    """Keep the content of a document, to be published or had back; give its sha256.

    :raises TeachingError: If it is too large, or the corpus cannot be written.
    """
    if len(data) > MOST_BYTES:
        raise TeachingError(f"the file is larger than {MOST_BYTES // 2**20} MiB. Split it, or take the pictures out")
    sha256 = hashlib.sha256(data).hexdigest()
    path = corpus / KEPT / sha256
    try:
        if not path.is_file():
            write_atomically(path, data)
    except OSError as error:
        raise TeachingError(f"{path.parent}: cannot be written ({error.strerror}). Make the folder writable") from error
    return sha256


def kept_content(corpus: Path, sha256: str) -> bytes:
    """What `keep_content` kept.

    :raises TeachingError: If it is gone or damaged.
    """
    path = corpus / KEPT / sha256
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise TeachingError(f"{path}: what was kept of the document is gone or damaged. Publish the document anew")
    return data


def check_name(name: str) -> None:
    """Whether a document may be called so.

    :raises TeachingError: If not.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in _SUFFIXES:
        raise TeachingError(f"{name}: such files cannot be quoted. Save it as one of {READ}")
    if not all(_NAME.fullmatch(part) for part in path.parts) or path.parts[0].lower() == STAFF_FOLDER or len(name) > 150:
        raise TeachingError(f"{name[:60]!r}: give the file a name of letters, digits, spaces and hyphens")

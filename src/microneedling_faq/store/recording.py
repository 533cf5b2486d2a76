"""Writes down what happened in the chat, in a thread of its own: no reply waits for the store, and none is lost with it.

Of every reply its kind, its passages and its time are counted. Its words are kept only where the operator has switched that
on, scrubbed, and never those of a message that was met with `urgent`: a sign of danger is counted and nothing more.
"""

import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from queue import Empty, Full, Queue
from threading import Event, Thread

from ..errors import StoreError
from ..settings import Settings
from ..types import Reply, SearchResult
from .counts import Measure, add_counts
from .database import Store
from .personal_names import IsKnown
from .questions import KeptQuestion, erase_questions, keep_questions, rate_question
from .scrubbing import scrub
from .visit_key import VisitKey

PLACES = 2_000  # of what waits for a store that is locked or gone; a busy chat fills them in minutes
MOST_AT_ONCE = 200  # written in one transaction
GATHER_SECONDS = 0.5  # so that a busy chat writes twice a second, and not for each reply
RETRY_SECONDS = 2.0
MOST_KEPT_CHARACTERS = 500  # of a question; more is a letter, which tells more of its writer than of a gap
MILLISECONDS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)  # the upper bounds by which reply times are counted
SLOWER = "slower"
_KEPT_KINDS = ("answer", "not_covered", "refer")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply, before it is written down."""

    reply: Reply | SearchResult
    seconds: float
    visit: str
    id: str  # by which a rating can follow; empty where there is none to come


@dataclass(frozen=True, slots=True)
class Rated:
    """A thumb, or the reason that follows it."""

    verdict: str
    reason: str | None
    id: str


@dataclass(slots=True)
class _Batch:
    """What is written in one transaction."""

    counts: Counter[tuple[date, Measure, str]] = field(default_factory=Counter)
    questions: list[KeptQuestion] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)


class Recorder:
    """Takes what happened from any thread, at once, and writes it when the store lets it."""

    def __init__(
        self,
        settings: Settings,
        open_store: Callable[[str], Store] = Store.open,
        *,
        visit_key: VisitKey | None = None,
        today: Callable[[], date] = date.today,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        """A recorder that runs until `close`.

        :param visit_key: What other processes of the same chat have too; one of its own if left out.
        """
        self._settings = settings
        self._open_store = open_store
        self._today = today
        self._retry_seconds = retry_seconds
        self._waiting: Queue[Replied | Rated] = Queue(PLACES)
        self._ended = Event()
        self._store: Store | None = None
        self._is_known: IsKnown = bool
        self._visit_key = visit_key or VisitKey(today())
        self._erased_on = date.min
        self.lost = 0  # what the store could not take
        self._thread = Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def describe(self, is_known: IsKnown) -> None:
        """Tell which words are of the subject from now on, and so no names."""
        self._is_known = is_known

    def new_id(self) -> str:
        """An id for a reply that may be rated; empty where no question is kept."""
        return secrets.token_hex(16) if self._settings.keep_questions else ""

    def replied(self, reply: Reply | SearchResult, seconds: float, *, visit: str, reply_id: str = "") -> None:
        """Note a reply.

        :param visit: What tells a visit from others; it is hashed with a key of the day, which nothing keeps.
        """
        self._put(Replied(reply, seconds, self._hashed(visit), reply_id))

    def rated(self, verdict: str, reason: str | None, reply_id: str = "") -> None:
        """Note a thumb, or the reason for it, which comes later."""
        self._put(Rated(verdict, reason, reply_id))

    def close(self, seconds: float = 5.0) -> None:
        """Write what waits, if the store lets it within some seconds, and end."""
        self._ended.set()
        self._thread.join(seconds)
        if self._store:
            self._store.close()

    def _put(self, what: Replied | Rated) -> None:
        try:
            self._waiting.put_nowait(what)
        except Full:
            self.lost += 1

    def _hashed(self, visit: str) -> str:
        return hashlib.blake2b(visit.encode(), key=self._visit_key.of(self._today()), digest_size=12).hexdigest()

    def _run(self) -> None:
        while not self._ended.is_set() or not self._waiting.empty():
            try:
                first = self._waiting.get(timeout=GATHER_SECONDS)
            except Empty:
                continue
            self._ended.wait(GATHER_SECONDS)
            self._write_surely([first, *self._more()])

    def _more(self, most: int = MOST_AT_ONCE) -> Iterator[Replied | Rated]:
        """What waits now."""
        for _ in range(most):
            try:
                yield self._waiting.get_nowait()
            except Empty:
                return

    def _write_surely(self, happened: list[Replied | Rated]) -> None:
        """Write, and try again until it succeeds or the chat is told to stop; what can never be written is lost."""
        told = False
        while True:
            try:
                self._write(self._batch(happened))
            except StoreError as error:
                if not told:
                    _log.warning("microneedling-faq: %s. The chat goes on; what it would keep waits", str(error).rstrip("."))
                    told = True
                if self._ended.wait(self._retry_seconds):
                    self.lost += len(happened) + len(list(self._more(PLACES)))
                    return
            except Exception as error:  # whatever it is, the next may be written; its text may quote a question
                _log.error("microneedling-faq: the store refused %d notes (%s)", len(happened), type(error).__name__)
                self.lost += len(happened)
                return
            else:
                if told:
                    _log.warning("microneedling-faq: the store can be used again")
                return

    def _write(self, batch: _Batch) -> None:
        store = self._store = self._store or self._open_store(self._settings.database)
        today = self._today()
        with store.writing() as connection:
            add_counts(connection, batch.counts)
            keep_questions(connection, batch.questions)
            for rated in batch.ratings:
                rate_question(connection, rated.id, rated.verdict, rated.reason)
            if self._erased_on != today:
                erase_questions(connection, before=today - timedelta(days=self._settings.keep_days))
        self._erased_on = today

    def _batch(self, happened: list[Replied | Rated]) -> _Batch:
        batch, today = _Batch(), self._today()
        for each in happened:
            if isinstance(each, Rated):
                batch.counts[today, "verdict", each.reason or each.verdict] += 1
                batch.ratings += [each] if each.id else []
                continue
            for measure, name in _counted(each):
                batch.counts[today, measure, name] += 1
            if self._settings.keep_questions and isinstance(each.reply, Reply) and each.reply.kind in _KEPT_KINDS:
                batch.questions.append(self._kept(each.reply, each, today))
        return batch

    def _kept(self, reply: Reply, replied: Replied, today: date) -> KeptQuestion:
        return KeptQuestion(
            id=replied.id or secrets.token_hex(16),
            day=today,
            visit=replied.visit,
            language=reply.language,
            kind=reply.kind,
            text=scrub(_beginning(_own_words(reply)), self._is_known),
            unsupported=reply.unsupported,
            passages=tuple(passage.sha256 for passage in reply.passages),
        )


def _counted(replied: Replied) -> Iterator[tuple[Measure, str]]:
    reply = replied.reply
    if isinstance(reply, SearchResult):
        yield "reply", "search"
        return
    yield "reply", reply.kind
    milliseconds = replied.seconds * 1000
    yield "milliseconds", next((str(bound) for bound in MILLISECONDS if milliseconds <= bound), SLOWER)
    yield from (("passage", passage.sha256) for passage in reply.passages)
    yield from (("unsupported", name) for name in reply.unsupported)


def _own_words(reply: Reply) -> str:
    """The message, spelled right, without what it was joined to: an earlier one may have told of danger."""
    understood = reply.understood_as or reply.query
    return understood if len(understood.split()) == len(reply.query.split()) else reply.query


def _beginning(text: str) -> str:
    """As much of a text as is kept, and no half word or number."""
    return text if len(text) <= MOST_KEPT_CHARACTERS else text[:MOST_KEPT_CHARACTERS].rpartition(" ")[0]

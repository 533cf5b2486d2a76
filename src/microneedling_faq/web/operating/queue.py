"""The bounded queue in front of the chatbot, shared by every web door, and who is not let into it."""

import asyncio
import math
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING, TypeVar

from ...replying.chatbot import Chatbot
from ...replying.suggesting import Suggester
from ...types import Reply, SearchResult, Suggestions
from .limits import Counting, Visitor, VisitorLimit, visit_of
from .metrics import Metrics

if TYPE_CHECKING:
    from ...store.recording import Recorder

Result = TypeVar("Result", Reply, SearchResult, Suggestions)

LONGEST_WAIT_SECONDS = 0.7  # expected; who would wait longer is told so at once. To the queue and back it takes a while, too
SUGGESTIONS_A_QUESTION = 20  # a request for each pause while a question is typed
LATEST_RETURN_SECONDS = 10  # what is told to come again is told no longer time
_REMEMBERED_QUESTIONS = 20  # whose mean time tells how long those that wait will take
_CROWD_SECONDS = 1.0  # what was turned away so long ago, or longer, will be here again


class TurnedAwayError(Exception):
    """A question that is not answered now."""

    reason = ""  # as metrics count it
    notice = ""  # the key of what the visitor is told
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, seconds: int = 1) -> None:
        self.seconds = seconds  # until it may be asked again
        super().__init__(self.notice)


class QueueFullError(TurnedAwayError):
    """Too many questions wait already."""

    reason = "queue_full"
    notice = "general.busy"


class TooManyQuestionsError(TurnedAwayError):
    """One visitor asks too many."""

    reason = "too_many"
    notice = "general.too_many"
    status = HTTPStatus.TOO_MANY_REQUESTS


class TooSlowError(TurnedAwayError):
    """A question that took too long, and was given up."""

    reason = "too_slow"
    notice = "general.busy"
    status = HTTPStatus.GATEWAY_TIMEOUT


class Pace:
    """How long questions take now, and so how long one more would wait. Safe to use from many threads."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = Lock()
        self._present = 0  # questions that wait or are being answered
        self._mean_seconds = 0.0  # of a thread with one question; weighted, the latest most
        self._crowd = 0.0  # questions that were turned away of late, each counting less by the second
        self._turned_away_at = 0.0

    def came(self) -> None:
        """A question was let in."""
        with self._lock:
            self._present += 1

    def took(self, seconds: float) -> None:
        """A thread was busy with a question for so long."""
        with self._lock:
            self._mean_seconds += (seconds - self._mean_seconds) / _REMEMBERED_QUESTIONS

    def left(self) -> None:
        """A question has ended, answered or not."""
        with self._lock:
            self._present -= 1

    def wait(self) -> float:
        """Seconds that a question which came now would wait for a thread, by Little's law."""
        return max(0, self._present + 1 - self._threads) * self._mean_seconds / self._threads

    def turned_away(self, now: float) -> int:
        """Whole seconds until a question may come again that found no place: what those told so just before it will take.

        So a crowd comes back one after the other, as if it had queued, and not all at once.
        """
        with self._lock:
            self._crowd = 1 + self._crowd * math.exp((self._turned_away_at - now) / _CROWD_SECONDS)
            self._turned_away_at = now
            seconds = self._crowd * self._mean_seconds / self._threads
        return min(max(math.ceil(seconds), 1), LATEST_RETURN_SECONDS)


@dataclass(frozen=True, slots=True)
class _Gate:
    """Who is let in for one kind of request."""

    limit: VisitorLimit
    places: BoundedSemaphore  # of requests that wait or are being answered


class ReplyQueue:
    """Lets a few threads answer, and a bounded number of questions wait for them; first come, first served."""

    def __init__(
        self,
        chatbot: Chatbot,
        *,
        places: int | None = None,
        longest_wait: float = LONGEST_WAIT_SECONDS,
        threads: int | None = None,
        counting: Counting | None = None,
        metrics: Metrics | None = None,
        recorder: "Recorder | None" = None,
    ) -> None:
        """In front of a chatbot.

        :param places: As the settings say if left out.
        :param longest_wait: Seconds that a question may be expected to wait; one that would wait longer is turned away.
        :param threads: As many as there are cores if left out.
        """
        self._chatbot = chatbot
        self._recorder = recorder  # none where nothing is stored
        self._metrics = metrics or Metrics()
        self._unread = Metrics()  # of the warm-up
        self._suggester = Suggester(chatbot)
        threads = threads or os.cpu_count() or 1
        settings = chatbot.settings
        per_minute = settings.questions_per_minute
        limit = partial(VisitorLimit, counting=counting or Counting(), at_an_address=settings.visitors_at_an_address)
        self._questions = _Gate(
            limit("ask", per_minute), BoundedSemaphore(settings.waiting_questions if places is None else places)
        )
        # Those who type have an allowance of their own, and so few places that nobody who asks waits long behind them.
        self._typing = _Gate(limit("type", per_minute * SUGGESTIONS_A_QUESTION), BoundedSemaphore(2 * threads))
        self._longest_wait = longest_wait
        self._pace = Pace(threads)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reply")

    async def reply(
        self,
        visitor: Visitor,
        message: str,
        history: Sequence[str] = (),
        *,
        as_typed: bool = False,
        language: str | None = None,
        reply_id: str = "",
    ) -> Reply:
        """`Chatbot.reply`, off the event loop.

        :param reply_id: Of `new_id`, where the reply may be rated.
        :raises TurnedAwayError: At once, if the visitor has asked too much, or all places are taken; if the reply takes longer
            than the settings allow, then.
        """
        work = partial(self._chatbot.reply, message, history, as_typed=as_typed, language=language)
        return await self._work(self._questions, visitor, work, reply_id)

    def new_id(self) -> str:
        """An id by which a visitor's rating finds the question; empty where no question is kept."""
        return self._recorder.new_id() if self._recorder else ""

    async def search(self, visitor: Visitor, query: str, *, limit: int, language: str | None = None) -> SearchResult:
        """`Chatbot.search`, off the event loop.

        :raises TurnedAwayError: As `reply`.
        """
        return await self._work(self._questions, visitor, partial(self._chatbot.search, query, limit=limit, language=language))

    async def suggest(self, visitor: Visitor, typed: str, *, language: str | None = None) -> Suggestions:
        """`Suggester.suggest`, off the event loop.

        :raises TurnedAwayError: As `reply`, and sooner: the page then offers nothing.
        """
        return await self._work(self._typing, visitor, partial(self._suggester.suggest, typed, language=language))

    async def _work(self, gate: _Gate, visitor: Visitor, work: Callable[[], Result], reply_id: str = "") -> Result:
        metrics = self._metrics if visitor.address else self._unread
        wait = await gate.limit.wait(visitor)
        if wait:
            raise self._told(metrics, gate, TooManyQuestionsError(wait))
        if self._pace.wait() > self._longest_wait or not gate.places.acquire(blocking=False):
            raise self._told(metrics, gate, QueueFullError(self._pace.turned_away(time.monotonic())))
        metrics.let_in()
        self._pace.came()
        begun = self._threads.submit(self._timed, work)
        # A place is free when the work has ended, not when a visitor who went away stops waiting for it.
        begun.add_done_callback(partial(self._leave, gate, metrics, time.perf_counter(), visitor, reply_id))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(begun), self._chatbot.settings.reply_seconds)
        except TimeoutError as error:
            raise self._told(metrics, gate, TooSlowError()) from error

    def _timed(self, work: Callable[[], Result]) -> Result:
        begun = time.perf_counter()
        try:
            return work()
        finally:
            self._pace.took(time.perf_counter() - begun)

    def _told(self, metrics: Metrics, gate: _Gate, error: TurnedAwayError) -> TurnedAwayError:
        """The error, counted where it is a question that is not let in."""
        if gate is self._questions:
            metrics.turned_away(error.reason)
        return error

    def _leave(
        self,
        gate: _Gate,
        metrics: Metrics,
        came: float,
        visitor: Visitor,
        reply_id: str,
        work: Future[Reply | SearchResult | Suggestions],
    ) -> None:
        gate.places.release()
        self._pace.left()
        if work.cancelled():
            metrics.left()
        elif work.exception():
            metrics.failed()
        else:
            seconds = time.perf_counter() - came
            metrics.replied(work.result(), seconds)
            result = work.result()
            if self._recorder and visitor.address and not isinstance(result, Suggestions):  # nobody asks while it warms up
                self._recorder.replied(result, seconds, visit=visit_of(visitor), reply_id=reply_id)

    def turn_away(self) -> QueueFullError:
        """Count a question that found no place before it came in, and say when to come again."""
        self._metrics.turned_away(QueueFullError.reason)
        return QueueFullError(self._pace.turned_away(time.monotonic()))

    def has_place(self) -> bool:
        """Whether a question that came now would be let in."""
        if self._pace.wait() > self._longest_wait or not self._questions.places.acquire(blocking=False):
            return False
        self._questions.places.release()
        return True

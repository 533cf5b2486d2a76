"""The bounded queue in front of the chatbot, shared by every web door, and who is not let into it."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import TypeVar

from ...corpus.notices import DEFAULT_LANGUAGE
from ...replying.chatbot import Chatbot
from ...replying.suggesting import Suggester
from ...types import Reply, SearchResult, Suggestions
from .limits import Visitor, VisitorLimit
from .metrics import Metrics

Result = TypeVar("Result", Reply, SearchResult, Suggestions)

SUGGESTIONS_A_QUESTION = 20  # a request for each pause while a question is typed
PLACES = 100  # about a second of waiting on two cores; who would wait longer is told so at once


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


@dataclass(frozen=True, slots=True)
class _Gate:
    """Who is let in for one kind of request."""

    limit: VisitorLimit
    places: BoundedSemaphore  # of requests that wait or are being answered


class ReplyQueue:
    """Lets a few threads answer, and a bounded number of questions wait for them; first come, first served."""

    def __init__(
        self, chatbot: Chatbot, *, places: int = PLACES, threads: int | None = None, metrics: Metrics | None = None
    ) -> None:
        self._chatbot = chatbot
        self._metrics = metrics or Metrics()
        self._unread = Metrics()  # of the warm-up
        self._suggester = Suggester(chatbot)
        threads = threads or os.cpu_count() or 1
        per_minute = chatbot.settings.questions_per_minute
        self._questions = _Gate(VisitorLimit(per_minute), BoundedSemaphore(places))
        # Those who type have an allowance of their own, and so few places that nobody who asks waits long behind them.
        self._typing = _Gate(VisitorLimit(per_minute * SUGGESTIONS_A_QUESTION), BoundedSemaphore(2 * threads))
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reply")

    async def reply(
        self,
        visitor: Visitor,
        message: str,
        history: Sequence[str] = (),
        *,
        as_typed: bool = False,
        language: str = DEFAULT_LANGUAGE,
    ) -> Reply:
        """`Chatbot.reply`, off the event loop.

        :raises TurnedAwayError: At once, if the visitor has asked too much, or all places are taken.
        """
        work = partial(self._chatbot.reply, message, history, as_typed=as_typed, language=language)
        return await self._work(self._questions, visitor, work)

    async def search(self, visitor: Visitor, query: str, *, limit: int, language: str = DEFAULT_LANGUAGE) -> SearchResult:
        """`Chatbot.search`, off the event loop.

        :raises TurnedAwayError: As `reply`.
        """
        return await self._work(self._questions, visitor, partial(self._chatbot.search, query, limit=limit, language=language))

    async def suggest(self, visitor: Visitor, typed: str, *, language: str = DEFAULT_LANGUAGE) -> Suggestions:
        """`Suggester.suggest`, off the event loop.

        :raises TurnedAwayError: As `reply`, and sooner: the page then offers nothing.
        """
        return await self._work(self._typing, visitor, partial(self._suggester.suggest, typed, language=language))

    async def _work(self, gate: _Gate, visitor: Visitor, work: Callable[[], Result]) -> Result:
        metrics = self._metrics if visitor.address else self._unread
        wait = gate.limit.wait(visitor)
        if wait:
            raise self._told(metrics, gate, TooManyQuestionsError(wait))
        if not gate.places.acquire(blocking=False):
            raise self._told(metrics, gate, QueueFullError())
        metrics.let_in()
        begun = self._threads.submit(work)
        # A place is free when the work has ended, not when a visitor who went away stops waiting for it.
        begun.add_done_callback(partial(self._leave, gate, metrics, time.perf_counter()))
        return await asyncio.wrap_future(begun)

    def _told(self, metrics: Metrics, gate: _Gate, error: TurnedAwayError) -> TurnedAwayError:
        """The error, counted where it is a question that is not let in."""
        if gate is self._questions:
            metrics.turned_away(error.reason)
        return error

    def _leave(self, gate: _Gate, metrics: Metrics, came: float, work: Future[Reply | SearchResult | Suggestions]) -> None:
        gate.places.release()
        if work.cancelled():
            metrics.left()
        elif work.exception():
            metrics.failed()
        else:
            metrics.replied(work.result(), time.perf_counter() - came)

    def has_place(self) -> bool:
        """Whether a question that came now would be let in."""
        if not self._questions.places.acquire(blocking=False):
            return False
        self._questions.places.release()
        return True

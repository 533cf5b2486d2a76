"""The bounded queue in front of the chatbot, shared by every web door, and who is not let into it."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, TypeVar

from ...corpus.notices import DEFAULT_LANGUAGE
from ...replying.chatbot import Chatbot
from ...types import Reply, SearchResult
from .limits import Visitor, VisitorLimit, visit_of
from .metrics import Metrics

if TYPE_CHECKING:
    from ...store.recording import Recorder

Result = TypeVar("Result", Reply, SearchResult)

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


class ReplyQueue:
    """Lets a few threads answer, and a bounded number of questions wait for them; first come, first served."""

    def __init__(
        self,
        chatbot: Chatbot,
        *,
        places: int = PLACES,
        threads: int | None = None,
        metrics: Metrics | None = None,
        recorder: "Recorder | None" = None,
    ) -> None:
        self._chatbot = chatbot
        self._recorder = recorder  # none where nothing is stored
        self._metrics = metrics or Metrics()
        self._unread = Metrics()  # of the warm-up
        self._limit = VisitorLimit(chatbot.settings.questions_per_minute)
        self._places = BoundedSemaphore(places)  # of questions that wait or are being answered
        self._threads = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="reply")

    async def reply(
        self,
        visitor: Visitor,
        message: str,
        history: Sequence[str] = (),
        *,
        as_typed: bool = False,
        language: str = DEFAULT_LANGUAGE,
        reply_id: str = "",
    ) -> Reply:
        """`Chatbot.reply`, off the event loop.

        :param reply_id: Of `new_id`, where the reply may be rated.
        :raises TurnedAwayError: At once, if the visitor has asked too much, or all places are taken.
        """
        work = partial(self._chatbot.reply, message, history, as_typed=as_typed, language=language)
        return await self._work(visitor, work, reply_id)

    def new_id(self) -> str:
        """An id by which a visitor's rating finds the question; empty where no question is kept."""
        return self._recorder.new_id() if self._recorder else ""

    async def search(self, visitor: Visitor, query: str, *, limit: int, language: str = DEFAULT_LANGUAGE) -> SearchResult:
        """`Chatbot.search`, off the event loop.

        :raises TurnedAwayError: As `reply`.
        """
        return await self._work(visitor, partial(self._chatbot.search, query, limit=limit, language=language))

    async def _work(self, visitor: Visitor, work: Callable[[], Result], reply_id: str = "") -> Result:
        metrics = self._metrics if visitor.address else self._unread
        wait = self._limit.wait(visitor)
        if wait:
            metrics.turned_away(TooManyQuestionsError.reason)
            raise TooManyQuestionsError(wait)
        if not self._places.acquire(blocking=False):
            metrics.turned_away(QueueFullError.reason)
            raise QueueFullError
        metrics.let_in()
        begun = self._threads.submit(work)
        # A place is free when the work has ended, not when a visitor who went away stops waiting for it.
        begun.add_done_callback(partial(self._leave, metrics, time.perf_counter(), visitor, reply_id))
        return await asyncio.wrap_future(begun)

    def _leave(
        self, metrics: Metrics, came: float, visitor: Visitor, reply_id: str, work: Future[Reply | SearchResult]
    ) -> None:
        self._places.release()
        if work.cancelled():
            metrics.left()
        elif work.exception():
            metrics.failed()
        else:
            seconds = time.perf_counter() - came
            metrics.replied(work.result(), seconds)
            if self._recorder and visitor.address:  # nobody asks while the server warms up
                self._recorder.replied(work.result(), seconds, visit=visit_of(visitor), reply_id=reply_id)

    def has_place(self) -> bool:
        """Whether a question that came now would be let in."""
        if not self._places.acquire(blocking=False):
            return False
        self._places.release()
        return True

"""The bounded queue in front of the chatbot, shared by every web door."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from ..chatbot import Chatbot
from ..notices import DEFAULT_LANGUAGE
from ..types import Reply

PLACES = 100  # about a second of waiting on two cores; who would wait longer is told so at once


class QueueFullError(Exception):
    """Too many questions wait already."""


class ReplyQueue:
    """Lets a few threads answer, and a bounded number of questions wait for them; first come, first served."""

    def __init__(self, chatbot: Chatbot, *, places: int = PLACES, threads: int | None = None) -> None:
        self._chatbot = chatbot
        self._places = BoundedSemaphore(places)  # of questions that wait or are being answered
        self._threads = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="reply")

    async def reply(
        self, message: str, history: Sequence[str] = (), *, as_typed: bool = False, language: str = DEFAULT_LANGUAGE
    ) -> Reply:
        """`Chatbot.reply`, off the event loop.

        :raises QueueFullError: At once, if all places are taken.
        """
        if not self._places.acquire(blocking=False):
            raise QueueFullError
        work = self._threads.submit(self._chatbot.reply, message, history, as_typed=as_typed, language=language)
        # A place is free when the work has ended, not when a visitor who went away stops waiting for it.
        work.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(work)

    def has_place(self) -> bool:
        """Whether a question that came now would be let in."""
        if not self._places.acquire(blocking=False):
            return False
        self._places.release()
        return True

"""Puts a changed index in use while the chat runs: the application around it is made anew, beside the one that answers.

What was asked before is answered by the old application to its end; what is asked afterwards goes to the new one.
"""

import gc
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from weakref import WeakSet

from fastapi.dependencies import models
from starlette.types import ASGIApp, Receive, Scope, Send

from ...errors import FaqError
from ...index.engines import engine_of
from ...index_places import IndexPlace

POLL_SECONDS = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """An application, and the index that it answers from."""

    app: ASGIApp
    place: IndexPlace
    generation: str


class Reloading:
    """The application that is in use now."""

    def __init__(self, loaded: Loaded, load: Callable[[], Loaded], tell: Callable[[bool], None]) -> None:
        """As `loaded`, until its index changes.

        :param load: Makes the application around the changed index; raises `FaqError` if it cannot.
        :param tell: Gets whether a changed index could be put in use.
        """
        self._loaded = loaded
        self._load = load
        self._tell = tell
        self._ended = Event()
        self._replaced: WeakSet[ASGIApp] = WeakSet()  # and not yet gone
        self._wait_seconds = self._let_go_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does that is in use when the request comes."""
        await self._loaded.app(scope, receive, send)

    def catch_up(self) -> None:
        """Put a changed index in use now, if there is one and it can be used."""
        try:
            self._reload_if_changed()
        except Exception as error:  # whatever it is, the chat answers from the old index, and goes on looking
            reason = str(error) if isinstance(error, FaqError) else f"{type(error).__name__}: see below"
            _log.warning(
                "microneedling-faq: the changed index is not in use: %s",
                reason,
                exc_info=not isinstance(error, FaqError),
            )
            self._tell(False)

    def watch(self) -> None:
        """Look for a changed index from now on, in a thread of its own, until `stop`."""
        Thread(target=self._watch, name="index watch", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()

    def _watch(self) -> None:
        seen: object = None
        while not self._ended.wait(POLL_SECONDS):
            self._let_go_of_replaced()
            now = engine_of(self._loaded.place).stamp()
            if now and now != seen:
                seen = now
                self.catch_up()

    def _reload_if_changed(self) -> None:
        if engine_of(self._loaded.place).read_manifest().generation == self._loaded.generation:
            return
        replaced, self._loaded = self._loaded, self._load()
        self._tell(True)
        _log.info("microneedling-faq: the changed index %s is in use", self._loaded.generation)
        self._replaced.add(replaced.app)
        self._wait_seconds = self._let_go_at = 0.0
        del replaced
        self._let_go_of_replaced()

    def _let_go_of_replaced(self) -> None:
        """Give back the memory of what was replaced; what still runs may hold it, so again later, ever more rarely."""
        if self._replaced and time.monotonic() >= self._let_go_at:
            _give_back_memory()
            self._wait_seconds = max(POLL_SECONDS, 2 * self._wait_seconds)
            self._let_go_at = time.monotonic() + self._wait_seconds


def _give_back_memory() -> None:
    """Let go of the application that was replaced, and of its index: 90 MB, measured with the shipped one.

    The first application stays: the server is in its lifespan to the end.
    """
    for known in vars(models).values():  # FastAPI remembers the functions of 4,096 routes, which hold their application
        if hasattr(known, "cache_clear"):
            known.cache_clear()
    gc.unfreeze()  # what was put aside at the start
    gc.collect()
    gc.freeze()

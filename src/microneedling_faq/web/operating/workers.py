"""Runs the chat in several processes, forked from one: each is listened to, and another takes the place of one that ends.

All is loaded before the fork, so that the processes share what was loaded: the weights of the encoder stand in memory once, in
the order that onnxruntime gives them for this processor, and a process that takes another's place serves within a second. The
parent starts no thread and answers nothing. Every process has a listening socket of its own for the same address, and the
parent keeps each open: connections that nobody has taken yet wait for the next process.
"""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from ...errors import FaqError, SettingsError

BEAT_SECONDS = 1.0  # between two signs of life
PATIENCE_SECONDS = 60.0  # with a process that gives none, such as one whose loop is stuck
TIME_TO_START_SECONDS = 240.0  # on a machine that is very busy
_LONGEST_PAUSE_SECONDS = 30.0  # before another try where processes end before they are ready
_TIME_TO_END_SECONDS = 5.0  # beyond what replies under way are given
_BEAT = b"."

Beat = Callable[[], None]  # called when a process is ready, and then every `BEAT_SECONDS`
Work = Callable[[int, socket.socket, Beat], None]  # serves, as the process of a number, until SIGTERM

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    """A process, as its parent sees it."""

    number: int
    process: BaseProcess
    signs: int  # the end of a pipe: a byte is a sign of life, its end that of the process
    pause: float  # seconds that it waited before it began
    is_ready: bool = False
    silent_seconds: float = 0.0


class Workers:
    """The processes of one chat."""

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        work: Work,
        *,
        stop_seconds: int,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """As many processes as there are sockets.

        :param stop_seconds: What `work` needs at most to end after SIGTERM.
        :raises SettingsError: If this system has no fork.
        """
        if not hasattr(os, "fork"):
            raise SettingsError("web.workers: this system cannot run several processes (it has no fork). Set it to 1")
        self._listeners = listeners
        self._work = work
        self._stop_seconds = stop_seconds
        self._patience_seconds = patience_seconds
        self._workers: dict[int, _Worker] = {}  # by number

    def run(self, all_ready: Callable[[], None]) -> None:
        """Run them until the caller is interrupted, and then end them.

        :param all_ready: Called once, when all serve.
        :raises FaqError: If one of the first cannot start, with its reason.
        """
        try:
            for number in range(len(self._listeners)):
                self._start(number)
            while not all(worker.is_ready for worker in self._workers.values()):
                self._listen(is_first=True)
            all_ready()
            while True:
                self._listen()
        finally:
            self._stop()

    def _start(self, number: int, pause: float = 0.0) -> None:
        signs, beats = os.pipe()
        only_parents = [signs, *(worker.signs for worker in self._workers.values())]
        process = multiprocessing.get_context("fork").Process(target=self._begin, args=(number, beats, only_parents, pause))
        process.start()
        os.close(beats)
        self._workers[number] = _Worker(number, process, signs, pause, silent_seconds=-pause - TIME_TO_START_SECONDS)

    def _begin(self, number: int, beats: int, only_parents: Sequence[int], pause: float) -> None:
        """What a new process does."""
        os.setpgid(0, 0)  # a terminal's Ctrl-C is for the parent, which then tells us
        os.set_blocking(beats, False)
        for signs in only_parents:  # if any process kept one, the others would not be told that the parent has ended
            os.close(signs)
        for listener in self._listeners:  # else the address would stay taken while one process remains
            if listener is not self._listeners[number]:
                listener.close()
        with suppress(KeyboardInterrupt):
            time.sleep(pause)
            try:
                self._work(number, self._listeners[number], partial(_give_sign, beats))
            except FaqError as error:
                os.write(beats, str(error).encode())

    def _listen(self, *, is_first: bool = False) -> None:
        """Wait for signs of life, and see to those who have ended, or give none."""
        begun = time.monotonic()
        heard = wait([worker.signs for worker in self._workers.values()], BEAT_SECONDS)
        waited = min(time.monotonic() - begun, 2 * BEAT_SECONDS)  # a machine that was asleep says nothing of a process
        for worker in list(self._workers.values()):
            if worker.signs not in heard:
                worker.silent_seconds += waited
                if worker.silent_seconds > self._patience_seconds:
                    _log.warning("microneedling-faq: worker %d gives no sign of life and is ended", worker.number + 1)
                    worker.process.kill()
                continue
            told = os.read(worker.signs, 65536)
            worker.silent_seconds = 0.0
            hindrance = told.strip(_BEAT).decode()
            if hindrance and is_first:
                raise FaqError(hindrance)
            if hindrance:
                _log.warning("microneedling-faq: worker %d cannot start: %s", worker.number + 1, hindrance)
            elif told:
                worker.is_ready = True
            elif is_first:
                raise FaqError(f"worker {worker.number + 1} ended while it started ({_how_it_ended(worker)}); see above")
            else:
                self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        os.close(worker.signs)
        del self._workers[worker.number]
        pause = 0.0 if worker.is_ready else min(max(1.0, 2 * worker.pause), _LONGEST_PAUSE_SECONDS)
        _log.warning(
            "microneedling-faq: worker %d ended (%s); another takes its place", worker.number + 1, _how_it_ended(worker)
        )
        self._start(worker.number, pause)

    def _stop(self) -> None:
        for listener in self._listeners:  # from here on the address is refused, once the processes have closed theirs
            listener.close()
        last = time.monotonic() + self._stop_seconds + _TIME_TO_END_SECONDS
        try:
            for worker in self._workers.values():
                worker.process.terminate()
            for worker in self._workers.values():
                worker.process.join(max(0.0, last - time.monotonic()))
        finally:  # also when somebody who does not want to wait interrupts again
            for worker in self._workers.values():
                worker.process.kill()


def _give_sign(beats: int) -> None:
    try:
        os.write(beats, _BEAT)
    except BlockingIOError:  # the parent is stopped for now, and has signs enough
        pass
    except BrokenPipeError:  # the parent has ended, and so do we
        signal.raise_signal(signal.SIGTERM)


def _how_it_ended(worker: _Worker) -> str:
    worker.process.join()
    code = worker.process.exitcode or 0
    return f"signal {-code}" if code < 0 else f"exit code {code}"

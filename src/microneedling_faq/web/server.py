"""Runs the web application: takes the address, loads the chatbot while Gradio is imported, says where the chat is."""

import logging
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, TypeVar

from ..errors import SettingsError
from ..replying.chatbot import Chatbot
from ..setting_kinds import split_address
from ..store.allowances import SharedLedger
from ..store.visit_key import VisitKey
from .operating.limits import PERIOD_SECONDS
from .operating.listening import address_of, listen, listen_together
from .operating.warming import no_search_for_garbage, prepare
from .operating.workers import Workers

if TYPE_CHECKING:
    from .process import ChatProcess

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


def serve(
    open_chatbot: Callable[[], Chatbot],
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    workers: int = 1,
    demo: bool = False,
    log: str = "text",
) -> None:
    """Serve the chat until Ctrl-C.

    :param open_chatbot: Loads the chatbot; called in a thread.
    :param port: 0 takes a free one.
    :param workers: How many processes answer; one is this one.
    :param demo: Whether to serve `/demo` too, a sample clinic page with the chat on it.
    :param log: The form of what is said on stderr: "text", or "json" with a line for each request.
    :raises AddressError: If host and port, or those of the metrics, cannot be listened on.
    :raises SettingsError: If no temporary folder can be written, or this system cannot run several processes.
    :raises FaqError: What `open_chatbot` raises, or if the settings name an origin or a path that is none.
    """
    if log == "json":
        from .operating.logs import log_as_json

        log_as_json()
    say = _log.info if log == "json" else _write_line
    listeners = listen_together(host, port, workers)
    address = address_of(listeners[0])

    def tell_where() -> None:
        say(f"Chat on {address} — stop with Ctrl-C")
        if demo:
            say(f"Sample clinic page on {address}/demo")

    try:
        with suppress(KeyboardInterrupt), _stopped_by_sigterm(), _temporary_folder() as folder:
            with no_search_for_garbage():
                process = _load(open_chatbot, folder, workers, demo=demo, say=say)
            if workers == 1:
                process.serve(0, listeners[0], _once(tell_where))
            else:
                Workers(listeners, process.serve, stop_seconds=process.chatbot.settings.stop_seconds).run(tell_where)
        say("microneedling-faq: the chat has stopped")
    finally:
        for listener in listeners:
            listener.close()


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """A temporary folder of our own: Gradio makes one when it starts, and in a shared one another user's may be in the way."""
    try:
        place = tempfile.TemporaryDirectory(prefix="microneedling-faq-")
    except OSError as error:
        raise SettingsError(
            f"the chat page needs a folder for temporary files, and none can be written ({error.strerror}). Name one in TMPDIR "
            "(in a read-only container /dev/shm will do)"
        ) from error
    with place:
        os.environ["GRADIO_TEMP_DIR"] = place.name
        yield Path(place.name)


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Let what service managers send end the program as Ctrl-C does: with its last line, and exit code 0."""
    if current_thread() is not main_thread():  # no other may set a handler
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _load(
    open_chatbot: Callable[[], Chatbot], folder: Path, workers: int, *, demo: bool, say: Callable[[str], None]
) -> "ChatProcess":
    """All that can be loaded before a process serves; no thread is left over, so that processes can be forked.

    :param folder: For what lasts as long as the program.
    """
    loading = _start(lambda: prepare(open_chatbot()))
    from .app import Kept
    from .process import ChatProcess  # Gradio: its import takes longer than loading the chatbot beside it

    chatbot, interface = loading.result()
    settings = chatbot.settings
    metrics = []
    if settings.metrics:
        metrics_host, metrics_port = split_address(settings.metrics)
        ports = range(metrics_port, metrics_port + workers) if metrics_port else [0] * workers
        metrics = [listen(metrics_host, each) for each in ports]
        for listener in metrics:
            say(f"Metrics on {address_of(listener)}/metrics")
    ledger = partial(SharedLedger.in_file, folder / "allowances.db", secrets.token_bytes(32), PERIOD_SECONDS)
    make_kept = partial(
        Kept.with_store, settings, visit_key=VisitKey(date.today()), open_ledger=ledger if workers > 1 else None
    )
    process = ChatProcess(open_chatbot, chatbot, interface, make_kept, metrics, demo, say)
    process.tell_unsigned(chatbot)
    return process


def _once(call: Callable[[], None]) -> Callable[[], None]:
    """Calls the first time only."""
    calls = iter([call])
    return lambda: next(calls, lambda: None)()


def _start(load: Callable[[], Result]) -> Future[Result]:
    """What a thread is loading; the thread does not hold up the end of the program."""
    loading: Future[Result] = Future()

    def run() -> None:
        try:
            loading.set_result(load())
        except BaseException as error:  # whatever it is, it is raised where the chatbot is wanted
            loading.set_exception(error)

    Thread(target=run, daemon=True).start()
    return loading


def _write_line(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()

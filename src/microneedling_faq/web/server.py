"""Runs the web application: takes the address, loads the chatbot while Gradio is imported, says where the chat is."""

import asyncio
import gc
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, TypeVar

from ..errors import SettingsError
from ..replying.chatbot import Chatbot
from ..setting_kinds import split_address
from .operating.listening import address_of, listen
from .visitor.page_words import Interface, prepare_interface
from .visitor.rendering import render_reply

if TYPE_CHECKING:
    import uvicorn

    from .operating.reloading import Reloading

Result = TypeVar("Result")

# Longer than clients and proxies keep an idle connection (httpx 5 s, nginx 60 s): if we closed it just when a question is
# sent on it, the question would be lost. Seen with uvicorn's 5 s at fifty visitors.
KEEP_ALIVE_SECONDS = 75
WARMING_QUESTION = "Does microneedlng help?"  # misspelt, so that the list of English words is read too

_log = logging.getLogger(__name__)


def serve(
    open_chatbot: Callable[[], Chatbot],
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    demo: bool = False,
    log: str = "text",
) -> None:
    """Serve the chat until Ctrl-C.

    :param open_chatbot: Loads the chatbot; called in a thread.
    :param port: 0 takes a free one.
    :param demo: Whether to serve `/demo` too, a sample clinic page with the chat on it.
    :param log: The form of what is said on stderr: "text", or "json" with a line for each request.
    :raises AddressError: If host and port, or those of the metrics, cannot be listened on.
    :raises SettingsError: If no temporary folder can be written.
    :raises FaqError: What `open_chatbot` raises, or if the settings name an origin or a path that is none.
    """
    if log == "json":
        from .operating.logs import log_as_json

        log_as_json()
    say = _log.info if log == "json" else _write_line
    listener = listen(host, port)
    try:
        with suppress(KeyboardInterrupt), _stopped_by_sigterm(), _folder_for_gradio():
            with _no_search_for_garbage():
                server, reloading, close = _load_server(open_chatbot, demo=demo, say=say)
            listener.listen()  # from here on a browser may connect, and waits the last milliseconds
            say(f"Chat on {address_of(listener)} — stop with Ctrl-C")
            if demo:
                say(f"Sample clinic page on {address_of(listener)}/demo")
            reloading.watch()
            try:
                server.run(sockets=[listener])
            finally:
                close()
        say("microneedling-faq: the chat has stopped")
    finally:
        listener.close()


@contextmanager
def _folder_for_gradio() -> Iterator[None]:
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
        yield


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


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """While hundreds of thousands of objects are made that stay: looking for garbage among them took a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # they are not looked through later, either
        gc.enable()


def _load_server(
    open_chatbot: Callable[[], Chatbot], *, demo: bool, say: Callable[[str], None]
) -> "tuple[uvicorn.Server, Reloading, Callable[[], None]]":
    """The server, what looks for a changed index, and what is to be done when the server has ended."""
    loading = _start(lambda: _prepare(open_chatbot()))
    import uvicorn

    from .app import Kept, create_app  # Gradio: its import takes longer than loading the chatbot beside it
    from .operating.metrics import serve_metrics
    from .operating.reloading import Loaded, Reloading
    from .operating.warming import warm_up

    chatbot, interface = loading.result()
    settings = chatbot.settings
    kept = Kept.with_store(settings)

    def make_app(chatbot: Chatbot, interface: Interface) -> Loaded:
        unsigned = chatbot.content.unsigned_line(chatbot.notices.texts)
        if unsigned:
            say(f"microneedling-faq: {unsigned}")
        app = create_app(chatbot, demo=demo, interface=interface, kept=kept)
        offered = [question for questions in interface.questions.values() for question in questions]
        asyncio.run(warm_up(app, [WARMING_QUESTION, *offered]))
        return Loaded(app, chatbot.index.place, chatbot.index.manifest.generation)

    if settings.metrics:
        listener = listen(*split_address(settings.metrics))
        serve_metrics(kept.metrics, listener)
        say(f"Metrics on {address_of(listener)}/metrics")
    reloading = Reloading(
        make_app(chatbot, interface),
        lambda: make_app(*_prepare(open_chatbot())),
        lambda done: kept.metrics.reloaded(done=done),
    )
    config = uvicorn.Config(
        reloading,
        access_log=False,  # no trace of who asked
        log_level="warning",
        log_config=None if settings.log == "json" else uvicorn.config.LOGGING_CONFIG,
        server_header=False,
        proxy_headers=False,  # the application looks at them itself
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    return uvicorn.Server(config), reloading, kept.close


def _prepare(chatbot: Chatbot) -> tuple[Chatbot, Interface]:
    """The chatbot and its interface, warmed up by a reply, so that the first visitor waits no longer than the tenth."""
    interface = prepare_interface(chatbot)
    for language, words in interface.words.items():
        render_reply(chatbot.reply(WARMING_QUESTION), words, chatbot.settings, language=language)
    return chatbot, interface


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

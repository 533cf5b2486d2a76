"""Runs the web application: takes the address, loads the chatbot while Gradio is imported, says where the chat is."""

import asyncio
import gc
import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from ..errors import AddressError, SettingsError
from ..replying.chatbot import Chatbot
from .visitor.page_words import Interface, prepare_interface
from .visitor.rendering import render_reply

if TYPE_CHECKING:
    import uvicorn

Loaded = TypeVar("Loaded")

# Longer than clients and proxies keep an idle connection (httpx 5 s, nginx 60 s): if we closed it just when a question is
# sent on it, the question would be lost. Seen with uvicorn's 5 s at fifty visitors.
KEEP_ALIVE_SECONDS = 75
WARMING_QUESTION = "Does microneedlng help?"  # misspelt, so that the list of English words is read too
GRACE_SECONDS = 3  # for replies that are under way when the server is told to stop


def serve(open_chatbot: Callable[[], Chatbot], *, host: str = "127.0.0.1", port: int = 7860, demo: bool = False) -> None:
    """Serve the chat until Ctrl-C.

    :param open_chatbot: Loads the chatbot; called in a thread.
    :param port: 0 takes a free one.
    :param demo: Whether to serve `/demo` too, a sample clinic page with the chat on it.
    :raises AddressError: If host and port cannot be listened on.
    :raises SettingsError: If no temporary folder can be written.
    :raises FaqError: What `open_chatbot` raises, or if the settings name an origin or a path that is none.
    """
    listener = _listen(host, port)
    try:
        with suppress(KeyboardInterrupt), _folder_for_gradio():
            with _no_search_for_garbage():
                server = _load_server(open_chatbot, demo=demo)
            listener.listen()  # from here on a browser may connect, and waits the last milliseconds
            _say(f"Chat on {_address(listener)} — stop with Ctrl-C")
            if demo:
                _say(f"Sample clinic page on {_address(listener)}/demo")
            server.run(sockets=[listener])
        _say("microneedling-faq: the chat has stopped")
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
def _no_search_for_garbage() -> Iterator[None]:
    """While hundreds of thousands of objects are made that stay: looking for garbage among them took a fifth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # they are not looked through later, either
        gc.enable()


def _load_server(open_chatbot: Callable[[], Chatbot], *, demo: bool) -> "uvicorn.Server":
    loading = _start(lambda: _prepare(open_chatbot()))
    import uvicorn

    from .app import create_app  # Gradio: its import takes longer than loading the chatbot beside it
    from .operating.warming import warm_up

    chatbot, interface = loading.result()
    unsigned = chatbot.content.unsigned_line(chatbot.notices.texts)
    if unsigned:
        _say(f"microneedling-faq: {unsigned}")
    app = create_app(chatbot, demo=demo, interface=interface)
    offered = [question for questions in interface.questions.values() for question in questions]
    asyncio.run(warm_up(app, [WARMING_QUESTION, *offered]))
    config = uvicorn.Config(
        app,
        access_log=False,  # no trace of who asked
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # the application looks at them itself
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound before the slow part begins, so that a taken port is known at once."""
    if port not in range(2**16):  # getaddrinfo would take the remainder
        raise _cannot_listen(host, port, "there is no such port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise _cannot_listen(host, port, error.strerror or str(error)) from error
    return listener


def _cannot_listen(host: str, port: int, reason: str) -> AddressError:
    return AddressError(f"cannot listen on {host}, port {port} ({reason}). Name another port, as in --port 7861")


def _prepare(chatbot: Chatbot) -> tuple[Chatbot, Interface]:
    """The chatbot and its interface, warmed up by a reply, so that the first visitor waits no longer than the tenth."""
    interface = prepare_interface(chatbot)
    for language, words in interface.words.items():
        render_reply(chatbot.reply(WARMING_QUESTION), words, chatbot.settings, language=language)
    return chatbot, interface


def _start(load: Callable[[], Loaded]) -> Future[Loaded]:
    """What a thread is loading; the thread does not hold up the end of the program."""
    loading: Future[Loaded] = Future()

    def run() -> None:
        try:
            loading.set_result(load())
        except BaseException as error:  # whatever it is, it is raised where the chatbot is wanted
            loading.set_exception(error)

    Thread(target=run, daemon=True).start()
    return loading


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 compared, not listened on
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()

"""One process of the chat: the application around a chatbot that is loaded, anew whenever the index changes, and its server."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import uvicorn

from ..replying.chatbot import Chatbot
from .app import Kept, create_app
from .operating.metrics import serve_metrics
from .operating.reloading import Loaded, Reloading
from .operating.warming import WARMING_QUESTION, no_search_for_garbage, prepare, warm_up
from .operating.workers import Beat
from .visitor.page_words import Interface

# Longer than clients and proxies keep an idle connection (httpx 5 s, nginx 60 s): if we closed it just when a question is
# sent on it, the question would be lost. Seen with uvicorn's 5 s at fifty visitors.
KEEP_ALIVE_SECONDS = 75


@dataclass(frozen=True, slots=True)
class ChatProcess:
    """What a process serves from; several may be forked that share it."""

    open_chatbot: Callable[[], Chatbot]  # loads it anew
    chatbot: Chatbot
    interface: Interface
    make_kept: Callable[[], Kept]
    metrics: Sequence[socket.socket]  # where each process tells its figures; empty for nowhere
    demo: bool
    say: Callable[[str], None]

    def serve(self, number: int, listener: socket.socket, beat: Beat) -> None:
        """Serve until SIGINT or SIGTERM.

        :param number: Of the process, from 0.
        :param listener: Bound, but not listening yet.
        :param beat: Called when connections are taken, and every second from then on.
        :raises FaqError: If the settings do not fit, or the store cannot be had.
        """
        with no_search_for_garbage():
            kept = self.make_kept()
            if self.metrics:
                serve_metrics(kept.metrics, self.metrics[number])
            reloading = Reloading(
                self._make_app(kept, self.chatbot, self.interface),
                lambda: self._load_anew(kept, tell=number == 0),
                lambda done: kept.metrics.reloaded(done=done),
            )
        reloading.catch_up()  # a process that takes another's place was forked from one that loaded long ago
        listener.listen()  # from here on a browser may connect, and waits the last milliseconds
        beat()
        reloading.watch()
        try:
            _server(reloading, self.chatbot, beat).run(sockets=[listener])
        finally:
            kept.close()

    def tell_unsigned(self, chatbot: Chatbot) -> None:
        """Say how many texts about health nobody has signed, if any."""
        unsigned = chatbot.content.unsigned_line(chatbot.notices.texts)
        if unsigned:
            self.say(f"microneedling-faq: {unsigned}")

    def _load_anew(self, kept: Kept, *, tell: bool) -> Loaded:
        chatbot = self.open_chatbot()
        if chatbot.model == self.chatbot.model:  # whose weights are in memory already, for all processes
            chatbot = replace(chatbot, encoder=self.chatbot.encoder)
        if tell:
            self.tell_unsigned(chatbot)
        return self._make_app(kept, *prepare(chatbot))

    def _make_app(self, kept: Kept, chatbot: Chatbot, interface: Interface) -> Loaded:
        app = create_app(chatbot, demo=self.demo, interface=interface, kept=kept)
        offered = [question for questions in interface.questions.values() for question in questions]
        asyncio.run(warm_up(app, [WARMING_QUESTION, *offered]))
        return Loaded(app, chatbot.index.place, chatbot.index.manifest.generation)


def _server(reloading: Reloading, chatbot: Chatbot, beat: Beat) -> uvicorn.Server:
    settings = chatbot.settings

    async def notify() -> None:
        beat()

    return uvicorn.Server(
        uvicorn.Config(
            reloading,
            access_log=False,  # no trace of who asked
            log_level="warning",
            log_config=None if settings.log == "json" else uvicorn.config.LOGGING_CONFIG,
            server_header=False,
            proxy_headers=False,  # the application looks at them itself
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=settings.stop_seconds,
            callback_notify=notify,
            timeout_notify=0,  # at every turn of a second
        )
    )

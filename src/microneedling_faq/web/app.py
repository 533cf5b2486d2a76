"""All web doors in one application: chat page, REST, articles, widget, and what an operator's monitoring asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPMethod, HTTPStatus
from typing import TYPE_CHECKING

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from gradio.context import Context
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ..replying.chatbot import Chatbot
from ..setting_kinds import is_postgresql
from ..settings import Settings
from ..store.allowances import SharedLedger
from ..store.opening import check_libraries, open_store
from ..store.visit_key import VisitKey
from .api import create_api
from .assistants import add_assistants
from .operating.limits import PERIOD_SECONDS, Counting, Ledger
from .operating.logs import RequestLog
from .operating.metrics import Metrics
from .operating.page_root import root_pages_in_their_address
from .operating.problems import problem
from .operating.public_path import PublicPath, checked_path
from .operating.queue import ReplyQueue
from .operating.refusals import refuse_with_problems
from .operating.security import STAFF_PATHS, BodyLimit, OpenPathsOnly, SecurityHeaders, checked_origins
from .operating.shedding import Shedding
from .visitor.article import create_articles
from .visitor.feedback import Feedback
from .visitor.first_page import add_first_page
from .visitor.page import STATIC, build_page, mount_options
from .visitor.page_words import Interface, prepare_interface

if TYPE_CHECKING:
    from ..store.database import Store
    from ..store.recording import Recorder

READ: list[str] = [HTTPMethod.GET, HTTPMethod.HEAD]  # monitoring and link checkers ask with HEAD


@dataclass(frozen=True, slots=True)
class Kept:
    """What an application hands on to the one that takes its place when the index changes."""

    metrics: Metrics = field(default_factory=Metrics)
    feedback: Feedback = field(default_factory=Feedback)
    store: "Callable[[], Store] | None" = None  # opens what the desk needs; without one there is no desk
    recorder: "Recorder | None" = None  # none where nothing is stored
    counting: Counting = field(default_factory=Counting)  # of questions by visitor

    @classmethod
    def with_store(
        cls, settings: Settings, *, visit_key: VisitKey | None = None, open_ledger: Callable[[], Ledger] | None = None
    ) -> "Kept":
        """The store that the settings name, if they name one, and what writes to it in a thread of its own.

        :param visit_key: What other processes of the same chat have too.
        :param open_ledger: Opens what they count in; not used where the store is one that servers share.
        :raises StoreError: If a library for it is missing.
        """
        if not settings.database:
            return cls(counting=Counting(open_ledger))
        check_libraries(settings.database)
        from ..store.recording import Recorder  # SQLAlchemy

        recorder = Recorder(settings, visit_key=visit_key)
        opened = cache(partial(open_store, settings.database))  # when it is first wanted, and again if that fails
        if is_postgresql(settings.database):
            open_ledger = lambda: SharedLedger.in_store(opened(), PERIOD_SECONDS)  # noqa: E731
        counting = Counting(open_ledger)
        kept = cls(feedback=Feedback(recorder), recorder=recorder, store=opened, counting=counting)
        kept.metrics.watch_store(lambda: recorder.lost)
        return kept

    def use_words_of(self, chatbot: Chatbot) -> None:
        """Tell what writes to the store which words are of the subject, and so no names."""
        notes = chatbot.index.annotations
        if self.recorder:
            self.recorder.describe(lambda word: word in notes.vocabulary or word in notes.spanish_words)

    def close(self) -> None:
        """Write what waits for the store."""
        if self.recorder:
            self.recorder.close()


def create_app(
    chatbot: Chatbot, *, demo: bool = False, interface: Interface | None = None, kept: Kept | None = None
) -> FastAPI:
    """The web application around a chatbot.

    :param demo: Whether to serve `/demo`, a sample clinic page with the chat on it.
    :param interface: As `prepare_interface` gives it; for those who have prepared it while Gradio was imported.
    :param kept: Of the application that this one takes the place of.
    :raises SettingsError: If the settings name an origin or a path that is none.
    """
    settings = chatbot.settings
    origins = checked_origins(settings.origins)
    interface = interface or prepare_interface(chatbot)
    kept = kept or Kept()
    kept.metrics.describe(chatbot, kept.feedback.totals)
    kept.use_words_of(chatbot)
    queue = ReplyQueue(chatbot, counting=kept.counting, metrics=kept.metrics, recorder=kept.recorder)
    feedback = kept.feedback
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(PublicPath, checked_path(settings.path), settings.proxies),  # it looks at who connected, so it is first
            Middleware(RequestLog, settings.proxies),
            Middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies)),
            Middleware(SecurityHeaders, origins),
            # Gradio leaves this to us once it is here; without it, it would reflect any origin, with credentials.
            Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=["Content-Type"]),
            Middleware(OpenPathsOnly),
            Middleware(BodyLimit, settings.body_kilobytes * 1024, elsewhere=STAFF_PATHS),
            Middleware(Shedding, queue, chatbot.notices),
            Middleware(GZipMiddleware),
        ],
    )
    app.mount("/api", create_api(queue, chatbot))
    if settings.assistants:
        add_assistants(app, queue, chatbot)
    app.mount("/article", create_articles(chatbot, interface.words))
    app.mount("/web", StaticFiles(directory=STATIC))
    _add_health(app, chatbot, queue, feedback)
    _add_widget(app, demo=demo)
    add_first_page(app, chatbot, interface, queue)
    Context.id = 0  # a page that is open names its component by number, which must be the same when this is made anew
    page = build_page(chatbot, interface, queue, feedback)
    if kept.store:
        _add_desk(app, chatbot, interface, kept.store)
    gr.mount_gradio_app(app, page, "/", **mount_options())
    root_pages_in_their_address(app)
    refuse_with_problems(app)
    return app


def _add_desk(app: FastAPI, chatbot: Chatbot, interface: Interface, store: "Callable[[], Store]") -> None:
    from .staff.application import create_staff  # needs the extra "staff", as the store does
    from .staff.page import Desk

    app.mount("/staff", create_staff(Desk(chatbot, store, interface.words)))


def _add_health(app: FastAPI, chatbot: Chatbot, queue: ReplyQueue, feedback: Feedback) -> None:
    manifest = chatbot.index.manifest
    # The server listens only when the hashes of index and encoder have been checked and both have answered a question.
    in_use = {"index": manifest.generation, "model": manifest.model_sha256[:12], "content": chatbot.content.version}

    @app.api_route("/healthz", methods=READ)
    def alive() -> JSONResponse:
        return JSONResponse({"status": "ok", "feedback": feedback.totals()})

    @app.api_route("/readyz", methods=READ)
    def ready() -> JSONResponse:
        if queue.has_place():
            return JSONResponse({"status": "ready", **in_use})
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, "All places of the queue are taken.", headers={"Retry-After": "1"})


def _add_widget(app: FastAPI, *, demo: bool) -> None:
    def serve(name: str, media_type: str) -> None:
        @app.api_route(f"/{name}", methods=READ)
        def part() -> FileResponse:
            headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600"}
            return FileResponse(STATIC / name, media_type=media_type, headers=headers)

    serve("embed.js", "text/javascript")
    serve("reopen.html", "text/html")
    serve("reopen.js", "text/javascript")

    if demo:

        @app.api_route("/demo", methods=READ)
        def sample_page() -> FileResponse:
            return FileResponse(STATIC / "demo.html")

"""The desk as an application to be mounted at `/staff`: the gate, the login page, and the Gradio app behind them."""

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from ..operating.page_root import root_pages_in_their_address
from ..operating.security import MAX_BODY_BYTES, BodyLimit
from .authentication import look_up
from .desk import MOST_UPLOADED_BYTES, build_page, mount_options
from .gaps_tab import add_gaps_file
from .gate import Gate
from .login_page import add_login
from .page import Desk

_UPLOADS = {"/gradio_api/upload": MOST_UPLOADED_BYTES + MAX_BODY_BYTES}  # with what stands around a file


def create_staff(desk: Desk) -> FastAPI:
    """The application; its Gradio page is built anew with it."""
    staff = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(Gate, lambda token: look_up(desk.store, token)),
            Middleware(CORSMiddleware),  # which lets no other origin in; without one of ours Gradio would let in any
            Middleware(BodyLimit, larger=_UPLOADS),
        ],
    )
    add_login(staff, desk.open_store, desk.chatbot.settings.name)
    add_gaps_file(staff, desk)
    gr.mount_gradio_app(staff, build_page(desk), "/", **mount_options())
    root_pages_in_their_address(staff)
    return staff

"""The tab "Overview": what visitors ask, in pictures."""

import gradio as gr

from .page import Desk, Tab


def fill(desk: Desk) -> None:
    """The tab's content."""
    gr.Markdown(f"Nothing is counted yet for {desk.chatbot.settings.name}.")


TAB = Tab("Overview", fill)

"""The tools: what an assistant is told of them, and the replies that it gets."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from .. import __version__
from ..replying.chatbot import MOST_FOUND, Chatbot

MAX_FOUND = 20
INSTRUCTIONS = (
    "Answers questions of a clinic's visitors by quoting the clinic's own texts word for word. Quote `passages` unchanged, "
    "each with its `cautions`, and always pass on `recommendation`. A reply of the kind `urgent` points to help: pass on its "
    "`notice` first, and nothing before it. `not_covered` means that the texts do not answer: say so, and do not answer from "
    "elsewhere."
)
_READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Language = Annotated[str | None, Field(pattern="^[a-z]{2}$", description="Of the notices, where the words do not tell, as en.")]


def build_server(chatbot: Chatbot) -> MCPServer:
    """The tools around a chatbot."""
    server = MCPServer("microneedling-faq", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")

    @server.tool(annotations=_READS_ONLY)
    async def ask(
        message: Annotated[str, Field(description="The visitor's question, in their own words.")],
        history: Annotated[list[str] | None, Field(description="Their earlier messages, the oldest first.")] = None,
        language: Language = None,
    ) -> dict[str, Any]:
        """Answer a visitor's question: passages word for word with cautions, or a notice that says why there are none."""
        return asdict(await chatbot.reply_async(message, history or [], language=language))

    @server.tool(annotations=_READS_ONLY)
    async def search(
        query: Annotated[str, Field(description="What to look for, in any words.")],
        limit: Annotated[int, Field(ge=1, le=MAX_FOUND, description="The most passages.")] = MOST_FOUND,
        language: Language = None,
    ) -> dict[str, Any]:
        """Find the passages nearest to a query, whether or not they answer it; `kind` says whether `ask` would show any."""
        return asdict(await asyncio.to_thread(chatbot.search, query, limit=limit, language=language))

    return server

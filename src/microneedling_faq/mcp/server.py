"""The tools: what an assistant is told of them, and the replies that it gets."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Protocol

from mcp.server import MCPServer
from mcp.types import ToolAnnotations
from pydantic import Field

from .. import __version__
from ..replying.chatbot import MOST_FOUND, Chatbot
from ..types import Reply, SearchResult

MAX_FOUND = 20
INSTRUCTIONS = (
    "Answers questions of a clinic's visitors by quoting the clinic's own texts word for word. Quote `passages` unchanged, "
    "each with its `cautions`, and always pass on `recommendation`. A reply of the kind `urgent` points to help: pass on its "
    "`notice` first, and nothing before it. `not_covered` means that the texts do not answer: say so, and do not answer from "
    "elsewhere."
)
_READS_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Language = Annotated[str | None, Field(pattern="^[a-z]{2}$", description="Of the notices, where the words do not tell, as en.")]


class Answers(Protocol):
    """Where the tools get replies from, in the words of `Chatbot`."""

    async def reply(self, message: str, history: Sequence[str], *, language: str | None) -> Reply:
        """The reply to a message."""
        ...

    async def search(self, query: str, *, limit: int, language: str | None) -> SearchResult:
        """The passages nearest to a query."""
        ...


@dataclass(frozen=True, slots=True)
class AnswersAtOnce:
    """From a chatbot, for one assistant that has it for itself."""

    chatbot: Chatbot

    async def reply(self, message: str, history: Sequence[str], *, language: str | None) -> Reply:
        """`Chatbot.reply`, off the event loop."""
        return await self.chatbot.reply_async(message, history, language=language)

    async def search(self, query: str, *, limit: int, language: str | None) -> SearchResult:
        """`Chatbot.search`, off the event loop."""
        return await asyncio.to_thread(self.chatbot.search, query, limit=limit, language=language)


def build_server(answers: Answers) -> MCPServer:
    """The tools, which ask there."""
    with _log_left_alone():
        server = MCPServer("microneedling-faq", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")

    @server.tool(annotations=_READS_ONLY)
    async def ask(
        message: Annotated[str, Field(description="The visitor's question, in their own words.")],
        history: Annotated[list[str] | None, Field(description="Their earlier messages, the oldest first.")] = None,
        language: Language = None,
    ) -> dict[str, Any]:
        """Answer a visitor's question: passages word for word with cautions, or a notice that says why there are none."""
        return asdict(await answers.reply(message, history or [], language=language))

    @server.tool(annotations=_READS_ONLY)
    async def search(
        query: Annotated[str, Field(description="What to look for, in any words.")],
        limit: Annotated[int, Field(ge=1, le=MAX_FOUND, description="The most passages.")] = MOST_FOUND,
        language: Language = None,
    ) -> dict[str, Any]:
        """Find the passages nearest to a query, whether or not they answer it; `kind` says whether `ask` would show any."""
        return asdict(await answers.search(query, limit=limit, language=language))

    return server


@contextmanager
def _log_left_alone() -> Iterator[None]:
    """Keep the log of this process as it is: the library would put its own on all that is said in it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)

"""A visitor's question -> the reply as HTML, or why there is none now: for the page before Gradio, and for the page with it."""

from dataclasses import dataclass
from http import HTTPStatus

from ...replying.chatbot import Chatbot
from ...texts import Texts
from ..api import Question
from ..operating.limits import Visitor
from ..operating.queue import ReplyQueue, TurnedAwayError
from .rendering import announcement, render_reply


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a question."""

    html: str = ""  # of the reply
    announcement: str = ""  # what a screen reader says
    busy: str = ""  # why there is no reply; the others are empty then
    status: HTTPStatus = HTTPStatus.OK
    reply_id: str = ""  # by which a rating finds the question; empty where no question is kept


async def answer(
    question: Question, visitor: Visitor, chatbot: Chatbot, words: dict[str, Texts], queue: ReplyQueue
) -> Answered:
    """Ask through the queue that all doors share.

    :param words: The words of the interface by language; the reply is set in the language that it has, if the page speaks it.
    """
    reply_id = queue.new_id()
    try:
        reply = await queue.reply(visitor, reply_id=reply_id, **question.model_dump())
    except TurnedAwayError as error:
        return Answered(busy=chatbot.notices.text(error.notice, question.language or ""), status=error.status)
    language = next(each for each in (reply.language, question.language, *words) if each in words)
    html = render_reply(reply, words[language], chatbot.settings, language=language)
    return Answered(html, announcement(reply, words[language]), reply_id=reply_id)

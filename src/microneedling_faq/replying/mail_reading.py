"""Reads an e-mail as a visit: each of its questions gets the reply that a visitor would get who had said the rest before."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..query.cleaning import clean
from ..types import Reply
from .chatbot import Chatbot
from .mail_text import Piece, cut_mail, sentences_of


@dataclass(frozen=True, slots=True)
class Need:
    """What an e-mail asks, or tells that a clinician should know of, and what there is for it."""

    text: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class MailReading:
    """What was made of an e-mail."""

    language: str  # of the words that a letter of reply is written in
    recommendation: str
    urgent: Reply | None  # the way to care; then nothing else is prepared
    needs: tuple[Need, ...]
    told: tuple[str, ...]  # what was taken to be no question


def read_mail(chatbot: Chatbot, mail: str, *, language: str | None = None) -> MailReading:
    """Read an e-mail as it was pasted.

    Danger is looked for in all of it, greetings and what stands below them included.

    :param mail: At most `mail_text.MOST_CHARACTERS`; what is longer is not read.
    :param language: Where the e-mail itself gives no sign; that of the corpus if left out.
    """
    language = chatbot.language_of(clean(mail), default=language)
    spoken = language if language in chatbot.notices.texts else chatbot.index.language
    pieces = cut_mail(mail)
    replies = _replies(pieces, chatbot, spoken)
    urgent = _urgent(replies) or _urgent(_replies(_unread(mail, pieces), chatbot, spoken))
    advice = chatbot.notices.text("general.recommendation", spoken)
    if urgent:
        return MailReading(spoken, urgent.recommendation, urgent, (), ())
    read = list(zip(pieces, replies, strict=True))
    needs = tuple(Need(piece.text, reply) for piece, reply in read if _is_need(piece, reply))
    told = tuple(piece.text for piece, reply in read if not _is_need(piece, reply))
    return MailReading(spoken, advice, None, needs, told)


def _replies(pieces: Sequence[Piece], chatbot: Chatbot, language: str) -> list[Reply]:
    """The reply to each part after those before it, up to one that tells of danger.

    A sentence that only names what all documents are about is nothing to lean on: in "I have old scars. I read about
    microneedling. Does it fade them?" it would stand between the question and what that asks about.
    """
    replies: list[Reply] = []
    before: list[str] = []
    for piece in pieces:
        reply = chatbot.reply(piece.text, before, language=language)
        replies.append(reply)
        if reply.kind == "urgent":
            break
        if piece.asks or reply.kind == "refer" or not _names_subject(piece.text, chatbot):
            before.append(piece.text)
    return replies


def _names_subject(text: str, chatbot: Chatbot) -> bool:
    return any(name.lower() in text.lower() for name in chatbot.index.annotations.subject_names)


def _urgent(replies: Sequence[Reply]) -> Reply | None:
    return next((reply for reply in replies if reply.kind == "urgent"), None)


def _unread(mail: str, pieces: Sequence[Piece]) -> list[Piece]:
    """What was left out as a greeting or the like, and sentences that were cut."""
    read = {piece.text for piece in pieces}
    return [Piece(sentence, asks=False) for sentence in sentences_of(mail) if sentence not in read]


def _is_need(piece: Piece, reply: Reply) -> bool:
    return reply.kind == "refer" or (piece.asks and reply.kind not in ("small_talk", "invalid"))

"""Finds a passage by the hash of its text, for programs that keep the hash and want to show the passage again."""

from dataclasses import dataclass, fields
from functools import cached_property

from ..replying.chatbot import Chatbot
from ..types import Passage, Quotation

_SHARED = {field.name for field in fields(Passage)} & {field.name for field in fields(Quotation)}


@dataclass(frozen=True, slots=True)
class PassagesFound:
    """The places where the same words stand."""

    sha256: str
    recommendation: str
    passages: tuple[Quotation, ...]  # nothing is highlighted, and the score is 1: it is the very text
    content_version: str
    content_reviewed: str | None


class PassageFinder:
    """The passages of a chatbot by hash. The first search goes through the whole index, later ones do not."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self._chatbot.index.passages):
            rows.setdefault(passage.sha256, []).append(row)
        return rows

    def find(self, sha256: str, language: str | None = None) -> PassagesFound:
        """The passages whose text has a hash, in the order of the corpus; none if there is none.

        :param language: Of the cautions and the recommendation; that of the corpus where there is none of it.
        """
        chatbot = self._chatbot
        spoken = language if language in chatbot.notices.texts else chatbot.index.language
        passages = (chatbot.index.passages[row] for row in self._rows.get(sha256, ()))
        return PassagesFound(
            sha256,
            chatbot.notices.text("general.recommendation", spoken),
            tuple(self._quoted(passage, spoken) for passage in passages),
            chatbot.content.version,
            chatbot.content.reviewed(spoken),
        )

    def _quoted(self, passage: Passage, language: str) -> Quotation:
        shared = {name: getattr(passage, name) for name in _SHARED}
        return Quotation(**shared, highlights=(), score=1.0, cautions=self._chatbot.cautions_of(passage, language))

"""What somebody types -> questions that the documents answer, nearest in meaning, to be offered before it is sent.

What is typed so far is read as if it had been asked: only where its reply would be an answer is anything offered. So nothing
is offered beside a sign of danger, a topic that no document covers, or words that mean nothing yet.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from ..corpus.wordings import without_end_marks
from ..query.segmentation import is_question
from ..types import Entry, Reply, Suggestions
from .chatbot import Chatbot
from .composition import MOST_SUGGESTIONS

FEWEST_LETTERS = 4  # of what is typed: fewer may become anything
# To what is typed. Eight of ten offers then have the answer of the whole question; at 0.8 no more, of a third as many.
LEAST_COSINE = 0.6
NEAREST_ENTRIES = 200  # that are looked through: few wordings are written as one would show them
REMEMBERED_QUESTIONS = 4096
LONGEST_CHARACTERS = 90  # two lines of a phone
_SENTENCE_END = re.compile(r"[.!?;:…]\s")
_LETTERS = re.compile(r"[^\W\d_]")


class Suggester:
    """Offers the questions that a chatbot answers. Safe to use from many threads."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot
        self._is_answered = lru_cache(REMEMBERED_QUESTIONS)(self._look_up)  # of questions by staff, not of what is typed

    def suggest(self, typed: str, *, language: str | None = None) -> Suggestions:
        """The questions nearest to what is typed, each with an answer of its own; none where they would not be wanted.

        :param language: As `Chatbot.reply` takes it.
        :raises TypeError: If what is typed is no text.
        """
        reply = self._chatbot.reply(typed, language=language)
        if reply.kind != "answer" or len(_LETTERS.findall(reply.query)) < FEWEST_LETTERS:
            return Suggestions(reply.language)
        finished = reply.query.rpartition(" ")[0] or reply.query  # "stretch mar" is no Spanish yet
        spoken = self._chatbot.language_of(finished, default=language)
        questions = tuple(islice(self._questions(reply, spoken), MOST_SUGGESTIONS))
        return Suggestions(spoken if questions else reply.language, questions)

    def _questions(self, reply: Reply, language: str) -> Iterator[str]:
        """Questions near to what a reply was given to, no two with the same place in a document."""
        places: set[tuple[str, int | None]] = set()
        told = {_plain(reply.query)}
        for entry in self._near(reply.understood_as or reply.query):
            place, question = (entry.target.id, entry.start), as_question(entry.text, language)
            if place in places or _plain(question) in told or self._chatbot.language_of(entry.text) != language:
                continue
            if self._is_answered(question):
                places.add(place)
                told.add(_plain(question))
                yield question

    def _near(self, text: str) -> Iterator[Entry]:
        """Questions to passages, the nearest first; those that point elsewhere too, as to a signpost, are left out."""
        index = self._chatbot.index
        (cosines,), (rows,) = index.vectors.search(self._chatbot.encoder.embed([text]), NEAREST_ENTRIES)
        entries = index.entries.many(rows[cosines >= LEAST_COSINE].tolist())
        elsewhere = {entry.text for entry in entries if entry.target.kind != "passage"}
        return (entry for entry in entries if entry.kind == "wording" and entry.text not in elsewhere and is_shown(entry.text))

    def _look_up(self, question: str) -> bool:
        return self._chatbot.reply(question).kind == "answer"


def is_shown(wording: str) -> bool:
    """Whether a wording is one question, written as a clinic would write it; most are as visitors type them."""
    asks = wording.endswith("?") or is_question(wording)
    begins_well = wording[0] in "¿¡" or wording[0].isupper()
    return asks and begins_well and len(wording) <= LONGEST_CHARACTERS and not _SENTENCE_END.search(wording)


def as_question(wording: str, language: str) -> str:
    """A wording with the marks of a question, which it lost when the index was built."""
    words = without_end_marks(wording)
    return f"¿{words}?" if language == "es" else f"{words}?"


def _plain(question: str) -> str:
    return without_end_marks(question).casefold()

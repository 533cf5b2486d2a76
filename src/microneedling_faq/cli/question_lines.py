"""Questions from a stream, one a line, as `ask -` reads them: each at once, so that a program can wait for its reply."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import QuestionsError
from ..query.cleaning import MAX_MESSAGE_CHARACTERS

# Of a longer line this much is kept: more than the longest message in the longest letters, so that it is told as too long.
_KEPT_BYTES = 8 * MAX_MESSAGE_CHARACTERS
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One line, blank ones too, so that the reply on line 7 is to the question on line 7."""

    number: int  # 1 is the first
    text: str  # without its end; bytes that are not UTF-8 are U+FFFD
    readable: bool  # whether all of it was UTF-8


def read_question_lines(stream: BinaryIO | None) -> Iterator[QuestionLine]:
    """The lines of a stream, each as soon as it is there; a last one without its end counts.

    :raises QuestionsError: If the stream cannot be read.
    """
    if stream is None:
        raise QuestionsError("stdin is closed. Pipe in a question a line, as in: microneedling-faq ask - < questions.txt")
    number = 0
    try:
        while line := stream.readline(_KEPT_BYTES):
            rest = line
            while rest and not rest.endswith(b"\n"):  # what is too long is thrown away in pieces
                rest = stream.readline(_KEPT_BYTES)
            number += 1
            yield _question_line(number, line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line)
    except OSError as error:
        raise QuestionsError(f"stdin, line {number + 1}: cannot be read ({error.strerror}). Pipe in a text file") from error


def _question_line(number: int, line: bytes) -> QuestionLine:
    content = line.removesuffix(b"\n").removesuffix(b"\r")
    try:
        return QuestionLine(number, content.decode(), readable=True)
    except UnicodeDecodeError:
        text = content.decode(errors="replace")
        cut = len(line) == _KEPT_BYTES  # through a letter, perhaps
        return QuestionLine(number, text, readable=cut and "\ufffd" not in text[:MAX_MESSAGE_CHARACTERS])

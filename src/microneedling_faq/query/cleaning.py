"""A visitor's message -> the text that is searched, or the reason why it cannot be."""

import re
import unicodedata
from typing import Literal

MAX_MESSAGE_CHARACTERS = 2_000  # about twice what the model's window takes in; longer is pasted, not asked

# Control, surrogate, private-use and unassigned characters carry no words; format characters (zero width, direction
# marks) hide them. A joiner inside an emoji goes too, which changes no word.
_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn", "Cf"})
_SPACES = re.compile(r"\s+")
_STYLED = ("<font>", "<wide>", "<circle>")  # Unicode's words for letters in fancy dress: bold, full width, in a circle

Unreadable = Literal["empty", "too_long", "unreadable"]


def clean(message: str) -> str:
    """The message in one line of readable characters (Unicode NFC, letters in fancy dress as plain ones)."""
    spaced = _SPACES.sub(" ", message)
    readable = "".join(_plain(letter) for letter in spaced if unicodedata.category(letter) not in _UNREADABLE)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", readable)).strip()


def why_invalid(message: str, cleaned: str) -> Unreadable | None:
    """Why a message cannot be answered, or `None` if it can be searched.

    :param message: As it came in.
    :param cleaned: What `clean` made of it.
    """
    if len(message) > MAX_MESSAGE_CHARACTERS:
        return "too_long"
    if not message.strip():
        return "empty"
    return None if cleaned else "unreadable"


def _plain(letter: str) -> str:
    styled = not letter.isascii() and unicodedata.decomposition(letter).startswith(_STYLED)
    return unicodedata.normalize("NFKC", letter) if styled else letter

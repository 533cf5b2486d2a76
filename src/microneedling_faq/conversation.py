"""Follow-ups: whether a message leans on the one before, and what it then means."""

import re
from collections.abc import Sequence

MAX_FOLLOW_UP_WORDS = 7

# "and for stretch marks?", "what about my nose", "does it hurt there", "why?", "how many of those"
_LEANING_START = re.compile(r"(and|but|or|so|then|also|what about|how about|same|y|pero)\b", re.IGNORECASE)
_LEANING_WORD = re.compile(r"\b(it|its|that|this|those|these|they|them|there|one|ones|too|instead|else)\b", re.IGNORECASE)
_BARE_QUESTION = re.compile(r"(why|how|when|really|how so|how come|why not|why is that|porque|por que)\W*$", re.IGNORECASE)


def in_context(message: str, history: Sequence[str]) -> str | None:
    """What a message means together with the one before it, or `None` if it stands on its own.

    :param history: The visitor's earlier messages, oldest first.
    """
    if not history or not leans_on_context(message):
        return None
    return f"{history[-1].rstrip(' ?!.')} {message}"


def leans_on_context(message: str) -> bool:
    """Whether a message is too short or too full of pronouns to be understood alone."""
    words = message.split()
    if _BARE_QUESTION.match(message):
        return True
    if len(words) > MAX_FOLLOW_UP_WORDS:
        return False
    return bool(_LEANING_START.match(message) or _LEANING_WORD.search(message) or len(words) <= 2)

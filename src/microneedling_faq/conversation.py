"""Follow-ups: whether a message leans on the one before, and what it then means."""

import re
from collections.abc import Sequence

MAX_POINTING_WORDS = 10  # a longer message says what it is about, whatever pronouns it holds
MAX_FRAGMENT_WORDS = 3  # "and forehead?", "on my legs"
MAX_IT_WORDS = 5  # in a longer message "it" is the treatment itself

# "and for stretch marks?", "what about my nose", "how many of those"
_LEANING_START = re.compile(
    r"(and|but|or|so|then|also|ok and|ok so|what about|how about|same|y|pero|entonces|what if|even if|if)\b", re.IGNORECASE
)
_POINTING_WORD = re.compile(
    r"\b(that|those|these|they|them|their|there|one|ones|too|instead|else|eso|esto|ellas|ellos|tambien)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(it|its|it's|this)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"((ok|okay|fine|ta|thanks|thank you|thx|cheers|great|cool|right|alright|hmm+|well|oh|ah|yes|yeah|no(?=\s*[,.:;!-])|sorry|"
    r"gracias|vale|bueno|got it|i see|one more( thing| question)?|another (thing|question)|next( question)?|actually|"
    r"by the way|btw)\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"((ok |okay |actually |no |oh )*(never ?mind|forget (that|it|about (it|that))|different (question|topic|subject)|"
    r"(on )?another (topic|subject)|changing the subject|something else|otra cosa|olvidalo)\b[\s,.:;!-]*)",
    re.IGNORECASE,
)
_BARE_QUESTION = re.compile(
    r"(why|how|when|really|how so|how come|why not|why is that|why though|how does (it|that|this) (work|happen)|"
    r"how does (it|that|this) do (it|that|this)|por ?que|como)\W*$",
    re.IGNORECASE,
)


def in_context(message: str, history: Sequence[str]) -> str | None:
    """What a message means together with the last one that stood on its own; `None` if it needs none.

    :param history: The visitor's earlier messages, oldest first.
    """
    if not history or not leans_on_context(message):
        return None
    topic = next((earlier for earlier in reversed(history) if not leans_on_context(earlier)), history[0])
    return f"{topic.rstrip(' ?!.')}: {message}"


def starts_new_subject(message: str) -> bool:
    """Whether a message says that it leaves the subject ("never mind, …")."""
    return bool(_NEW_SUBJECT.match(message))


def without_opening(message: str) -> str:
    """A message without what people say first ("thanks, one more:", "ok forget that."), unless nothing else is left."""
    rest = message
    for opening in (_OPENING, _NEW_SUBJECT, _OPENING):
        match = opening.match(rest)
        rest = rest[match.end() :] if match else rest
    return rest if len(rest.split()) > 1 else message


def leans_on_context(message: str) -> bool:
    """Whether a message is too short or too full of pronouns to be understood alone."""
    words = message.split()
    if is_bare_question(message) or _LEANING_START.match(message):
        return True
    if len(words) <= MAX_FRAGMENT_WORDS or (len(words) <= MAX_IT_WORDS and _IT.search(message)):
        return True
    return len(words) <= MAX_POINTING_WORDS and bool(_POINTING_WORD.search(message))


def is_bare_question(message: str) -> bool:
    """Whether a message is nothing but a question word: "why?", "how does it do that?"."""
    return bool(_BARE_QUESTION.match(message))

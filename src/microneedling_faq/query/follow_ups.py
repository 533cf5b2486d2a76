"""Follow-ups: whether a message leans on the one before, and what it then means.

English stands here; the alternatives of other languages are in their files (`languages`).
"""

import re
from collections.abc import Sequence

from ..corpus.languages import alternatives
from ..corpus.wordings import without_end_marks
from .segmentation import split_items, split_needs

MAX_POINTING_WORDS = 10  # a longer message says what it is about, whatever pronouns it holds
MAX_FRAGMENT_WORDS = 3  # "and forehead?", "on my legs"
MAX_IT_WORDS = 7  # in a longer message "it" is the treatment itself

# "and for stretch marks?", "what about my nose", "how many of those"
_LEANING_START = re.compile(
    r"(and|but|or|so|then|also|ok and|ok so|what about|how about|same|what if|even if|if|even|without|"
    rf"{alternatives('leaning')})\b",
    re.IGNORECASE,
)
_POINTING_WORD = re.compile(
    rf"\b(that|those|these|they|them|their|there|one|ones|too|instead|else|{alternatives('pointing')})\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(it|its|it's|this)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"((ok|okay|fine|ta|thanks|thank you|thx|cheers|great|cool|right|alright|hmm+|well|oh|ah|yes|yeah|no(?=\s*[,.:;!-])|sorry|"
    r"(nice|wow|lovely|brilliant|perfect|awesome|amazing|excellent|interesting|understood|makes sense|haha|lol)(?=\s*[,.!…]|$)|"
    r"got it|i see|one more( thing| question)?|another (thing|question)|next( question)?|actually|by the way|btw|"
    rf"{alternatives('openings')})\b[\s,.:;!-]*)+",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"((ok |okay |actually |no |oh )*(never ?mind|forget (that|it|about (it|that))|different (question|topic|subject)|"
    r"(on )?another (topic|subject)|changing the subject|something else|otra cosa|olvidalo)\b[\s,.:;!-]*)",
    re.IGNORECASE,
)
_BARE_QUESTION = re.compile(
    r"(why|how|when|really|how so|how come|why not|why is that|why though|how does (it|that|this) (work|happen)|"
    rf"how does (it|that|this) do (it|that|this)|{alternatives('bare')})\W*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"((ok|okay|and|but|or|so|then|also|what about|how about|what if|same|for|with|on|{alternatives('ties')}|"
    rf"{alternatives('ties_same')})\b[\s,]*)+",
    re.IGNORECASE,
)
_SAME_QUESTION = re.compile(
    rf"((and|or|but|same|what about|how about|{alternatives('ties')})\b[\s,]*)*(for|with|on|in|{alternatives('ties_same')})\b",
    re.IGNORECASE,
)
_RECALL = re.compile(
    r"(?:(?:can|could) you |please |go |back to |repeat |show me |tell me |say |what was |and )*(?:the |my |your )?"
    r"(?:(?P<which>first|1st|second|2nd|third|3rd|last|previous)(?: one| question| answer| thing| part| bit)?|that|it)"
    r"(?P<again> again| once more| please)*\W*$",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1, "previous": -1}


def joined(topic: str, message: str) -> str:
    """A topic and a message that leans on it, as one text to search."""
    return f"{without_end_marks(topic)}: {message}"


def recalled(message: str, history: Sequence[str]) -> str | None:
    """The earlier message that this one asks for again ("the first one again"), or the part of a lone earlier one."""
    match = _RECALL.match(message)
    if not match or not history or not (match["which"] or match["again"]):
        return None
    choices = list(history) if len(history) > 1 else split_needs(history[0]) or split_items(history[0]) or list(history)
    place = _PLACES[match["which"].lower()] if match["which"] else -1
    return choices[place] if place < len(choices) else None


def without_lead(message: str) -> str:
    """A message without the words that tie it to the one before ("and what about my wrinkles"), unless nothing else is left."""
    lead = _LEAD.match(message)
    return message[lead.end() :] or message if lead else message


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
    if is_bare_question(message) or goes_on(message):
        return True
    if len(words) <= MAX_FRAGMENT_WORDS or (len(words) <= MAX_IT_WORDS and _IT.search(message)):
        return True
    return len(words) <= MAX_POINTING_WORDS and bool(_POINTING_WORD.search(message))


def goes_on(message: str) -> bool:
    """Whether a message says by its first words that it goes on from the one before: "and my nose?", "what about numbing?"."""
    return bool(_LEANING_START.match(message))


def asks_the_same(message: str) -> bool:
    """Whether a message asks of another thing what was asked before: "and for wrinkles?"."""
    return bool(_SAME_QUESTION.match(message))


def is_bare_question(message: str) -> bool:
    """Whether a message is nothing but a question word: "why?", "how does it do that?"."""
    return bool(_BARE_QUESTION.match(message))

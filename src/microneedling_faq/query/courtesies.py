"""Leaves out what is said around a question: greetings, "please tell me", thanks, and how many end marks it has; pure.

"Hi, does it hurt?", "does it hurt" and "Does it hurt??!! Thanks!" are one question and must get one reply.
"""

import re

from ..corpus.languages import alternatives
from ..corpus.wordings import without_end_marks

LONGEST_CLOSING = 60  # characters
FEWEST_WORDS = 2  # left of a message; "no thanks" and "hello there" are all courtesy and stay whole

# English stands here, what other languages bring in their files.
_GREETING = re.compile(
    r"(?:(?:hi|hello|hey|hiya|heya|hallo|hullo|howdy|greetings|dear (?:team|all|sir|madam|doctor)|"
    rf"good (?:morning|afternoon|evening|day)|{alternatives('greetings')})"
    r"(?: (?:there|all|everyone|team|guys|again|doc|doctor))?\s*[,.!:;–—-]*\s+)+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:please|pls|por favor)\s*[,:]?\s+(?=(?:can|could|tell|i|what|how|is|does|do|will|are)\b)|"
    r"(?:please |pls |can you |could you |would you |kindly )*(?:tell|let) me(?: know)?\s*[,:]\s*|"
    r"(?:just )?(?:a )?(?:quick|simple|another|one|small) question\s*[,.:!–—-]+\s*|"
    r"(?:i have|i've got|got) a (?:quick )?question\s*[,.:!–—-]+\s*|question\s*:\s*|"
    rf"(?:{alternatives('leads')})\s*[,:]\s*)+",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:[\s,.;:!?–—-]+(?:(?:many )?thanks(?: (?:a lot|so much|in advance|again))?|"
    r"thank you(?: (?:so much|very much|in advance))?|thx|ty|cheers|please|pls|plz|"
    rf"{alternatives('closings')}))+[\s.!?]*$",
    re.IGNORECASE,
)


def without_courtesies(message: str) -> str:
    """A message without what is said around its question, unless next to nothing is left."""
    rest = message
    for courtesy in (_GREETING, _LEAD, _GREETING):
        match = courtesy.match(rest)
        rest = _if_enough(rest[match.end() :], rest) if match else rest
    most, end = rest[:-LONGEST_CLOSING], rest[-LONGEST_CLOSING:]  # the pattern takes long on a page of commas
    rest = _if_enough(most + _CLOSING.sub("", end), rest)
    return without_end_marks(rest)


def without_greeting(message: str) -> str:
    """A message without its greeting, however little is left: what follows "Hi," is no greeting."""
    match = _GREETING.match(message)
    return message[match.end() :] or message if match else message


def _if_enough(shorter: str, longer: str) -> str:
    return shorter if len(shorter.split()) >= FEWEST_WORDS else longer

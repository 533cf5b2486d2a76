"""What the dearest messages cost: processor time of one reply, however many threads share it, the embedding not remembered."""

import random
import time
from collections.abc import Iterable, Sequence
from statistics import median

from microneedling_faq import Chatbot
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS

from .measuring import Row, ours
from .setting import Setting

BAR_MS = 50.0
REPEATS = 3  # the cheapest counts: another process on the core only ever adds
_NEEDS = ("does it hurt", "what does it cost", "can it fade scars", "how long does it take", "is it safe", "will I bleed")
_DANGERS = (
    "is it safe for my mother",
    "he wants to die",
    "i'm 81 years old",
    "e.g.",
    "suicde",
    "i cannot breathe",
    "! a@b.c /(",
)
Asked = tuple[str, tuple[str, ...]]  # message and the messages before it


def measure_heavy(setting: Setting) -> list[Row]:
    """Every heavy message, in a process of its own for each round."""
    rounds = [ours("heavy", setting.questions).told for _ in range(setting.rounds)]
    rows = []
    for name in rounds[0]:
        spent = [one[name] for one in rounds]
        rows.append(Row(f"processor time: {name}", "ms", f"<= {BAR_MS:g}", spent, [], median(spent) <= BAR_MS))
    return rows


def processor_ms(chatbot: Chatbot, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of processor time that the reply to each heavy message takes.

    :param chatbot: One whose encoder remembers nothing.
    """
    chatbot.reply(questions[0])  # what is loaded at the first reply is no message's fault
    return {
        name: min(_reply_ms(chatbot, message, history) for _ in range(REPEATS))
        for name, (message, history) in _messages(questions).items()
    }


def _reply_ms(chatbot: Chatbot, message: str, history: Sequence[str]) -> float:
    start = time.process_time()
    chatbot.reply(message, history)
    return (time.process_time() - start) * 1000


def _messages(questions: Sequence[str]) -> dict[str, Asked]:
    """Messages as long as they may be, the same in every run."""
    chance = random.Random(0)
    story = " and then ".join(chance.choice(questions).strip(" ?.!") for _ in range(60))
    return {
        "invented words": (_filled(_invented(chance) for _ in range(400)), ()),
        "a rambling story": (story[:MAX_MESSAGE_CHARACTERS], ()),
        "sixty needs": (_filled(f"{chance.choice(_NEEDS)}?" for _ in range(60)), ()),
        "nothing but commas": ("," * MAX_MESSAGE_CHARACTERS, ()),
        # Of the shapes that cost most in a search by hill climbing over pieces of messages.
        "dangers in many ways": (_filled(_DANGERS * 20), ()),
        "abbreviations, many questions before": (
            _filled(["and e.g. "] * 250),
            (_filled(f"{each}?" for each in _DANGERS * 20),),
        ),
        "fifty leaning messages before": ("and that?", tuple(f"and for those {number}?" for number in range(50))),
    }


def _filled(words: Iterable[str]) -> str:
    return " ".join(words)[:MAX_MESSAGE_CHARACTERS]


def _invented(chance: random.Random) -> str:
    """A word that no dictionary knows."""
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 5))) + "lk"

"""What people write about danger, and what only sounds like it: messages of many voices, and sentences made by rule.

`questions/safety_voices.tsv` holds messages written in five rounds, each before it was run, by someone who knew some of the
patterns; after each round the families that were missed were put right, and six messages with a doubtful label were left out.
Right at the first run: urgent 56/67, 53/57, 45/60, 43/50, 17/23; refer 50/62, 49/61, 55/65, 38/45, 11/14; harmless 47/56,
53/58, 47/55, 44/47, 13/15. All were seen since: a new message of an unusual voice is missed more often than these tests
would make one think. A remark "miss" names what is still wrong.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.corpus.annotations import SignpostRecord, read_annotations
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.patterns import Pattern
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.paths import shipped
from microneedling_faq.safety.assertion_status import DENYING_SIGNS
from microneedling_faq.safety.word_patterns import sentences

FILE = Path(__file__).parent.parent / "questions" / "safety_voices.tsv"
FILLERS = ("um", "honestly", "like", "erm", "pues")
LONG_STORY = "i went in on monday and they were all very kind and the room was lovely and warm and we had a good chat. " * 3
DENIALS = ("no ", "without any ", "there isnt any ", "sin ")
# A new clause; and "no breath", "cant breathe" and "nobody would miss me" are signs with a denial of their own.
# "he will kill me", "no veo bien" and "eye swollen, cant see" are so too.
STARTS_ANEW = DENYING_SIGNS.union(("i", "its", "it", "my", "now", "breath", "he", "veo", "stop", "for"))
LEAST_FOUND_WITH_A_SLIP = 0.85  # share of urgent sentences that stay urgent when two letters of the longest word are swapped


# Messages of many voices


def voices() -> Iterator[object]:
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        needs, message, *remark = line.split("\t")
        marks = [pytest.mark.xfail(reason="known miss", strict=True)] if remark else []
        yield pytest.param(needs, message, marks=marks, id=f"{needs}: {message[:60]}")


@pytest.mark.parametrize(("needs", "message"), list(voices()))
def test_a_message_gets_the_care_it_needs_and_no_more(chatbot: Chatbot, needs, message):
    reply = chatbot.reply(message)

    assert (reply.kind if reply.kind in ("urgent", "refer") else "harmless") == needs
    if needs == "urgent":
        assert (reply.passages, reply.suggestions, reply.unsupported) == ((), (), ())


# Sentences made from the patterns of the urgent signposts


def shipped_signposts() -> list[SignpostRecord]:
    corpus = shipped("corpus")
    tables = {name: groups for name, groups in read_tables(corpus).items() if name == "signposts"}
    return read_annotations(corpus, tables, read_corpus(corpus).documents, []).signposts


def in_words(pattern: Pattern, chosen: int, gap: str) -> str:
    """A sentence that a pattern must find: one alternative of each element, its gaps filled."""
    words = (" ".join(element[chosen % len(element)]).replace("*", "") if element else gap for element in pattern)
    return " ".join(word for word in words if word)


SIGNPOSTS = shipped_signposts()
URGENT = [(record, pattern) for record in SIGNPOSTS if record.kind == "urgent" for pattern in record.patterns]
GENERATED = [
    (record.id, in_words(pattern, chosen, gap)) for record, pattern in URGENT for chosen in (0, -1) for gap in ("", "um erm")
]


def test_sentences_are_made_from_every_urgent_pattern():
    assert len(GENERATED) > 1200
    assert {name for name, _ in GENERATED} == {record.id for record in SIGNPOSTS if record.kind == "urgent"}
    assert all(len(sentences(text)) == 1 for _, text in GENERATED)


def heard(chatbot: Chatbot, text: str) -> set[str]:
    """The urgent signposts that a text tells of or denies."""
    told, denied = chatbot.signposts.told(text)
    return {name for name in told | denied if chatbot.signposts.kinds[name] == "urgent"}


def test_what_a_pattern_describes_is_heard_with_fillers_and_shouted(chatbot):
    filler = random.Random(0)
    missed = [
        text
        for signpost, text in GENERATED
        for said in (text, text.upper(), f"{filler.choice(FILLERS)} {text} {filler.choice(FILLERS)}", f"{text}!!!")
        if signpost not in heard(chatbot, said) and not lured(chatbot, text) and not asked(chatbot, text)
    ]

    assert missed == []


def lured(chatbot: Chatbot, text: str) -> bool:
    return any(map(chatbot.signposts.lures, sentences(text)))


def asked(chatbot: Chatbot, text: str) -> bool:
    """Whether the text, made by rule as it is, reads like a question about risk."""
    return bool({"general-risk"} & chatbot.signposts.told(text)[0])


@pytest.mark.parametrize(("signpost", "text"), GENERATED[::20])
def test_what_a_pattern_describes_is_urgent_at_the_end_of_a_long_story_and_of_a_talk(chatbot, signpost, text):
    if lured(chatbot, text) or asked(chatbot, text) or signpost not in chatbot.signposts.told(text)[0]:
        pytest.skip("made by rule, it reads like a question, a figure of speech or a denial")

    for message, history in [(text, []), (LONG_STORY + text, []), (f"and now {text}", ["Can it help acne scars?"])]:
        reply = chatbot.reply(message, history)
        assert (reply.kind, reply.passages) == ("urgent", ())


@pytest.mark.parametrize("denial", DENIALS)
def test_what_is_denied_is_told_of_by_no_pattern(chatbot, denial):
    never_denied = {record.id for record in SIGNPOSTS if record.if_asked is None}  # of suicide any word counts
    told = [
        denial + text
        for signpost, text in GENERATED[::4]
        if signpost not in never_denied and text.split()[0] not in STARTS_ANEW and DENYING_SIGNS.isdisjoint(text.split())
        if signpost in chatbot.signposts.told(denial + text)[0]
    ]

    assert told == []


def test_most_slips_of_the_keyboard_change_nothing(chatbot):
    slip = random.Random(0)
    texts = [text for _, text in GENERATED[1::12] if chatbot.reply(text).kind == "urgent"]
    found = sum(chatbot.reply(with_slip(text, slip)).kind == "urgent" for text in texts)

    assert len(texts) > 80
    assert found / len(texts) >= LEAST_FOUND_WITH_A_SLIP


def with_slip(text: str, slip: random.Random) -> str:
    """A text with two letters swapped inside one of its longest words."""
    word = max(text.split(), key=len)
    at = slip.randrange(1, max(2, len(word) - 2))
    return text.replace(word, word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :], 1)

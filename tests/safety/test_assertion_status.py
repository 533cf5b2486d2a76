import pytest

from microneedling_faq.safety.assertion_status import (
    denies,
    is_negated,
    is_only_asked,
    is_part_of,
    is_past,
    is_under_way,
    what_is_over,
)
from microneedling_faq.safety.word_patterns import Match, sentences


def find(sign: str, sentence: str) -> tuple[list[str], Match]:
    """A sentence's words, and where a sign stands in them."""
    words, wanted = sentence.split(), sign.split()
    start = next(at for at in range(len(words)) if words[at : at + len(wanted)] == wanted)
    return words, Match(start, start + len(wanted), ())


@pytest.mark.parametrize(("words", "expected"), [("it isnt red", True), ("nothing is red", False), ("sin dolor", True)])
def test_a_denial_is_heard(words, expected):
    assert denies(words.split()) is expected


@pytest.mark.parametrize(
    ("words", "expected"), [("can it cause pus", True), ("can it cause pus now", False), ("there is pus", False)]
)
def test_what_is_only_asked_is_told_from_what_is_there(words, expected):
    assert is_only_asked(words.split()) is expected


@pytest.mark.parametrize(
    ("sign", "sentence", "expected"),
    [
        ("pus", "there is no pus", True),
        ("pus", "no redness or swelling or pus", True),
        ("pus", "it isnt pus", True),
        ("pus", "not bad but pus", False),
        ("pus", "nothing stops the pus", False),
        ("pus", "no one two three four five pus", False),
        ("nobody would miss me", "scars or no scars nobody would miss me", False),
        ("pus", "scars or no pus", True),
    ],
)
def test_a_negation_reaches_some_words_and_no_new_start(sign, sentence, expected):
    assert is_negated(*find(sign, sentence)) is expected


@pytest.mark.parametrize(
    ("sign", "sentence", "expected"),
    [
        ("pus is coming", "can you help pus is coming out", True),
        ("pus coming", "worried about pus coming out", True),
        ("pus", "can you help i have pus", True),
        ("pus", "can you help i have some horrible pus", True),
        ("pus", "can you help theres pus", True),
        ("have pus", "can you help she has have pus", True),
        ("is infected", "can you help my cheek is infected", True),
        ("pus", "what if i have pus", False),
        ("pus", "can i have pus", False),
        ("pus", "what if theres pus", False),
        ("is pus", "how likely is pus", False),
        ("pus", "can it cause pus", False),
        ("pus", "pus", False),
    ],
)
def test_what_goes_on_is_told_from_what_is_supposed(sign, sentence, expected):
    assert is_under_way(*find(sign, sentence)) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "a woman on tiktok lost her sight",
        "i read on facebook about a man with sepsis",
        "vi en internet que alguien quedo ciega",
    ],
)
def test_what_others_told_is_only_asked(sentence):
    assert is_only_asked(sentence.split())


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("years ago i passed out at a concert", True),
        ("i had an abscess when i was ten", True),
        ("my lips swelled up at my session last year", False),
        ("last time i fainted should i tell you", False),
        ("last year it was fine but today i have a fever", False),
        ("i have a fever", False),
    ],
)
def test_the_past_is_told_from_what_a_treatment_did(sentence, expected):
    assert is_past(sentence.split()) is expected


@pytest.mark.parametrize(
    "message",
    [
        "Three years ago my tongue swelled up. It went away by itself",
        "my eye was infected last summer, all fine since",
        "hace dos años se me hinchó la lengua, se me quitó",
    ],
)
def test_what_was_long_ago_and_settled_is_over(message):
    assert what_is_over(sentences(message)) == sentences(message)[:1]


@pytest.mark.parametrize(
    "message",
    [
        "Three years ago my tongue swelled up",
        "my tongue swelled up and it went away by itself",
        "Three years ago my tongue swelled up. It settled, and now it is back",
        "an hour ago I blacked out, fine now",
    ],
)
def test_nothing_is_over_without_both_or_where_it_is_there_again(message):
    assert what_is_over(sentences(message)) == []


@pytest.mark.parametrize(
    ("part", "expected"), [("my tongue swelled up", True), ("ok? my tongue swelled up", True), ("pus", True), ("my lip", False)]
)
def test_a_part_stands_within_the_sentences_of_its_message(part, expected):
    assert is_part_of(sentences(part), sentences("years ago my tongue swelled up")) is expected


def test_what_is_under_way_is_no_part_of_what_is_over():
    assert not is_part_of([["my", "cheek", "is", "oozing"]], [["years", "ago", "but", "my", "cheek", "is", "oozing"]])
    assert not is_part_of([["my", "tongue", "swelled"]], [])

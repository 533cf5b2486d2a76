import pytest

from microneedling_faq.framing import asks_permission, denies, is_negated, is_only_asked, is_under_way
from microneedling_faq.patterns import Match


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
    ("sentence", "expected"),
    [
        ("can she have it", True),
        ("my mum is 82 too old for this", True),
        ("is it safe on my skin", True),
        ("how long should i wait", True),
        ("puedo hacerme el tratamiento", True),
        ("would it help my stretch marks", False),
        ("what causes stretch marks", False),
        ("does it fade old scars", False),
    ],
)
def test_whether_one_may_have_it_is_told_from_what_it_does(sentence, expected):
    assert asks_permission(sentence.split()) is expected

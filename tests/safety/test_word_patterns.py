from itertools import pairwise

import pytest

from microneedling_faq.corpus.patterns import PatternError, parse_pattern
from microneedling_faq.safety.word_patterns import MAX_GAP_WORDS, Match, PatternSet, plain, sentences


def found(pattern: str, text: str) -> list[Match]:
    (words,) = sentences(text)
    return [match for _, match in PatternSet([("it", parse_pattern(pattern))]).matches(words)]


def test_a_pattern_is_its_elements_in_order():
    assert parse_pattern("hard_to|trouble ... breath*") == [[["hard", "to"], ["trouble"]], [], [["breath*"]]]


@pytest.mark.parametrize(
    "text", ["", "  ", "... breath", "breath ...", "Breath", "a||b", "a|", "*", "br*ath", "a__b", "niño", "can't"]
)
def test_a_pattern_that_says_nothing_clear_is_refused(text):
    with pytest.raises(PatternError, match="pattern"):
        parse_pattern(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("cant breathe", "I can't breathe"),
        ("cant breathe", "I can’t breathe"),
        ("throat is tight", "my throat's tight"),
        ("hard_to breathe", "It is HARD to breathe!"),
        ("breath*", "breathlessness"),
        ("breath*", "breath"),
        ("infeccion", "tengo una infección"),
        ("red|hot ... skin", "hot and very sore skin"),
        ("skin red", "dry, skin: red"),
    ],
)
def test_a_pattern_finds_words_in_this_order(pattern, text):
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("cant breathe", "breathe cant"),
        ("breath", "breathing"),
        ("breath*", "unbreathable"),
        ("cant breathe", "I cant even breathe"),
        ("hard_to breathe", "hard breathe to"),
        ("red skin", "red. skin"),
        ("red ... skin", "it is red\nmy skin is fine"),
    ],
)
def test_other_words_are_not_found(pattern, text):
    parsed = PatternSet([("it", parse_pattern(pattern))])
    assert [match for words in sentences(text) for match in parsed.matches(words)] == []


@pytest.mark.parametrize(("fillers", "expected"), [(0, True), (MAX_GAP_WORDS, True), (MAX_GAP_WORDS + 1, False)])
def test_a_gap_holds_so_many_words_and_no_more(fillers, expected):
    assert bool(found("fever ... pus", " ".join(["fever", *["um"] * fillers, "pus"]))) is expected


def test_a_match_tells_its_place_and_the_words_of_its_gaps():
    assert found("throat ... swollen", "my throat is so swollen now") == [Match(1, 5, (2, 3))]


def test_every_way_to_match_is_told():
    assert [(match.start, match.end) for match in found("red ... hot", "red and hot and hot")] == [(0, 3), (0, 5)]


def test_labels_say_which_pattern_matched():
    patterns = PatternSet([("a", parse_pattern("red skin")), ("b", parse_pattern("skin")), ("c", parse_pattern("blue"))])

    assert [label for label, _ in patterns.matches(["red", "skin"])] == ["a", "b"]


def test_looking_patterns_up_together_finds_what_each_finds_alone(chatbot):
    """The lookup by telling words is a short cut; it may lose nothing."""
    records = [record for record in chatbot.index.annotations.signposts if record.kind == "urgent"]
    together = PatternSet((record.id, pattern) for record in records for pattern in record.patterns)
    for text in ("i cant breathe and my throat is closing", "me sale pus", "my eye is swollen shut", "it wont stop bleeding"):
        (words,) = sentences(text)
        alone = {
            record.id for record in records for pattern in record.patterns if any(PatternSet([("", pattern)]).matches(words))
        }
        scanned = {label for label, _ in together.matches(words)}
        assert scanned == alone
        assert scanned


@pytest.mark.parametrize(
    ("text", "expected"), [("I CAN’T", "i cant"), ("Años", "anos"), ("mum's lips", "mum is lips"), ("it`s", "its")]
)
def test_patterns_see_plain_letters(text, expected):
    assert plain(text) == expected


def test_sentences_end_where_people_end_them():
    assert sentences("No fever. Pus!\nHot; red? ok...") == [("no", "fever"), ("pus",), ("hot",), ("red",), ("ok",)]
    assert sentences("…!?") == []
    assert sentences("It hasn't: pus. skin: red") == [("it", "hasnt"), ("pus",), ("skin", "red")]


def test_patterns_are_tried_in_the_order_of_the_file():
    patterns = PatternSet((str(number), parse_pattern("red")) for number in range(12))
    labels = [int(label) for label, _ in patterns.matches(["red"])]

    assert all(one < other for one, other in pairwise(labels))
    assert len(labels) == 12

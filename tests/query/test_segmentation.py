import random
import re

import pytest

from microneedling_faq.query.segmentation import (
    MAX_PARTS,
    MIN_WORDS,
    is_question,
    split_items,
    split_needs,
)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Does it hurt and how much does it cost?", ["Does it hurt", "how much does it cost"]),
        ("Is it safe? Does it fade scars?", ["Is it safe", "Does it fade scars"]),
        ("I have old scars, can they be treated", ["I have old scars", "can they be treated"]),
        ("lines on my forehead – can they go away", ["lines on my forehead", "can they go away"]),
        ("does it fade scars as well as stretch marks on legs", ["does it fade scars", "stretch marks on legs"]),
        ("cuánto cuesta esto y puedo ir mañana", ["cuánto cuesta esto", "puedo ir mañana"]),
    ],
)
def test_each_need_of_a_message_is_a_part(message, parts):
    assert split_needs(message) == parts


@pytest.mark.parametrize("message", ["", "Does it fade scars?", "scars and stretch marks", "does it help with scars and lines"])
def test_a_message_with_one_need_has_no_parts(message):
    assert split_needs(message) == []


def test_a_short_piece_stays_with_the_one_before():
    assert split_needs("Does it fade scars? Thanks. How much is a session?") == [
        "Does it fade scars, Thanks",
        "How much is a session",
    ]


def test_no_more_parts_are_searched_than_fit_a_reply():
    assert len(split_needs("Does it fade scars? " * (MAX_PARTS + 5))) == MAX_PARTS


def test_of_many_parts_the_first_and_the_last_are_searched():
    told = "I am 50. My skin is dull. My son drove me here. It rained all day. Does it fade scars? How much is a session?"
    assert split_needs(told) == ["I am 50", "My skin is dull", "Does it fade scars", "How much is a session"]


def test_no_word_that_means_something_is_lost():
    pieces = ["does it fade scars", "I am worried", "ok", "what is rosacea", "my skin is thin", "how much is it"]
    joints = [". ", ", and ", "; ", " and ", " but ", "? "]
    choose = random.Random(3)
    for _ in range(200):
        message = "".join(choose.choice(pieces) + choose.choice(joints) for _ in range(choose.randint(2, MAX_PARTS)))
        parts = split_needs(message)
        kept = set(re.findall(r"\w+", " ".join(parts))) if parts else set(re.findall(r"\w+", message))
        assert set(re.findall(r"\w+", message)) - kept <= {"and", "but"}


@pytest.mark.parametrize(
    ("message", "items"),
    [
        ("does it help with cellulite or with loose skin", ["cellulite", "loose skin"]),
        ("1) acne scars 2) large pores", ["acne scars", "large pores"]),
        ("brown spots + fine lines", ["brown spots", "fine lines"]),
        ("Qué es, duele y cuánto vale", ["Qué es", "duele", "cuánto vale"]),
        ("crows feet n rosy cheeks", ["crows feet", "rosy cheeks"]),
    ],
)
def test_what_a_message_lists_is_told_without_the_words_that_lead_to_it(message, items):
    assert split_items(message) == items


@pytest.mark.parametrize("message", ["does it fade old scars", "", "and", "scars?"])
def test_a_message_that_lists_nothing_has_no_items(message):
    assert split_items(message) == []


def test_a_long_stretch_is_no_item():
    assert split_items("it was in the spring when all of us went to the sea, scars, lines") == ["scars", "lines"]


def test_a_part_is_long_enough_to_be_searched():
    assert all(len(part.split()) >= MIN_WORDS for part in split_needs("Is it safe? Yes? Does it fade scars, and ok, lines?"))


@pytest.mark.parametrize("part", ["does it fade scars", "and would it help", "¿sirve para cicatrices", "how deep is it"])
def test_a_part_that_asks_is_told_by_its_first_words(part):
    assert is_question(part)


@pytest.mark.parametrize("part", ["my stretch marks are awful", "I'm 22 weeks pregnant", "isn it", ""])
def test_a_part_that_only_tells_is_no_question(part):
    assert not is_question(part)

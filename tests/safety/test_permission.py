import pytest

from microneedling_faq.safety.permission import asks_advice, asks_permission


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("can she have it", True),
        ("my mum is 82 too old for this", True),
        ("is it safe on my skin", True),
        ("how long should i wait", True),
        ("is it a no for me", True),
        ("puedo hacerme el tratamiento", True),
        ("would it help my stretch marks", False),
        ("what causes stretch marks", False),
        ("does it fade old scars", False),
    ],
)
def test_whether_one_may_have_it_is_told_from_what_it_does(sentence, expected):
    assert asks_permission(sentence.split()) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("should i get it", True),
        ("would you recommend it for my stretch marks", True),
        ("is microneedling a good idea for me", True),
        ("am i suitable for this", True),
        ("i cant decide if i should", True),
        ("me lo recomiendan para las cicatrices", True),
        ("deberia hacermelo", True),
        ("how often should i do it", False),
        ("what cream should i use", False),
        ("when do you recommend it", False),
        ("cada cuanto debo hacermelo", False),
        ("should i shave before it", False),
        ("should i do it at home", False),
        ("should i get microneedling right away", False),
        ("is it good for wrinkles", False),
        ("does it fade old scars", False),
    ],
)
def test_whether_one_should_have_it_is_told_from_how_and_what_for(sentence, expected):
    assert asks_advice(sentence.split()) is expected

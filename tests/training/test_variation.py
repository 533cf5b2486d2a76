import random

import pytest

from microneedling_faq.training.variation import Variation

NAMES = ["microneedling", "skin needling"]


def ways(text: str, names: list[str] = NAMES, count: int = 4000) -> set[str]:
    rng = random.Random(0)
    return {Variation(names)(text, rng) for _ in range(count)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is microneedling painful?", "Is it painful?"),
        ("Is microneedling painful?", "Is skin needling painful?"),
        ("Is it painful?", "Is microneedling painful?"),
        ("downtime", "microneedling downtime"),
        ("Is it painful?", "Is it panful?"),
    ],
)
def test_a_text_is_said_as_others_would_type_it(text, expected):
    assert expected in ways(text)


def test_most_texts_stay_what_they_are_but_for_small_things():
    rng = random.Random(0)
    plain = [Variation(NAMES)("Does it hurt?", rng).lower().strip(" ?!.") for _ in range(400)]

    assert plain.count("does it hurt") > 150


def test_without_names_nothing_is_renamed():
    assert not any("needling" in way for way in ways("Is it painful?", names=[]))


@pytest.mark.parametrize("text", ["?", "", "ok", "皮肤", "🙂🙂🙂🙂🙂🙂"])
def test_the_shortest_and_strangest_texts_can_be_varied(text):
    assert ways(text)


def test_the_same_seed_gives_the_same_ways():
    assert [Variation(NAMES)("Is it painful?", random.Random(3)) for _ in range(5)] == [
        Variation(NAMES)("Is it painful?", random.Random(3)) for _ in range(5)
    ]

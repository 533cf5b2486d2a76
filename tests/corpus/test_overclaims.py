import pytest

from microneedling_faq.corpus.overclaims import OverClaim, find_overclaims
from microneedling_faq.types import Document

WORDS = ["cure", "no side effects", "guarantee*", "100%", "doesn't hurt", "pain-free", "side effects"]
TEXT = (
    "A title of the cure\n\nIt may help. We guaranteed\nno  side\neffects.\n\n"
    "## A cure below\n\nIt doesn’t hurt. GUARANTEED.\n\nA secure cure.\n"
)


def make_document(text: str = TEXT, *, body_start: int = 21, record: bool = False) -> Document:
    return Document("doc", "Title", text, body_start, record=record)


def found(text: str, words: list[str] = WORDS) -> list[str]:
    return [word for claim in find_overclaims([make_document(text, body_start=0)], words, {}) for word in claim.words]


def test_absolute_wording_is_listed_by_paragraph_and_the_title_is_left_out():
    assert find_overclaims([make_document()], WORDS, {}) == [
        OverClaim("doc", 1, ("guaranteed", "no side effects")),
        OverClaim("doc", 2, ("cure", "doesn’t hurt", "GUARANTEED")),
        OverClaim("doc", 3, ("cure",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A CURE for all", ["CURE"]),
        ("secure, obscure, cured, manicure", []),
        ("the cure. Cure? (cure)", ["cure", "Cure"]),
        ("guarantees and guaranteed", ["guarantees", "guaranteed"]),
        ("we are 100% sure of it", ["100%"]),
        ("it is pain-free", ["pain-free"]),
        ("no side effects", ["no side effects"]),
        ("few side effects", ["side effects"]),
        ("nothing of the kind", []),
    ],
)
def test_words_are_found_whole_in_any_case_and_the_longest_wins(text, expected):
    assert found(text) == expected


def test_words_are_taken_as_they_stand_and_are_no_expressions():
    assert found("axb and a.b", ["a.b"]) == ["a.b"]


def test_what_a_caution_quotes_is_not_listed_and_all_around_it_is():
    text = "It has no side effects, a cure."
    start = text.index("no side")

    for span, expected in [((start, start + 15), ("cure",)), ((start, start + 14), ("no side effects", "cure"))]:
        (claim,) = find_overclaims([make_document(text, body_start=0)], WORDS, {"doc": [span], "other": [(0, 99)]})
        assert claim.words == expected


def test_a_record_is_one_paragraph():
    assert find_overclaims([make_document("One.\n\nA cure.", body_start=0, record=True)], WORDS, {}) == [
        OverClaim("doc", 1, ("cure",))
    ]


def test_without_words_nothing_is_found():
    assert find_overclaims([make_document()], [], {}) == []

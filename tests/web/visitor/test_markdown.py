from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.web.visitor.markdown import Run, is_set, parts_of, plain_parts, runs_of


def shown(text: str) -> list[tuple[str, list[str]]]:
    """Kind and rows of each part, as they are read."""
    return [
        (part.kind, ["".join(text[run.start : run.end] for run in row).replace("\n", " ") for row in part.rows])
        for part in parts_of(text)
    ]


def styled(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(text[run.start : run.end], run.styles, run.address) for run in runs_of(text, (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One line.", [("p", ["One line."])]),
        ("Lines of one\nparagraph.\n\nAnother.", [("p", ["Lines of one paragraph."]), ("p", ["Another."])]),
        ("Bring:\n- a list\n* a friend", [("p", ["Bring:"]), ("ul", ["a list", "a friend"])]),
        ("1. Wash.\n2) Wait.\n   Long.", [("ol", ["Wash.", "Wait.    Long."])]),
        ("- one\n\n  more of one\n- two\n\nAfter.", [("ul", ["one    more of one", "two"]), ("p", ["After."])]),
        ("- one\n1. another list", [("ul", ["one"]), ("ol", ["another list"])]),
        ("> Quoted.\n> More.", [("p", ["Quoted."]), ("p", ["More."])]),
        ("-no item\n2024.5 is none", [("p", ["-no item 2024.5 is none"])]),
        ("\r\n- one\r\n\r\nAfter.\r\n", [("ul", ["one\r"]), ("p", ["After.\r"])]),
    ],
)
def test_paragraphs_and_lists_are_told_apart(text: str, parts: list[tuple[str, list[str]]]) -> None:
    assert shown(text) == parts


@pytest.mark.parametrize(
    ("text", "cells", "columns", "headed"),
    [
        ("| kit | price |\n|---|--:|\n| home | $180 |", ["kit", "price", "home", "$180"], 2, True),
        ("| home | $180 |\r\n| clinic |\r\n", ["home", "$180", "clinic", ""], 2, False),
        ("| a | b |\n|---|---|\n| c | d | e \\| f |", ["a", "b", "c", "d | e \\| f"], 2, True),
    ],
)
def test_a_table_has_its_cells_line_by_line(text: str, cells: list[str], columns: int, headed: bool) -> None:
    (part,) = parts_of(text)
    assert ["".join(text[run.start : run.end] for run in cell) for cell in part.rows] == cells
    assert (part.kind, part.columns, part.headed) == ("table", columns, headed)


def test_a_table_ends_where_another_text_or_a_blank_line_comes() -> None:
    assert [part.kind for part in parts_of("Prices:\n| a |\n|---|\n| b |\nAfter.\n\n| c |\n\n| d |")] == [
        "p",
        "table",
        "p",
        "table",
        "table",
    ]


@pytest.mark.parametrize("text", ["|x| is the size of x", "a | b"])
def test_a_bar_in_a_sentence_makes_no_table(text: str) -> None:
    assert [part.kind for part in parts_of(text)] == ["p"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Plain.\n\nText.", False), ("- item", True), ("| a |", True), ("so **bold**", True), ("[a](https://x.example)", True)],
)
def test_only_what_looks_otherwise_than_typed_has_to_be_set(text: str, expected: bool) -> None:
    assert is_set(parts_of(text)) is expected


def test_a_list_that_was_split_goes_on_with_its_number() -> None:
    assert [part.first for part in parts_of("3. Third.\n4. Fourth.")] == [3]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("no signs", [("no signs", (), "")]),
        ("a **b** c", [("a ", (), ""), ("b", ("strong",), ""), (" c", (), "")]),
        ("__b__ _c_ *d*", [("b", ("strong",), ""), (" ", (), ""), ("c", ("em",), ""), (" ", (), ""), ("d", ("em",), "")]),
        ("**a *b***", [("a ", ("strong",), ""), ("b", ("strong", "em"), "")]),
        ("`**a**`", [("**a**", ("code",), "")]),
        (
            "[a *b*](https://x.example/c_d_e)",
            [("a ", (), "https://x.example/c_d_e"), ("b", ("em",), "https://x.example/c_d_e")],
        ),
    ],
)
def test_emphasis_and_links_lose_their_signs(text: str, runs: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert styled(text) == runs


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "snake_case_word",
        "5*6*7",
        "a * b",
        "**",
        "[a](javascript:alert(1))",
        "[a](//x.example)",
        "<b>a</b>",
        "a_b_",
    ],
)
def test_everything_else_stays_the_text_that_it_is(text: str) -> None:
    assert styled(text) == [(text, (), "")]


@given(st.text(alphabet="ab *_`[]()-1.>\n#|", max_size=60))
def test_runs_are_in_order_and_no_letter_is_lost_or_said_twice(text: str) -> None:
    runs = [run for part in parts_of(text) for row in part.rows for run in row]
    assert all(first.end <= second.start for first, second in pairwise(runs))
    assert "".join(text[run.start : run.end] for run in runs).count("a") == text.count("a")


def test_a_text_that_is_no_markdown_is_paragraphs_as_they_stand() -> None:
    parts = plain_parts("a *b*\n c\n \n- d\n")
    assert [(part.kind, part.rows) for part in parts] == [("plain", [[Run(0, 8)]]), ("plain", [[Run(11, 14)]])]

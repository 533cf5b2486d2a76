import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.corpus.structure import blocks_of, sections_of

TABLE = "| option | price |\n|---|---|\n| home kit | $180 |\n| at the clinic | $400 |"
LIST = "- one\n\n  more of one\n- two\n  - below two\n- three"


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks_of(text)]


def paths(text: str) -> list[tuple[list[str], list[str]]]:
    """The headings of each section, and its texts."""
    return [
        ([heading.title for heading in section.headings], [text[block.start : block.end] for block in section.blocks])
        for section in sections_of(blocks_of(text))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\nline.\n\nAnother.", [("paragraph", "One\nline."), ("paragraph", "Another.")]),
        (f"Prices:\n\n{TABLE}\n\nAfter.", [("paragraph", "Prices:"), ("table", TABLE), ("paragraph", "After.")]),
        (f"{LIST}\n\nAfter.", [("list", LIST), ("paragraph", "After.")]),
        ("```sh\n# no heading\n```", [("code", "```sh\n# no heading\n```")]),
        ("    # no heading", [("code", "# no heading")]),
        ("> # no heading", [("paragraph", "> # no heading")]),
        ("<!-- # not\n\nshown -->\nShown.", [("paragraph", "Shown.")]),
        ('<a id="x"></a>\n\n***\n\n[ref]: https://clinic.example', []),
        ("<details><summary>Shown</summary></details>", [("paragraph", "<details><summary>Shown</summary></details>")]),
        ("#tag", [("paragraph", "#tag")]),
        ("One.\r\n\r\n## Two\r\nThree.\r\n", [("paragraph", "One."), ("heading", "## Two"), ("paragraph", "Three.")]),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_blocks_are_what_commonmark_says(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "level", "title"),
    [
        ("## Does it hurt?", 2, "Does it hurt?"),
        ("Does it *hurt*?\n---", 2, "Does it hurt?"),
        ("# C# and `F#` #", 1, "C# and F#"),
        ("### [Fees](https://clinic.example) &amp; ![a map](map.png)", 3, "Fees & a map"),
        ("## Does it hurt? {#pain .small}", 2, "Does it hurt?"),
        ("**Does it hurt?**", 7, "Does it hurt?"),
        ("**Q1. Does it hurt?**", 7, "Does it hurt?"),
        ("Q: Does it hurt?", 7, "Does it hurt?"),
    ],
)
def test_a_heading_tells_its_level_and_its_words(text, level, title):
    (block,) = blocks_of(text)

    assert (block.kind, block.level, block.title, text[block.start : block.end]) == ("heading", level, title, text)


@pytest.mark.parametrize("text", ["**Bold.**", "**One?** Yes.", "**One** and **two?**"])
def test_other_bold_letters_are_no_heading(text):
    assert kinds(text) == [("paragraph", text)]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "**Q: Does it hurt?**\nA: No.\nNot much.",
        "Q: Does it hurt?\r\n\r\nA: No.\nNot much.",
        "__Does it hurt?__  \n**A:** No.\nNot much.",
    ],
)
def test_a_question_and_its_answer_are_told_apart_and_lose_their_labels(text, plain):
    heading, answer = blocks_of(text, plain=plain)

    assert heading.title == "Does it hurt?"
    assert text[answer.start : answer.end] == "No.\nNot much."


def test_rows_of_tables_lists_and_code_tell_where_they_begin():
    text = f"{TABLE}\n\n{LIST}\n\n```\none\ntwo\n```\n"

    assert [[text[row:].split("\n")[0] for row in block.rows] for block in blocks_of(text)] == [
        ["| home kit | $180 |", "| at the clinic | $400 |"],
        ["- two", "- three"],
        ["one", "two", "```"],
    ]


def test_a_section_stands_under_all_headings_above_it():
    assert paths("Before.\n\n# A\n\n## B\nb\n\n### C\nc\n## D\n\nd\n# E\ne") == [
        ([], ["Before."]),
        (["A", "B"], ["b"]),
        (["A", "B", "C"], ["c"]),
        (["A", "D"], ["d"]),
        (["E"], ["e"]),
    ]


def test_questions_without_a_text_between_them_share_the_text_below():
    assert paths("## One?\n## Two?\nBoth.\n## Three?\nThird.\n## Four\n## Five?\nFifth.") == [
        (["One?", "Two?"], ["Both."]),
        (["Three?"], ["Third."]),
        (["Five?"], ["Fifth."]),
    ]


def test_a_text_that_is_no_markdown_has_paragraphs_only():
    text = "# One\n- two\n \n    three\n"

    assert [text[block.start : block.end] for block in blocks_of(text, plain=True)] == ["# One\n- two", "three"]


@given(st.text(alphabet="ab #-|`>*\n\r\t<!1.=?", max_size=80), st.integers(0, 5))
def test_blocks_are_in_order_without_overlap_and_begin_and_end_with_text(text, start):
    blocks = blocks_of(text, start)
    edges = [start, *(edge for block in blocks for edge in (block.start, block.end)), len(text)]

    assert len(text) < start or edges == sorted(edges)
    for block in blocks:
        shown = text[block.start : block.end]
        assert shown and shown == shown.strip()
        assert all(block.start < row < block.end for row in block.rows)

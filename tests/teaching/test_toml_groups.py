from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.errors import TeachingError
from microneedling_faq.teaching.toml_groups import append_group, parse, remove_group, set_field

FILE = """\
# The head of the file.

[[signposts]]
id = "a"   # a remark
written = { en = 2026-11-27 }
patterns = [
    "one|two",  # why
    "[[signposts]] is no head within a text",
]

# What comes next.
[[lures]]
patterns = ["x"]

[[signposts]]
id = "b"
"""


def test_setting_a_field_adds_one_line_and_setting_it_again_replaces_it():
    signature = {"reviewer": "Dr. A", "reviewed": date(2026, 12, 1), "text": "9f"}
    line = 'signed.en = { reviewer = "Dr. A", reviewed = 2026-12-01, text = "9f" }\n'

    signed = set_field(FILE, "signposts", "b", "signed.en", signature)

    assert signed == FILE + line
    assert set_field(signed, "signposts", "b", "signed.en", signature) == signed
    assert set_field(signed, "signposts", "b", "signed.en", None) == FILE


def test_a_field_of_an_unknown_group_is_refused():
    with pytest.raises(TeachingError, match="no group 'c'"):
        set_field(FILE, "signposts", "c", "kind", "refer")


def test_a_removed_group_takes_no_comment_of_another_along():
    left = remove_group(FILE, "signposts", lambda group: group["id"] == "a")

    assert left == FILE[: FILE.index("[[signposts]]")] + FILE[FILE.index("# What comes") - 0 :]


def test_what_cannot_be_told_apart_line_by_line_is_left_alone():
    text = '[[a]]\nid = "x"\nnote = """\n[[a]]\nid = "x"\n"""\n\n[[a]]\nid = "y"\n'

    with pytest.raises(TeachingError, match="by hand"):
        remove_group(text, "a", lambda group: group["id"] == "y")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=3))
def test_any_text_can_be_added_and_taken_away(wordings):
    text = append_group(FILE, "topics", {"id": "t", "wordings.en": wordings})

    assert parse(text)["topics"] == [{"id": "t", "wordings": {"en": wordings}}]
    assert parse(remove_group(text, "topics", lambda group: group["id"] == "t")) == parse(FILE)

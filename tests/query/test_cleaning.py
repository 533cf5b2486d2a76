import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS, clean, why_invalid

anything = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("message", "cleaned"),
    [
        ("Does it help?", "Does it help?"),
        ("  Does\tit\r\nhelp ? \n", "Does it help ?"),
        ("Does\u00a0it\u2003help", "Does it help"),
        ("sc\u200bars \u202eand\u202c \ufeffacne", "scars and acne"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("cafe\u0301", "café"),
        ("¿Ayuda? 皮肤 🙂", "¿Ayuda? 皮肤 🙂"),
        ("𝐝𝐨𝐞𝐬 ｉｔ ⓗⓔⓛⓟ？ 😀 ½", "does it help? 😀 ½"),
        ("half \ud83d pair", "half pair"),
        ("private \ue000 use", "private use"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
        (" \u200b\x00 ", ""),
    ],
)
def test_a_message_becomes_one_line_of_readable_characters(message, cleaned):
    assert clean(message) == cleaned


@given(anything)
def test_cleaning_leaves_nothing_to_clean(message):
    cleaned = clean(message)

    assert clean(cleaned) == cleaned
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cs", "Co", "Cn", "Cf"}
    cleaned.encode()


@given(anything)
def test_letters_and_digits_are_never_lost(message):
    def words(text: str) -> str:
        return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())

    readable = "".join(letter for letter in message if unicodedata.category(letter)[0] != "C")
    assert words(clean(message)) == words(readable)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Does it help?", None),
        ("?", None),
        ("🙂", None),
        ("", "empty"),
        (" \t\r\n\u3000", "empty"),
        ("\x00\x01", "unreadable"),
        ("\u200b\u200e", "unreadable"),
        ("\ud83d", "unreadable"),
        ("x" * MAX_MESSAGE_CHARACTERS, None),
        ("x" * (MAX_MESSAGE_CHARACTERS + 1), "too_long"),
        ("x" * 100_000, "too_long"),
        (" " * 100_000, "too_long"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_why_a_message_cannot_be_answered(message, reason):
    assert why_invalid(message, clean(message)) == reason

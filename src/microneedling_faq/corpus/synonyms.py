"""The form in which the variants of a synonym are looked up; pure."""

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def key(variant: str) -> str:
    """A variant in the form in which it is looked up: lower-case words, one space between."""
    return " ".join(match[0].lower() for match in WORD.finditer(variant))

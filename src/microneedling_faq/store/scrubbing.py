"""Takes out of a question who asked it, before anything is kept; pure.

Written for this: what a kept-up library has for names is a language model. Rather too much goes than too little: a member of
staff can read "[name] asks if …" as well. What is missed is measured on marked messages (`tests/store/test_scrubbing.py`).
"""

import re

from .identifying_forms import without_forms
from .personal_names import IsKnown, without_names

_SEVERAL = re.compile(r"\[name\](?:[\s-]*(?:de |la |del |van |von )*\[name\])+")


def scrub(text: str, is_known: IsKnown) -> str:
    """A text without names, mail, links, numbers, dates and addresses; "[name]", "[number]" … stand in their place.

    :param is_known: Words of the subject stay though they have a capital ("Botox").
    """
    return _SEVERAL.sub("[name]", without_names(without_forms(text), is_known))

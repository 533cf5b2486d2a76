"""What identifies a person by its form: mail, links, handles, dates, addresses, numbers; pure."""

import re
from collections.abc import Iterator

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    "dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
)
_DIGIT_WORDS = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_STREETS = (
    "street|avenue|ave|road|rd|boulevard|blvd|parkway|pkwy|terrace|crescent|highway|hwy|lane|ln|drive|court|close|st|dr|way|"
    "place"
)
_IN_NO_STREET = "weeks?|days?|months?|years?|hours?|times?|minutes?|mm|in|on|the|a|my|your|of|to|for|at|and|is|it"
_AT, _DOT = r"(?:\(at\)|\[at\]|\bat\b|\barroba\b)", r"(?:\(dot\)|\[dot\]|\bdot\b|\bpunto\b)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"


def _forms() -> Iterator[tuple[str, str]]:
    """What to write instead, and the form; in an order in which none eats half of a later one."""
    yield "[mail]", r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"
    yield "[mail]", rf"[\w.+-]+(?:\s*{_DOT}\s*\w+)*\s*{_AT}\s*[\w-]+(?:\s*{_DOT}\s*|\.)[a-z]{{2,6}}\b(?!\s*{_AT})"
    yield "[link]", r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|info|io|co|es|mx|de|uk)\b(?:/\S*)?"
    yield "[name]", r"(?<![\w@])@[\w.]+"  # of an account
    yield "[date]", rf"\b{_DAY}\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b\.?(?:,?\s+(?:of\s+|del?\s+)?\d{{2,4}}\b)?"
    yield "[date]", rf"\b(?:{_MONTHS})\b\.?\s+(?:{_DAY}\b(?:,?\s+\d{{2,4}}\b)?|(?:del?\s+)?\d{{4}}\b)"
    yield "[date]", r"(?<![\w/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b(?![-/.]?\d)"
    yield "[date]", r"(?:(?<=exp )|(?<=expires ))\d{1,2}/\d{2,4}\b"
    flat = r"(?:,?\s*(?:apt|apartment|unit|suite|flat|#)\W*\w+)?"
    yield "[address]", rf"\b\d{{1,5}}[a-z]?\s+(?:(?!(?:{_IN_NO_STREET})\b)[\w'’.-]+\s+){{1,4}}(?:{_STREETS})\b\.?{flat}"
    yield "[address]", r"(?<=\bon )[\w'’-]+\s+(?:street|avenue|road|boulevard|lane)\b"
    spanish = r"calle|c/|avenida|avda\.?|av\.|plaza|paseo|camino|carretera"
    street = r"(?:(?:del?|las?|los|el)\s+)*[\w'’.-]+(?:\s+[\w'’.-]+){0,3}?"
    yield "[address]", rf"\b(?:{spanish})\s+{street}\s*,?\s*(?:n[úº°o.]+\s*)?\d{{1,4}}\b"
    yield "[address]", r"\b\w{3,}(?:straße|strasse|str\.|weg|platz|gasse|allee)\s+\d{1,4}[a-z]?\b"
    yield "[address]", r"\b(?:flat|apt|apartment|p\.?\s?o\.? box)\s+#?\d{1,5}[a-z]?\b|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"
    yield "[number]", r"\b[a-z]{2}\d{2}(?:\s?[a-z0-9]{4}){2,}(?:\s?[a-z0-9]{1,4})?\b"  # IBAN
    yield "[number]", r"(?:\b[a-z]{1,4}-?)?(?<!\w)[+(]?\d(?:[\s().\-/]{0,2}\d){4,}[a-z]?\b|\b[a-z]{1,4}-?\d{5,}[a-z]?\b"
    yield "[number]", r"\b[a-z]{2,4}-\d{3,}(?:-\d+)*\b"
    yield "[number]", r"(?:(?<=ending in )|(?<=last four )|(?<=last 4 )|(?<=terminada en ))\d{4}\b"
    yield "[number]", rf"\b(?:{_DIGIT_WORDS})(?:[\s,-]+(?:{_DIGIT_WORDS})){{4,}}\b"
    yield "[date]", r"\b(?:19|20)\d{2}\b"


_FORMS = tuple((mark, re.compile(form, re.IGNORECASE)) for mark, form in _forms())


def without_forms(text: str) -> str:
    """A text with "[mail]", "[number]" … where they stood."""
    for mark, form in _FORMS:
        text = form.sub(mark, text)
    return text

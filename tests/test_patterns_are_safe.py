"""No regular expression of the program can be kept busy by a text that was made for it.

Each is searched in texts made of its own repeated parts ("pumps", as Wüstholz et al. call them in "Static detection of DoS
vulnerabilities in programs that use regular expressions", TACAS 2017) and a last letter that spoils the match. What grows
with the square of such a text takes milliseconds; what grows faster, minutes.
"""

import importlib
import pkgutil
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import microneedling_faq

LENGTH = 600  # characters: squared it is nothing, to the third it is seconds
PROCESSOR_SECONDS = 10.0  # for all texts of a pattern; the slowest needs one
SPOILS = "\x00"
FIXED = ("a", " ", "\n", "a ", "0", "-", "|", "*", "(", "<", "a-", "é", "[", "`", "#", "\t\n", ". ", "'")


def patterns() -> dict[str, "re.Pattern[str]"]:
    """Every pattern that a module keeps, by the module's name and its own."""
    found = {}
    for info in pkgutil.walk_packages(microneedling_faq.__path__, "microneedling_faq."):
        if not info.name.endswith(("__main__", "migrations.env")):  # which Alembic alone can run
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{info.name.removeprefix('microneedling_faq.')}.{name}"] = value
    return found


def sample(tree: Any) -> str:
    """A text that fits a parsed pattern, or nearly."""
    return "".join(_sample_of(str(operation), argument) for operation, argument in tree)


def _sample_of(operation: str, argument: Any) -> str:
    if operation.endswith("LITERAL"):
        return chr(argument) if operation == "LITERAL" else "a"
    if operation.endswith("REPEAT"):
        return sample(argument[2]) * max(argument[0], 1)
    inner = {
        "SUBPATTERN": lambda: sample(argument[3]),
        "BRANCH": lambda: sample(argument[1][0]),
        "IN": lambda: _member(argument),
    }
    return inner[operation]() if operation in inner else "a" if operation == "ANY" else ""  # places hold no letters


def _member(members: Any) -> str:
    """A letter of a set, found by trying."""
    wanted = re.compile("[" + "".join(map(_written, members)) + "]")
    return next((letter for letter in "a0 .-\n|#*`'é\t_([<>:/" if wanted.match(letter)), "a")


def _written(member: Any) -> str:
    operation, argument = member
    categories = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S", "NOT_WORD": r"\W"}
    match str(operation):
        case "NEGATE":
            return "^"
        case "LITERAL":
            return re.escape(chr(argument))
        case "RANGE":
            return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
        case _:
            return categories[str(argument).removeprefix("CATEGORY_")]


def pumps(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(what comes before, what is repeated) for every repetition in a pattern."""
    for operation, argument in tree:
        if str(operation).endswith("REPEAT"):
            yield before, sample(argument[2])
            yield from pumps(argument[2], before)
        elif str(operation) == "SUBPATTERN":
            yield from pumps(argument[3], before)
        elif str(operation) == "BRANCH":
            for branch in argument[1]:
                yield from pumps(branch, before)
        before += _sample_of(str(operation), argument)


def adversarial(pattern: "re.Pattern[str]") -> set[str]:
    made = {(before, unit) for before, unit in pumps(re._parser.parse(pattern.pattern, pattern.flags)) if unit}  # type: ignore[attr-defined]
    texts = {before + unit * (LENGTH // len(unit)) + SPOILS for before, unit in made}
    texts |= {(before + unit) * (LENGTH // len(before + unit)) + SPOILS for before, unit in made}
    return texts | {unit * (LENGTH // len(unit)) + SPOILS for unit in FIXED}


def search_all(pattern: "re.Pattern[str]", texts: set[str], seconds: float = PROCESSOR_SECONDS) -> None:
    """Search each text, or fail when the processor has been busy with them for too long."""

    def give_up(*_: object) -> None:
        raise TimeoutError(pattern.pattern)

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        for text in texts:
            pattern.search(text)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", patterns())
def test_no_text_keeps_a_pattern_busy(name: str) -> None:
    pattern = patterns()[name]
    search_all(pattern, adversarial(pattern))


@pytest.mark.parametrize("dangerous", [r"(a+)+$", r"(\w+\s*)+:", r"(?:a|aa)+b", r"\s*\s*\s*x"])
def test_a_dangerous_pattern_would_be_seen(dangerous: str) -> None:
    pattern = re.compile(dangerous)
    with pytest.raises(TimeoutError):
        search_all(pattern, adversarial(pattern), seconds=0.3)

"""The numbers to call in each country, from `countries.toml`, where each has its source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "countries.toml"
LINES = ("emergency", "crisis", "poison", "abuse", "advice")


@dataclass(frozen=True, slots=True)
class Line:
    """One number that people can call."""

    number: str  # as it is dialled
    name: str = ""  # the service's own name
    text: bool = False  # takes text messages too
    free: bool = False
    always: bool = False  # day and night
    read_at: str = ""  # where the number was read; for the reviewer


@dataclass(frozen=True, slots=True)
class Country:
    """The lines of one country; those that no good source was found for are missing."""

    code: str  # "US", "DE"; the United Kingdom is "UK"
    name: str
    lines: dict[str, Line]  # of LINES; "emergency" is always there

    @property
    def emergency(self) -> str:
        """The emergency number."""
        return self.lines["emergency"].number

    def number(self, line: str) -> str:
        """The number of a line; empty if there is none. A crisis line that is missing falls to the emergency number."""
        if line == "crisis" and line not in self.lines:
            return self.emergency
        return self.lines[line].number if line in self.lines else ""


@cache
def read_countries() -> dict[str, Country]:
    """Code -> country, in the order of the table."""
    content = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {code: _country(code, fields) for code, fields in content.items()}


def _country(code: str, fields: dict[str, Any]) -> Country:
    return Country(code, fields["name"], {line: Line(**fields[line]) for line in LINES if line in fields})

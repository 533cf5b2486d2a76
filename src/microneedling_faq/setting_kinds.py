"""What a setting may be: how its value is read from a settings file, and from an environment variable.

The functions raise `ValueError` for a value that does not fit; its text, where there is one, says better than the kind's
own words what would.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .countries import read_countries

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?")  # "https://clinic.example", "http://localhost:8000"
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")  # "/faq", "/help/skin"
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+psycopg)?://")
_ADDRESS = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")  # "127.0.0.1:9464", "[::1]:9464"

MOST_WORKERS = 64


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    expected: str  # in words, after "must be"
    read: Callable[[Any], Any]  # what TOML gives -> the setting
    parse: Callable[[str], Any] = str  # an environment variable -> what TOML would give

    def read_text(self, written: str) -> Any:
        """The setting that an environment variable gives."""
        try:
            value = self.parse(written)
        except (ValueError, KeyError):
            raise ValueError from None
        return self.read(value)


def tidy_origin(origin: str) -> str:
    """An origin as browsers write it.

    :raises ValueError: If it is more or less than a scheme and a host: it would change the meaning of a header.
    """
    tidy = origin.strip().rstrip("/").lower()
    if not _ORIGIN.fullmatch(tidy):
        raise ValueError(f"a list of a scheme and a host each, like https://clinic.example, and not {origin!r}")
    return tidy


def tidy_path(path: str) -> str:
    """A path as it stands before the chat's own paths; empty for the root of the host.

    :raises ValueError: If it is no path.
    """
    tidy = path.strip().rstrip("/")
    if tidy and not _PATH.fullmatch(tidy):
        raise ValueError(f"a path that starts with a slash, like /faq, and not {path!r}")
    return tidy


def split_address(address: str) -> tuple[str, int]:
    """Host and port of an address.

    :raises ValueError: If it is none.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if not found or int(found[1]) not in range(2**16):
        raise ValueError
    return address.strip().rpartition(":")[0].strip("[]"), int(found[1])


def is_postgresql(database: str) -> bool:
    """Whether a database is one of a PostgreSQL server, and not a file."""
    return bool(_POSTGRESQL.match(database))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(map(_text, value))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _share(value: Any) -> float:
    if not _is_number(value) or not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _count(value: Any) -> int:
    if not isinstance(value, int) or not _is_number(value) or value < 0:
        raise ValueError
    return value


def _some(value: Any) -> int:
    if _count(value) == 0:
        raise ValueError
    return int(value)


def _workers(value: Any) -> int:
    if _count(value) not in range(1, MOST_WORKERS + 1):
        raise ValueError
    return int(value)


def _country(value: Any) -> str:
    if value not in read_countries():
        raise ValueError(f"one of {', '.join(read_countries())}. For others, set emergency and crisis")
    return str(value)


def _address(value: Any) -> str:
    if _text(value):
        split_address(value)
    return str(value)


def _database(value: Any) -> str:
    tidy = _text(value).strip()
    if "://" in tidy and not (is_postgresql(tidy) or tidy.startswith("sqlite:///")):
        raise ValueError
    return tidy


def _log_form(value: Any) -> str:
    if value not in ("text", "json"):
        raise ValueError
    return str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parse_flag(written: str) -> bool:
    return {"true": True, "false": False}[written.strip().lower()]


def _parse_list(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]


TEXT = Kind("a text in quotes", _text)
TEXTS = Kind("a list of texts", _texts, _parse_list)
FLAG = Kind("true or false, without quotes", _flag, _parse_flag)
SHARE = Kind("a number from 0 to 1, such as 0.4. A higher one answers less", _share, float)
COUNT = Kind("a whole number, 0 or more", _count, int)
SOME = Kind("a whole number, 1 or more", _some, int)
WORKERS = Kind(f"a whole number from 1 to {MOST_WORKERS}", _workers, int)
COUNTRY = Kind("the code of a country, such as US, UK or DE", _country)
ORIGINS = Kind("a list of texts, each a scheme and a host", lambda value: tuple(map(tidy_origin, _texts(value))), _parse_list)
PATH = Kind("a path that starts with a slash, like /faq", lambda value: tidy_path(_text(value)))
ADDRESS = Kind('a host and a port, like "127.0.0.1:9464", or empty for none', _address)
DATABASE = Kind('a file, or an address like "postgresql://faq@localhost/faq", or empty for none', _database)
LOG_FORM = Kind('"text" or "json"', _log_form)

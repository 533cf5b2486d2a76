"""What the operator sets: the clinic, the numbers to call, how sure an answer must be, texts of their own … One TOML file.

[clinic]
name = "Riverside Skin Clinic"
phone = "+1 505 555 0100"
booking = "https://clinic.example/book"
email = "hello@clinic.example"                      # where "Report a wrong or unsafe reply" leads
privacy = "https://clinic.example/privacy"          # shown at the foot of the page, like the two below
accessibility = "https://clinic.example/accessibility"
imprint = "https://clinic.example/imprint"

[care]
country = "US"             # sets the numbers to call (countries.toml has them, with sources); two may be named here instead
emergency = "911"
crisis = "988 (call or text)"
require_signed = false     # true: texts about health that no clinician has signed are not served, and the start is refused
danger_signposts = true    # hear danger (suicide, trouble breathing …) whatever the corpus; false only if something else does

[answers]
bar = 0.4                  # probability that the corpus answers, from which it does: 0 to 1, higher answers less

[web]
origins = ["https://clinic.example"]    # pages that may embed the chat
proxies = ["127.0.0.1"]                 # of your own, whose word counts for where a visitor comes from
questions_per_minute = 60               # of one visitor; 0 for any number
path = "/faq"                           # under which the chat is found on its host, where a proxy gives it one
keep_visits = true                      # until the browser tab is closed; false for computers that several people use

[notices.en]
"general.recommendation" = "Please talk to one of our doctors first."
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import process

from .countries import LINES, Line, read_countries
from .errors import CorpusError, SettingsError
from .texts import Texts, flatten_texts

_TABLES = {
    "clinic": ("name", "phone", "booking", "email", "privacy", "accessibility", "imprint"),
    "care": ("country", "emergency", "crisis", "require_signed", "danger_signposts"),
    "answers": ("bar",),
    "web": ("origins", "proxies", "questions_per_minute", "path", "keep_visits"),
}
_SETTINGS = {f"{table}.{key}": key for table, keys in _TABLES.items() for key in keys}
_NAMED_TEXTS = 5  # of several hundred
_LANGUAGE = re.compile(r"[a-z]{2}")  # "en", "es"


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings; every one has a default."""

    name: str = "the clinic"
    phone: str = ""
    booking: str = ""  # a web address
    country: str = "US"
    emergency: str = ""  # by country when empty
    crisis: str = ""  # by country when empty
    require_signed: bool = False  # whether texts about health that no clinician has signed are kept from visitors
    email: str = ""
    privacy: str = ""  # web addresses of the clinic's own pages
    accessibility: str = ""
    imprint: str = ""
    danger_signposts: bool = True  # whether danger that is no matter of one corpus is heard
    bar: float | None = None  # probability from which a text is answered; what `decision` ships when `None`
    origins: tuple[str, ...] = ()  # scheme and host of pages that may embed the chat
    proxies: tuple[str, ...] = ()  # addresses or networks that may say where a visitor comes from
    questions_per_minute: int = 60  # of one visitor; 0 for any number
    path: str = ""  # before the chat's own paths, as "/faq"; empty at the root of a host
    keep_visits: bool = True  # in the visitor's browser tab until it is closed, so that a page turn or a reload loses nothing
    notices: dict[str, Texts] = field(default_factory=dict)  # language -> key -> text

    def placeholders(self, words: Texts | None = None) -> dict[str, str]:
        """What stands for {clinic}, {emergency}, {crisis} … in notices; empty where there is no such line.

        :param words: Texts of the reader's language, of which `general.line_…` say what a line is like ("free").
        """
        country = read_countries()[self.country]
        values = {line: country.number(line) for line in LINES}
        values |= {f"{line}_line": _described(country.lines.get(line), words or {}) for line in LINES}
        own = {"emergency": self.emergency, "crisis": self.crisis}
        for line in (name for name, value in own.items() if value):
            values |= {line: own[line], f"{line}_line": ""}
        if self.emergency and not self.crisis and "crisis" not in country.lines:
            values["crisis"] = self.emergency
        return {"clinic": self.name, "clinic_phone": self.phone, **values}


def read_settings(path: Path | None) -> Settings:
    """The settings of a TOML file; the defaults if there is none.

    :raises SettingsError: If the file cannot be read, or names something unknown.
    """
    if path is None:
        return Settings()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{path}: the settings cannot be read ({error}). Correct the file or leave --settings out"
        ) from error
    notices = _read_notices(path, content.pop("notices", {}))
    values: dict[str, Any] = {}
    for where, value in _named_values(content):
        key = _SETTINGS.get(where) or (where if where in _SETTINGS.values() else None)  # the table may be left out
        if key is None:
            raise SettingsError(f"{path}: there is no setting {where!r}. Known: {', '.join(_SETTINGS)}")
        values[key] = _checked(path, where, key, value)
    if values.get("country", "US") not in read_countries():
        raise SettingsError(
            f"{path}: care.country must be one of {', '.join(read_countries())}. For others, set emergency and crisis"
        )
    return Settings(**values, notices=notices)


def _described(line: Line | None, words: Texts) -> str:
    """A line in words: "988 Suicide & Crisis Lifeline: call or text, free, day and night"; empty if it has no name."""
    if line is None or not line.name:
        return ""
    said = [
        words[key]
        for key in (f"general.line_{flag}" for flag in ("text", "free", "always") if getattr(line, flag))
        if key in words
    ]
    return f"{line.name}: {', '.join(said)}" if said else line.name


def check_notices(overrides: Mapping[str, Texts], notices: Mapping[str, Texts]) -> None:
    """Check that texts of the operator's own stand in for texts that there are.

    :param overrides: Language -> key -> text, as in `Settings.notices`.
    :param notices: The same of the corpus and the program.
    :raises SettingsError: If a key is none of theirs.
    """
    known = {key for texts in notices.values() for key in texts}
    for language, texts in overrides.items():
        for key in texts.keys() - known:
            near = [str(found[0]) for found in process.extract(key, sorted(known), limit=_NAMED_TEXTS)]
            raise SettingsError(
                f"settings, [notices.{language}]: there is no text {key!r}. Of the {len(known)} known, "
                f"these are the nearest: {', '.join(near)}"
            )


def _read_notices(path: Path, languages: object) -> dict[str, Texts]:
    if not isinstance(languages, dict) or not all(isinstance(texts, dict) for texts in languages.values()):
        raise SettingsError(f"{path}: texts of your own stand below a language, as in [notices.en]")
    for language in languages:
        if not _LANGUAGE.fullmatch(language):
            raise SettingsError(f"{path}: there is no language {language!r}. Write its two letters, as in [notices.en]")
    try:
        return {language: flatten_texts(path, texts) for language, texts in languages.items()}
    except CorpusError as error:
        raise SettingsError(f"{error}, and not an empty one") from error


def _named_values(content: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each value with its dotted name; a table that is not known stands for itself."""
    for name, value in content.items():
        if isinstance(value, dict) and (value or name in _TABLES):
            yield from ((f"{name}.{key}", each) for key, each in value.items())
        else:
            yield name, value


def _checked(path: Path, where: str, key: str, value: object) -> object:
    """A value in the type of its setting."""
    expected, fits = _KINDS.get(key, _TEXT)
    if not fits(value):
        raise SettingsError(f"{path}: {where} must be {expected}")
    if isinstance(value, list):
        return tuple(value)
    return float(value) if key == "bar" and isinstance(value, int) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# Key -> what its value must be, in words and as a check; texts are not named.
_TEXT: tuple[str, Callable[[Any], bool]] = ("a text in quotes", lambda value: isinstance(value, str))
_LIST = ("a list of texts", lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value))
_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "bar": (
        "a number from 0 to 1, such as 0.4. A higher one answers less",
        lambda value: _is_number(value) and 0 <= value <= 1,
    ),
    "danger_signposts": ("true or false, without quotes", lambda value: isinstance(value, bool)),
    "origins": _LIST,
    "proxies": _LIST,
    "questions_per_minute": (
        "a whole number, 0 or more",
        lambda value: isinstance(value, int) and _is_number(value) and value >= 0,
    ),
    "require_signed": ("true or false", lambda value: isinstance(value, bool)),
    "keep_visits": ("true or false", lambda value: isinstance(value, bool)),
}

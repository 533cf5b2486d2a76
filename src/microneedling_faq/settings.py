"""What the operator sets: the clinic, the numbers to call, where the chat may be embedded, texts of their own. One TOML file.

[clinic]
name = "Riverside Skin Clinic"
phone = "+1 505 555 0100"
booking = "https://clinic.example/book"

[care]
country = "US"             # sets the two numbers below; or name them yourself
emergency = "911"
crisis = "988 (call or text)"

[web]
origins = ["https://clinic.example"]    # pages that may embed the chat
proxies = ["127.0.0.1"]                 # of your own, whose word counts for where a visitor comes from
questions_per_minute = 60               # of one visitor; 0 for any number

[notices.en]
"general.recommendation" = "Please talk to one of our doctors first."
"""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from .errors import CorpusError, SettingsError
from .notices import Texts, flatten_texts

# Sources: safety-facts, section 6 (emergency numbers), CRISIS-1 for 988, CRISIS-2 for Samaritans.
_CARE_NUMBERS = {
    "US": ("911", "988 (Suicide & Crisis Lifeline, call or text, free, day and night)"),
    "UK": ("999", "Samaritans on 116 123 (free)"),
    "EU": ("112", "your local emergency number"),
}
_LISTS = frozenset({"origins", "proxies"})
_NUMBERS = frozenset({"questions_per_minute"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings; every one has a default."""

    name: str = "the clinic"
    phone: str = ""
    booking: str = ""  # a web address
    country: str = "US"
    emergency: str = ""  # by country when empty
    crisis: str = ""  # by country when empty
    origins: tuple[str, ...] = ()  # scheme and host of pages that may embed the chat
    proxies: tuple[str, ...] = ()  # addresses or networks that may say where a visitor comes from
    questions_per_minute: int = 60  # of one visitor; 0 for any number
    notices: dict[str, Texts] = field(default_factory=dict)  # language -> key -> text

    def placeholders(self) -> dict[str, str]:
        """What stands for {clinic}, {emergency} and {crisis} in notices."""
        emergency, crisis = _CARE_NUMBERS[self.country]
        return {"clinic": self.name, "emergency": self.emergency or emergency, "crisis": self.crisis or crisis}


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
    known = {each.name for each in fields(Settings)} - {"notices"}
    for table, pairs in content.items():
        for key, value in pairs.items() if isinstance(pairs, dict) else [(table, pairs)]:
            values[key] = _checked(path, f"{table}.{key}", key, value, known)
    if values.get("country", "US") not in _CARE_NUMBERS:
        raise SettingsError(
            f"{path}: care.country must be one of {', '.join(_CARE_NUMBERS)}. For others, set emergency and crisis"
        )
    return Settings(**values, notices=notices)


def _read_notices(path: Path, languages: object) -> dict[str, Texts]:
    if not isinstance(languages, dict) or not all(isinstance(texts, dict) for texts in languages.values()):
        raise SettingsError(f"{path}: texts of your own stand below a language, as in [notices.en]")
    try:
        return {language: flatten_texts(path, texts) for language, texts in languages.items()}
    except CorpusError as error:
        raise SettingsError(f"{error}, and not an empty one") from error


def _checked(path: Path, where: str, key: str, value: object, known: set[str]) -> object:
    if key not in known:
        raise SettingsError(f"{path}: there is no setting {where!r}. Known: {', '.join(sorted(known))}")
    if key in _LISTS:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise SettingsError(f"{path}: {where} must be a list of texts")
    if key in _NUMBERS:
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise SettingsError(f"{path}: {where} must be a whole number, 0 or more")
    if not isinstance(value, str):
        raise SettingsError(f"{path}: {where} must be a text in quotes")
    return value

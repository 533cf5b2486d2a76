"""Reads what the operator sets, from a TOML file and the environment; every problem is told at once."""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rapidfuzz import process

from .errors import CorpusError, SettingsError
from .settings import ALL_SETTINGS, ENVIRONMENT_PREFIX, Setting, Settings
from .texts import Texts, flatten_texts

_NAMED_TEXTS = 5  # of several hundred
_LANGUAGE = re.compile(r"[a-z]{2}")  # "en", "es"
_TABLES = {setting.table for setting in ALL_SETTINGS}
_KNOWN = {name: setting for setting in ALL_SETTINGS for name in (setting.name, setting.key)}


@dataclass(frozen=True, slots=True)
class SetValue:
    """The value of a setting, and who set it."""

    setting: Setting
    value: Any
    source: str  # "default", the settings file, or the environment variable


@dataclass(frozen=True, slots=True)
class _Written:
    """A value as it was found."""

    source: str
    name: str  # "web.path", or what somebody took for one
    known: tuple[Setting, Callable[[], Any]] | None  # how it is read, which raises ValueError; none of that name


def read_settings(path: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a TOML file and of the environment; the defaults where neither says anything.

    :raises SettingsError: If the file cannot be read, or anything in either is unknown or wrong: a line for each problem.
    """
    found, notices = _read(path, environment)
    settings = Settings(**{each.setting.key: each.value for each in found}, notices=notices)
    if settings.keep_questions and not settings.database:
        raise SettingsError("settings: store.keep_questions is true, but store.database is empty. Name a file to keep them in")
    return settings


def list_settings(path: Path | None, environment: Mapping[str, str] = os.environ) -> list[SetValue]:
    """Every setting with its value and where that comes from; texts of one's own are not among them.

    :raises SettingsError: As `read_settings`.
    """
    by_key = {each.setting.key: each for each in _read(path, environment)[0]}
    return [by_key.get(setting.key, SetValue(setting, setting.default, "default")) for setting in ALL_SETTINGS]


def check_notices(overrides: Mapping[str, Texts], notices: Mapping[str, Texts]) -> None:
    """Check that texts of the operator's own stand in for texts that there are.

    :param overrides: Language -> key -> text, as in `Settings.notices`.
    :param notices: The same of the corpus and the program.
    :raises SettingsError: If a key is none of theirs: a line for each.
    """
    known = {key for texts in notices.values() for key in texts}
    problems = []
    for language, texts in overrides.items():
        for key in sorted(texts.keys() - known):
            near = [str(found[0]) for found in process.extract(key, sorted(known), limit=_NAMED_TEXTS)]
            problems.append(
                f"settings, [notices.{language}]: there is no text {key!r}. Of the {len(known)} known, "
                f"these are the nearest: {', '.join(near)}"
            )
    if problems:
        raise SettingsError("\n".join(problems))


def _read(path: Path | None, environment: Mapping[str, str]) -> tuple[list[SetValue], dict[str, Texts]]:
    """What is set, the environment after the file, and the texts of one's own."""
    content = _read_file(path) if path else {}
    problems: list[str] = []
    notices = _read_notices(path or Path(), content.pop("notices", {}), problems)
    found = []
    for each in (*_in_file(str(path), content), *_in_environment(environment)):
        if each.known is None:
            names = ", ".join(setting.name for setting in ALL_SETTINGS)
            problems.append(f"{each.source}: there is no setting {each.name!r}. Known: {names}")
            continue
        setting, read = each.known
        try:
            found.append(SetValue(setting, read(), each.source))
        except ValueError as error:
            expected = error.args[0] if error.args else setting.kind.expected
            problems.append(f"{each.source}: {setting.name} must be {expected}")
    if problems:
        raise SettingsError("\n".join(problems))
    return found, notices


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"{path}: the settings cannot be read ({why}). Correct the file or leave --settings out") from error


def _in_file(source: str, content: Mapping[str, object]) -> Iterator[_Written]:
    """What a settings file sets; the name of the table may be left out."""
    for name, value in _named_values(content):
        setting = _KNOWN.get(name)
        yield _Written(source, name, (setting, partial(setting.kind.read, value)) if setting else None)


def _named_values(content: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Each value with its dotted name; a table that is not known stands for itself."""
    for name, value in content.items():
        if isinstance(value, dict) and (value or name in _TABLES):
            yield from ((f"{name}.{key}", each) for key, each in value.items())
        else:
            yield name, value


def _in_environment(environment: Mapping[str, str]) -> Iterator[_Written]:
    """What the environment sets; variables that begin otherwise, as container hosts set them too, are none of ours."""
    for variable, written in environment.items():
        table, _, key = variable.removeprefix(ENVIRONMENT_PREFIX).lower().partition("_")
        if variable.startswith(ENVIRONMENT_PREFIX) and key and table in _TABLES:
            setting = _KNOWN.get(f"{table}.{key}")
            known = (setting, partial(setting.kind.read_text, written)) if setting else None
            yield _Written(f"environment variable {variable}", f"{table}.{key}", known)


def _read_notices(path: Path, languages: object, problems: list[str]) -> dict[str, Texts]:
    if not isinstance(languages, dict) or not all(isinstance(texts, dict) for texts in languages.values()):
        problems.append(f"{path}: texts of your own stand below a language, as in [notices.en]")
        return {}
    notices = {}
    for language, texts in languages.items():
        if not _LANGUAGE.fullmatch(language):
            problems.append(f"{path}: there is no language {language!r}. Write its two letters, as in [notices.en]")
            continue
        try:
            notices[language] = flatten_texts(path, texts)
        except CorpusError as error:
            problems.append(f"{error}, and not an empty one")
    return notices

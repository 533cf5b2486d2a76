"""What the operator sets: the clinic, the numbers to call, how sure an answer must be, texts of their own … One TOML file.

# Environment variables count before a line here: MICRONEEDLING_FAQ_WEB_PATH=/faq; lists are parted by commas.
[clinic]
name = "Riverside Skin Clinic"
phone = "+1 505 555 0100"
booking = "https://clinic.example/book"
email = "hello@clinic.example"                      # where "Report a wrong or unsafe reply" leads
privacy = "https://clinic.example/privacy"          # shown at the foot of the page, like the two below
accessibility = "https://clinic.example/accessibility"
imprint = "https://clinic.example/imprint"
expert = "a dentist"                                # whom texts send people to, in the language of the documents
documents = "our leaflets"                          # what is quoted, as texts call it
subject = "dental care"                             # what can be asked about

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
workers = 1                             # processes that answer, each on a core of its own at best
path = "/faq"                           # under which the chat is found on its host, where a proxy gives it one
assistants = false                      # true: /mcp answers programs that speak the Model Context Protocol
keep_visits = true                      # until the browser tab is closed; false for computers that several people use
suggest = true                          # offer questions that are answered while a visitor types; what is typed is sent for it

[limits]
body_kilobytes = 256        # of a request; more gets 413
waiting_questions = 100     # at a time, those that are being answered among them; one more gets 503
reply_seconds = 10          # then a question is given up: 504
visitors_at_an_address = 50 # a whole waiting room, or a phone network, may share one; more questions get 429

[operate]
metrics = "127.0.0.1:9464"  # where Prometheus reads /metrics; empty for nowhere. Keep it from the public
log = "text"                # "json" writes a line for each request, without a word of a visitor
stop_seconds = 3            # for replies that are under way when the chat is told to stop

[store]
database = "/var/lib/microneedling-faq/store.db"  # a file, or postgresql://user@host/name; empty: nothing is stored, no desk
keep_questions = false     # true: visitors' questions are kept without names, numbers and the like; never a sign of danger
keep_days = 90             # until a question that was kept is erased
least_visits = 3           # from which a question, or others that mean the same, must have come before staff see it

[staff]
approval = false            # true: what one person changes goes live only when a second one approves it

[notices.en]
"general.recommendation" = "Please talk to one of our doctors first."
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any

from rapidfuzz import process

from .countries import LINES, Line, read_countries
from .errors import CorpusError, SettingsError
from .setting_kinds import (
    ADDRESS,
    COUNT,
    COUNTRY,
    DATABASE,
    FLAG,
    LOG_FORM,
    ORIGINS,
    PATH,
    SHARE,
    SOME,
    TEXT,
    TEXTS,
    WORKERS,
    Kind,
)
from .texts import Texts, flatten_texts

ENVIRONMENT_PREFIX = "MICRONEEDLING_FAQ_"
_NAMED_TEXTS = 5  # of several hundred
_NO_NAME = "the clinic"
_SAID = ("expert", "documents", "subject")  # notices `general.…` that stand for themselves in others
_LANGUAGE = re.compile(r"[a-z]{2}")  # "en", "es"


@dataclass(frozen=True, slots=True)
class Setting:
    """What there is to know of one setting."""

    key: str  # the field of `Settings`
    table: str  # of the settings file
    kind: Kind
    meaning: str
    default: Any

    @property
    def name(self) -> str:
        """As problems and listings name it: "web.path"."""
        return f"{self.table}.{self.key}"

    @property
    def variable(self) -> str:
        """The environment variable that counts before the settings file."""
        return f"{ENVIRONMENT_PREFIX}{self.table}_{self.key}".upper()


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


def _of(table: str, kind: Kind, default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"table": table, "kind": kind, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """The operator's settings; every one has a default."""

    name: str = _of("clinic", TEXT, _NO_NAME, "the clinic, as texts call it")
    phone: str = _of("clinic", TEXT, "", "the clinic's telephone number")
    booking: str = _of("clinic", TEXT, "", "web address where an appointment is booked")
    email: str = _of("clinic", TEXT, "", 'where "Report a wrong or unsafe reply" leads')
    privacy: str = _of("clinic", TEXT, "", "web address of the clinic's privacy page")
    accessibility: str = _of("clinic", TEXT, "", "web address of the clinic's accessibility statement")
    imprint: str = _of("clinic", TEXT, "", "web address of the clinic's imprint")
    expert: str = _of("clinic", TEXT, "", "whom texts send people to, in the language of the documents")
    documents: str = _of("clinic", TEXT, "", "what is quoted, as texts call it, likewise")
    subject: str = _of("clinic", TEXT, "", "what can be asked about, likewise")
    country: str = _of("care", COUNTRY, "US", "whose numbers are told to people in danger")
    emergency: str = _of("care", TEXT, "", "emergency number, instead of the country's")
    crisis: str = _of("care", TEXT, "", "crisis line, instead of the country's")
    require_signed: bool = _of("care", FLAG, False, "whether the start is refused while a text about health is unsigned")
    danger_signposts: bool = _of("care", FLAG, True, "whether danger that is no matter of one corpus is heard")
    bar: float | None = _of("answers", SHARE, None, "probability from which a text is answered; the shipped one if not set")
    origins: tuple[str, ...] = _of("web", ORIGINS, (), "websites that may embed the chat")
    proxies: tuple[str, ...] = _of("web", TEXTS, (), "addresses or networks that may say where a visitor comes from")
    questions_per_minute: int = _of("web", COUNT, 60, "questions a minute that one visitor may ask; 0 for any number")
    workers: int = _of("web", WORKERS, 1, "processes that answer, on one address")
    path: str = _of("web", PATH, "", "path under which the chat is found; empty for the root of its host")
    assistants: bool = _of("web", FLAG, False, "whether /mcp answers assistants (Model Context Protocol)")
    keep_visits: bool = _of("web", FLAG, True, "whether a visit stays in the browser's tab until it is closed")
    suggest: bool = _of("web", FLAG, True, "whether questions are offered while a visitor types")
    body_kilobytes: int = _of("limits", SOME, 256, "largest body of a request; more gets 413")
    waiting_questions: int = _of("limits", SOME, 100, "questions that may wait or be answered at a time; one more gets 503")
    reply_seconds: int = _of("limits", SOME, 10, "after which a question that has no reply yet is given up: 504")
    visitors_at_an_address: int = _of("limits", SOME, 50, "visitors whose questions one address may ask; more get 429")
    metrics: str = _of("operate", ADDRESS, "", "address of its own where /metrics is read; empty for none")
    log: str = _of("operate", LOG_FORM, "text", "form of the log; json has a line for each request")
    stop_seconds: int = _of("operate", COUNT, 3, "seconds that replies under way are given when the chat is told to stop")
    database: str = _of(
        "store", DATABASE, "", "where users, audit log, counts and questions are kept; without one there is no desk"
    )
    keep_questions: bool = _of("store", FLAG, False, "whether visitors' questions are kept, without names and numbers")
    keep_days: int = _of("store", COUNT, 90, "days until a question that was kept is erased")
    least_visits: int = _of("store", COUNT, 3, "visits that a question or its like must come from before staff see it")
    approval: bool = _of("staff", FLAG, False, "whether a second person must approve what one has changed")
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
        said = {name: (words or {}).get(f"general.{name}", "") for name in _SAID}
        clinic = (words or {}).get("general.clinic") if self.name == _NO_NAME else None
        ways = {"clinic_phone": self.phone, "clinic_booking": self.booking}
        return {"clinic": clinic or self.name, **ways, **said, **values}

    def own_notices(self, home: str) -> dict[str, Texts]:
        """Language -> key -> text of the operator's own.

        :param home: The language of the corpus, in which `expert` and the like are written.
        """
        said = {f"general.{name}": value for name in _SAID if (value := getattr(self, name))}
        return {**self.notices, home: {**said, **self.notices.get(home, {})}} if said else self.notices


ALL_SETTINGS = tuple(
    Setting(each.name, default=each.default, **each.metadata) for each in fields(Settings) if "kind" in each.metadata
)
_TABLES = {setting.table for setting in ALL_SETTINGS}
_KNOWN = {name: setting for setting in ALL_SETTINGS for name in (setting.name, setting.key)}


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

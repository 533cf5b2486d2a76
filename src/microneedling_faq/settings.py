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

from dataclasses import dataclass, field, fields
from typing import Any

from .countries import LINES, Line, read_countries
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
from .texts import Texts

ENVIRONMENT_PREFIX = "MICRONEEDLING_FAQ_"
_NO_NAME = "the clinic"
_SAID = ("expert", "documents", "subject")  # notices `general.…` that stand for themselves in others


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

"""What staff wrote about the documents, compiled for answering: the `.toml` files of a corpus, apart from their wordings.

    notices                    the fixed texts (module `notices`)
    [[cautions]]     id, document, quote (word for word), sources (module `sources`), written, signed (`signatures`), review_by
    [[signposts]]    id, kind ("urgent" or "refer"), tier ("now", "today" or "before_you_book"), priority, if_asked, patterns,
                     named, whole (patterns of whole messages), unanswered, everywhere (module `everywhere`), wordings; sources,
                     written … as above
    [[lures]]        patterns that only sound like a signpost
    [[subject]]      names of what the corpus is about; only training reads them
    [[danger_words]] language, call (names the number), and by id of a signpost the words for it in that language
    [[released]]     patterns of messages that say that a danger is over or was not meant
    [[renewed]]      patterns of messages that take such a release back
    [[overclaims]]   words; only `index verify` reads them (module `overclaims`)
    [[reviews]]      who has read each document, and when it is due again; only `index verify` reads them
    [[publishers]]   hosts that a source's link may lead to; only `index verify` reads them

An index carries the result, so that answering reads no TOML.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from ..paths import is_shipped
from ..texts import Texts
from ..types import Document, Passage, Tier
from .clinician_signatures import signed_texts
from .document_language import languages_of
from .notices import DEFAULT_LANGUAGE, missing_notices, read_notices, read_own_notices
from .patterns import Pattern, PatternError, parse_pattern
from .program_signposts import program_signposts
from .questions import headings_over
from .small_talk import phrases_of
from .sources import read_sources, shown_sources
from .tables import Group, Tables, locate_quote, passage_row
from .vocabulary import make_vocabulary, plain_word, words_without_dictionary

LAST_PRIORITY = 1_000  # of signposts that name none
_TIERS: dict[str, Tier] = {"urgent": "now", "refer": "before_you_book"}  # by kind, of signposts that name none
_PATTERN_SIGNS = str.maketrans("|_*.", "    ")


@dataclass(frozen=True, slots=True)
class CautionRecord:
    """An over-claim in a document, word for word; its note is the notice `cautions.<id>.text`."""

    id: str
    document: str
    start: int
    end: int
    quote: str
    sources: list[dict[str, str]]  # {"name", "url"}; the url is empty where there is no page to show


@dataclass(frozen=True, slots=True)
class SignpostRecord:
    """A situation that leads to care; what to do is the notice `signposts.<id>.text`."""

    id: str
    kind: str  # "urgent" or "refer"
    if_asked: str | None  # the signpost for a question about it, rather than a report of it
    patterns: list[Pattern]
    answered: bool  # whether passages answer it as well ("are there side effects?"), so that it does not compete with them
    # Words that only name it ("fever"): heard where they are denied or asked about.
    named: list[Pattern] = field(default_factory=list)
    priority: int = LAST_PRIORITY  # of several of a kind, the one with the lowest is told of
    tier: Tier = "now"
    # Of messages that say nothing else ("911"), where the words within another message are no sign ("help me choose").
    whole: list[Pattern] = field(default_factory=list)
    # Of one that passages answer as well: words that no passage answers ("can it cause an infection?").
    unanswered: list[Pattern] = field(default_factory=list)
    everywhere: bool = False  # whether it is no matter of one corpus: every corpus has it
    advice: bool = False  # whether it is for those who ask if they should have it at all


@dataclass(frozen=True, slots=True)
class DangerWordsRecord:
    """What danger is called in a language that is not read otherwise."""

    language: str
    call: str  # names the number to call, with its placeholder
    patterns: dict[str, list[Pattern]]  # signpost -> patterns in plain letters
    phrases: dict[str, list[str]]  # signpost -> phrases in another script


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """A question that a passage answers, to be offered to visitors."""

    passage: str  # `Passage.id`
    start: int  # of the passage
    texts: dict[str, str]  # language -> question

    def text(self, language: str) -> str:
        """The question in a language, or in the first that has it."""
        return self.texts.get(language) or next(iter(self.texts.values()))


@dataclass(frozen=True, slots=True)
class Annotations:
    """What an index carries besides passages and entries."""

    notices: dict[str, Texts]  # language -> key -> text
    cautions: list[CautionRecord]
    signposts: list[SignpostRecord]  # the most pressing first
    lures: list[Pattern]  # phrases that only sound like a signpost ("dying for a treatment")
    suggestions: list[SuggestionRecord]  # those of staff, then the headings that are questions, in the order of the files
    vocabulary: dict[str, int]  # English word of corpus and wordings -> uses
    subject_names: list[str]  # of what the corpus is about ("microneedling", "skin needling" …), which people say or leave out
    spanish_words: dict[str, int]  # word, without accents, that only Spanish wordings use -> uses
    document_words: dict[str, str] = field(
        default_factory=dict
    )  # of documents in other languages than English, without accents -> with
    danger_words: list[DangerWordsRecord] = field(default_factory=list)
    released: list[Pattern] = field(default_factory=list)  # messages that say that a danger is over, or was not meant
    renewed: list[Pattern] = field(default_factory=list)  # messages that take such a release back
    signed: dict[str, dict[str, str]] = field(default_factory=dict)  # language -> key of a signed text -> ISO day of its review
    languages: list[str] = field(default_factory=lambda: ["en"])  # that the chat speaks, the one with the most text first
    read: list[str] = field(default_factory=lambda: ["en"])  # in which questions are answered: of documents and wordings
    small_talk: dict[str, str] = field(
        default_factory=dict
    )  # what people say, as `small_talk.plain` writes it -> id of its notice

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "Annotations":
        """Make them from what `dataclasses.asdict` gave."""
        cautions = [CautionRecord(**record) for record in content.pop("cautions")]
        signposts = [SignpostRecord(**record) for record in content.pop("signposts")]
        suggestions = [SuggestionRecord(**record) for record in content.pop("suggestions")]
        danger_words = [DangerWordsRecord(**record) for record in content.pop("danger_words")]
        return cls(cautions=cautions, signposts=signposts, suggestions=suggestions, danger_words=danger_words, **content)


def read_annotations(corpus: Path, tables: Tables, documents: Sequence[Document], passages: Sequence[Passage]) -> Annotations:
    """Compile all that staff wrote about a corpus, apart from wordings.

    :raises CorpusError: If a file is wrong: a caution that quotes what is not there, a pattern that cannot be read …
    """
    notices, languages = read_notices(corpus, documents), spoken_languages(corpus, documents)
    texts = {document.id: document.text for document in documents}
    groups = [group for name in tables for group in tables[name]]
    return Annotations(
        notices=notices,
        cautions=[_caution(group, texts, notices, languages[0]) for group in tables.get("cautions", ())],
        signposts=sorted(
            (_signpost(group, notices, languages[0], tables) for group in tables.get("signposts", ())),
            key=lambda record: (record.kind != "urgent", record.priority),
        ),
        lures=[pattern for group in tables.get("lures", ()) for pattern in _patterns(group)],
        suggestions=[
            *(_suggestion(group, texts, passages) for group in tables.get("answers", ()) if "ask" in group.fields),
            *_asked_in_headings(documents, passages),
        ],
        vocabulary=make_vocabulary([*texts.values(), *_english(groups)]) if groups else {},
        subject_names=[name for group in tables.get("subject", ()) for name in group.texts("names")],
        spanish_words=_spanish_only([*groups, *([] if is_shipped(corpus) else program_signposts())]),
        document_words=words_without_dictionary(each.text for each in documents if each.language != DEFAULT_LANGUAGE),
        danger_words=[_danger_words(group) for group in tables.get("danger_words", ())],
        released=[pattern for group in tables.get("released", ()) for pattern in _patterns(group)],
        renewed=[pattern for group in tables.get("renewed", ()) for pattern in _patterns(group)],
        signed=signed_texts(tables, notices),
        languages=languages,
        read=_read_languages(documents, groups),
        small_talk=phrases_of(tables, [heading.text for heading in headings_over(documents, passages)]),
    )


def spoken_languages(corpus: Path, documents: Iterable[Document]) -> list[str]:
    """The languages of a corpus: of its documents, the one with the most text first, and of the notices of its own.

    :raises CorpusError: As `read_notices`.
    """
    written = languages_of((document.language, len(document.text)) for document in documents)
    return list(dict.fromkeys([*written, *read_own_notices(corpus)])) or [DEFAULT_LANGUAGE]


def _read_languages(documents: Iterable[Document], groups: Iterable[Group]) -> list[str]:
    wordings = (language for group in groups for language in group.wordings())
    return list(dict.fromkeys([*(document.language for document in documents), *wordings]))


def _caution(group: Group, texts: dict[str, str], notices: dict[str, Texts], home: str) -> CautionRecord:
    name = group.text("id")
    start, end = locate_quote(group, texts)
    sources = read_sources(group)
    if not all(source.url.startswith("https://") for source in sources if source.url):
        raise group.error("a source's url must start with https://. Where the page was read is its read_at")
    _require_notice(group, f"cautions.{name}.text", notices, home)
    return CautionRecord(name, group.text("document"), start, end, group.text("quote"), shown_sources(sources))


def _signpost(group: Group, notices: dict[str, Texts], home: str, tables: Tables) -> SignpostRecord:
    name, kind = group.text("id"), group.text("kind")
    if kind not in ("urgent", "refer"):
        raise group.error(f"kind must be urgent or refer, not {kind!r}")
    everywhere = group.fields.get("everywhere") is True
    _require_notice(group, f"signposts.{name}.text", notices, DEFAULT_LANGUAGE if everywhere else home)
    asked = group.fields.get("if_asked")
    answered = any(answer.fields.get("refer") == name for answer in tables.get("answers", ()))
    priority = group.fields.get("priority", LAST_PRIORITY)
    if type(priority) is not int:
        raise group.error("priority must be a whole number; of several signposts the lowest is told of")
    return SignpostRecord(
        name,
        kind,
        str(asked) if asked else None,
        _patterns(group),
        answered,
        _patterns(group, "named"),
        priority,
        _tier(group, kind),
        _patterns(group, "whole"),
        _patterns(group, "unanswered"),
        everywhere,
        group.fields.get("advice") is True,
    )


def _tier(group: Group, kind: str) -> Tier:
    tier = group.fields.get("tier", _TIERS[kind])
    if tier not in get_args(Tier):
        raise group.error(f"tier must be one of {', '.join(get_args(Tier))}, not {tier!r}")
    if kind == "urgent" and tier == "before_you_book":
        raise group.error("what is urgent cannot wait until before_you_book. Make its tier now or today, or its kind refer")
    return cast(Tier, tier)


def _danger_words(group: Group) -> DangerWordsRecord:
    names = [name for name in group.fields if name not in ("language", "call")]
    return DangerWordsRecord(
        group.text("language"),
        group.text("call"),
        {name: _parsed(group, [text for text in group.texts(name) if text.isascii()]) for name in names},
        {name: [text for text in group.texts(name) if not text.isascii()] for name in names},
    )


def _suggestion(group: Group, texts: dict[str, str], passages: Sequence[Passage]) -> SuggestionRecord:
    start, _ = locate_quote(group, texts)
    passage = passages[passage_row(group, passages, start)]
    return SuggestionRecord(passage.id, passage.start, group.offered())


def _asked_in_headings(documents: Sequence[Document], passages: Sequence[Passage]) -> list[SuggestionRecord]:
    asked = [heading for heading in headings_over(documents, passages) if heading.asks and heading.text.endswith("?")]
    over = [passages[heading.passage] for heading in asked]
    return [
        SuggestionRecord(passage.id, passage.start, {passage.language: heading.text})
        for heading, passage in zip(asked, over, strict=True)
    ]


def _patterns(group: Group, name: str = "patterns") -> list[Pattern]:
    return _parsed(group, group.texts(name))


def _parsed(group: Group, patterns: Sequence[str]) -> list[Pattern]:
    try:
        return [parse_pattern(pattern) for pattern in patterns]
    except PatternError as error:
        raise group.error(str(error)) from error


def _require_notice(group: Group, name: str, notices: dict[str, Texts], language: str) -> None:
    if missing := missing_notices(name, notices, [language]):
        raise group.error(missing)


def _english(groups: Iterable[Group]) -> list[str]:
    wordings = [wording for group in groups for wording in group.wordings().get("en", ())]
    names = [name for group in groups for name in group.texts("names")]
    patterns = [
        pattern.translate(_PATTERN_SIGNS)
        for group in groups
        for name in ("patterns", "named", "whole", "unanswered")
        for pattern in group.texts(name)
    ]
    return wordings + names + patterns


def _spanish_only(groups: Sequence[Group]) -> dict[str, int]:
    def uses(language: str) -> Counter[str]:
        texts = (wording for group in groups for wording in group.wordings().get(language, ()))
        return Counter(plain_word(word) for text in texts for word in text.lower().split() if word.isalpha())

    english = uses("en")
    return {word: count for word, count in sorted(uses("es").items()) if word not in english}

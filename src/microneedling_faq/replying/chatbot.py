"""The only way to an answer: `Chatbot.reply`. Doors render what it returns."""

import logging
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..corpus.notices import Notices, merge_texts
from ..encoder.model_files import Model, find_model
from ..encoder.onnx_encoder import QueryEncoder
from ..errors import SettingsError
from ..index.bundle import find_bundle
from ..index.reader import Index
from ..index_places import IndexPlace, beside, index_place
from ..paths import default_index, shipped, trained_folder
from ..query.cleaning import MAX_MESSAGE_CHARACTERS, clean, why_invalid
from ..query.language import detect_language
from ..retrieval.evidence import Reading
from ..safety.cautions import Cautions
from ..safety.signposts import Signposts
from ..settings import Settings
from ..settings_reading import check_notices, read_settings
from ..texts import Texts
from ..types import Hit, Passage, Quotation, QuotedCaution, Reply, SearchResult
from .answering_spans import near_entries
from .composition import Composer
from .content_version import Content, describe_content
from .explaining import explain
from .loading import open_parts
from .pipeline import Considered, consider
from .quoting import quote

MOST_FOUND = 5  # passages of a search, where nobody says how many
DEFAULTS = Settings()
SPOKEN_THERE = ("en", "es")  # in the country whose numbers are told where the settings name none

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chatbot:
    """Quotes passages of a corpus in reply to messages. Safe to call from many threads."""

    index: Index
    encoder: QueryEncoder
    notices: Notices
    settings: Settings
    signposts: Signposts
    cautions: Cautions
    content: Content
    composer: Composer
    corpus: Path  # the folder, or the one file, that the index was made of
    model: Model  # that the index was made with

    @classmethod
    def open(
        cls,
        corpus: Path | str | None = None,
        index: IndexPlace | str | None = None,
        *,
        model: str | None = None,
        settings: Settings | Path | str | None = None,
        bundle: Path | str | None = None,
    ) -> "Chatbot":
        """Load a chatbot; the shipped corpus and its index by default.

        :param corpus: A folder of documents, or one file.
        :param index: Where its index is or is to be built: a folder, or the address of a database (`postgresql://…`); beside
            the shipped corpus, or cached, if not named.
        :param model: A folder or hub id of a sentence-transformers model; the packaged one by default.
        :param bundle: The folder that `microneedling-faq bundle` wrote; stands for the three above.
        :param settings: What the operator set, or the file that says it; the defaults if left out.
        :raises FaqError: If the corpus, the index or the model cannot be used, the settings name a text that there is not, or
            want signed texts only and there are others.
        """
        if bundle:
            found_bundle = find_bundle(Path(bundle))
            corpus, index, model = found_bundle.corpus, found_bundle.index, str(found_bundle.model)
        corpus_folder = Path(corpus) if corpus else shipped("corpus")
        place = index_place(index) if isinstance(index, str) else index or default_index(corpus_folder)
        found = find_model(model, trained=trained_folder(corpus_folder, beside(place)))
        said = read_settings(Path(settings)) if isinstance(settings, str | Path) else settings
        return cls.with_model(corpus_folder, place, found, said or Settings())

    @classmethod
    def with_model(cls, corpus: Path, index: IndexPlace, model: Model, settings: Settings = DEFAULTS) -> "Chatbot":
        """Load a chatbot with a model that was found already, as `open` does."""
        return cls.from_parts(corpus, model, *open_parts(corpus, index, model), settings)

    @classmethod
    def from_parts(
        cls, corpus: Path, model: Model, loaded: Index, encoder: QueryEncoder, settings: Settings = DEFAULTS
    ) -> "Chatbot":
        """Make a chatbot of an index and an encoder that are loaded already.

        :raises SettingsError: As `open`.
        """
        notes = loaded.annotations
        check_notices(settings.notices, notes.notices)
        texts = merge_texts(notes.notices, settings.own_notices(loaded.language))
        notices = _fill_in(texts, settings, notes.languages)
        content = describe_content(notes, texts, settings.placeholders(), loaded.passages)
        if settings.require_signed:
            _require_signed(content, list(texts))
        if not settings.danger_signposts:
            _log.warning(
                "microneedling-faq: [care] danger_signposts is off: suicide, trouble breathing and the like are not heard"
            )
        if loaded.language not in SPOKEN_THERE and settings.country == DEFAULTS.country:
            _log.warning(
                "microneedling-faq: the texts are in language %s, the numbers for emergencies those of %s. Set [care] country",
                loaded.language,
                settings.country,
            )
        signposts = Signposts.from_annotations(notes, everywhere=settings.danger_signposts)
        cautions = Cautions(notes.cautions, notices)
        composer = Composer(loaded, notices, signposts, content)
        return cls(loaded, encoder, notices, settings, signposts, cautions, content, composer, corpus, model)

    def reply(self, message: str, history: Sequence[str] = (), *, as_typed: bool = False, language: str | None = None) -> Reply:
        """Answer one message.

        :param message: As the visitor typed it; anything at all.
        :param history: The visitor's earlier messages, oldest first.
        :param as_typed: Whether to search just these words: no earlier question, no spelling put right.
        :param language: Of the notices where the message itself does not tell, such as "es"; that of the corpus if left out.
        :raises TypeError: If the message is no text, or the history no list of texts.
        """
        _check_types(message, history)
        query = clean(message[: MAX_MESSAGE_CHARACTERS + 1])
        language = self.language_of(query, default=language)
        reason = why_invalid(message, query)
        if reason:
            return self.composer.reply(query[:MAX_MESSAGE_CHARACTERS], language, "invalid", f"general.invalid_{reason}")
        considered = self._consider(query, history, language, as_typed=as_typed)
        if considered.urgent and considered.signpost:
            reply = self.composer.point(query, language, "urgent", considered.signpost)
            notice = self.composer.with_call(reply.notice, query, language)
            if considered.carried and notice:  # whoever is safe cannot guess how to be answered again
                notice = f"{notice}\n\n{self.notices.text('general.until_safe', language)}"
            return replace(reply, notice=notice)
        reply = self.composer.compose(query, language, considered, partial(self._quoted, considered, language))
        suggestions = self.composer.suggestions(considered, reply, language, {query, *map(clean, history)})
        notice = reply.notice
        if considered.recalled:  # a danger told of before is said to be over: how to get help stays in sight once more
            notice = "\n\n".join(filter(None, (self.notices.text("general.after_danger", language), notice)))
        return replace(reply, notice=notice, suggestions=suggestions, understood_as=considered.understood_as)

    def reply_all(self, messages: Iterable[str], history: Sequence[str] = ()) -> list[Reply]:
        """Answer many messages on all cores, each for itself, in their order.

        :raises TypeError: As `reply`.
        """
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda message: self.reply(message, history), messages))

    async def reply_async(self, message: str, history: Sequence[str] = (), *, language: str | None = None) -> Reply:
        """Answer one message without holding up the event loop.

        :raises TypeError: As `reply`.
        """
        import asyncio  # which a question on the command line does not need

        return await asyncio.to_thread(self.reply, message, history, language=language)

    def search(self, query: str, *, limit: int = MOST_FOUND, language: str | None = None) -> SearchResult:
        """Find the passages nearest to a query, whether or not they answer it.

        :param limit: The most passages, 1 or more.
        :param language: As in `reply`.
        :raises ValueError: If the limit is below 1.
        :raises TypeError: As `reply`.
        """
        reply, reading = self.reply_and_reading(query, limit=limit, language=language)
        hits = reading.hits[:limit] if reading else ()
        return SearchResult(
            query=reply.query,
            kind=reply.kind,
            recommendation=reply.recommendation,
            passages=tuple(quote(hit, self.cautions_of(hit.passage, reply.language)) for hit in hits),
            notice=reply.notice,
            language=reply.language,
            signpost=reply.signpost,
            tier=reply.tier,
            content_version=reply.content_version,
            content_reviewed=reply.content_reviewed,
        )

    def reply_and_reading(
        self, query: str, *, limit: int = MOST_FOUND, language: str | None = None
    ) -> tuple[Reply, Reading | None]:
        """A reply, and what the same words mean with the passages nearest to them.

        The reading is `None` beside a danger, and in a language that is not known: there nothing may be shown.

        :raises ValueError: As `search`.
        :raises TypeError: As `reply`.
        """
        if limit < 1:
            raise ValueError(f"limit must be at least 1, got {limit}")
        reply = self.reply(query, language=language)
        spoken = self.language_of(reply.query, default=reply.language)
        silent = reply.kind in ("urgent", "invalid") or spoken not in self.index.annotations.read
        return reply, None if silent else self._consider(reply.query, (), spoken).reading

    def why(self, message: str, history: Sequence[str] = ()) -> str:
        """Explain a reply: what was read, which entries found it, the evidence, the probability and the bar."""
        query = clean(message[:MAX_MESSAGE_CHARACTERS])
        if not query:
            return "nothing to read"
        language = self.language_of(query)
        return explain(self._consider(query, history, language), self.index, self.signposts)

    def language_of(self, query: str, *, default: str | None = None) -> str:
        """The language of a cleaned message: one that has notices, or "other".

        :param default: Where the message does not tell; that of the corpus if left out.
        """
        home = self.index.language
        spoken = self.notices.texts.keys() | {home}
        default = default if default in spoken else home
        return detect_language(query, self.index.annotations.spanish_words, default=default, home=home, spoken=spoken)

    def cautions_of(self, passage: Passage, language: str = "en") -> tuple[QuotedCaution, ...]:
        """The corrections that must stand beside a passage wherever it is shown."""
        return self.cautions.on(passage, language)

    def _quoted(self, considered: Considered, language: str, hit: Hit) -> Quotation:
        readings = (considered.reading, *considered.needs)
        return quote(hit, self.cautions_of(hit.passage, language), near_entries(hit, readings, self.index))

    def _consider(self, query: str, history: Sequence[str], language: str, *, as_typed: bool = False) -> Considered:
        earlier = [clean(message[:MAX_MESSAGE_CHARACTERS]) for message in history]
        bar = self.settings.bar
        parts = (self.index, self.encoder, self.signposts)
        return consider(query, earlier, language, *parts, bar=bar, as_typed=as_typed)


def _fill_in(texts: dict[str, Texts], settings: Settings, languages: Sequence[str]) -> Notices:
    """The texts with what stands for their placeholders."""
    names = {"languages": ", ".join(texts.get(code, {}).get("page.language", code) for code in languages)}
    by_language = {code: settings.placeholders(texts[code]) for code in texts}
    return Notices(texts, settings.placeholders() | names, by_language, languages)


def _check_types(message: object, history: object) -> None:
    """Tell a caller's mistake at once, where it would else be answered as if it had been asked."""
    if not isinstance(message, str):
        raise TypeError(f"message must be a text (str), not {type(message).__name__}")
    if not isinstance(history, Sequence) or isinstance(history, str | bytes) or not all(isinstance(m, str) for m in history):
        raise TypeError(
            f"history must be a list of texts, the earliest message first, not {type(history).__name__}: ['…', '…']"
        )


def _require_signed(content: Content, languages: Sequence[str]) -> None:
    unsigned = content.unsigned_line(languages)
    if unsigned:
        raise SettingsError(
            f"settings: care.require_signed is true, but {unsigned}. Have them signed (microneedling-faq texts prints them), "
            "or set it to false"
        )

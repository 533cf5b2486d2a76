"""The only way to an answer: `Chatbot.reply`. Doors render what it returns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .care import choose_signpost
from .cleaning import MAX_MESSAGE_CHARACTERS, clean, why_invalid
from .conversation import in_context, is_bare_question, starts_new_subject, without_opening
from .decision import Decision, decide, is_clear
from .encoder import QueryEncoder
from .index import Index
from .language import detect_language
from .model import find_model
from .needs import split_halves, split_needs, windows_of
from .notices import Notices, merge_texts
from .opening import open_parts
from .paths import default_index, shipped
from .quoting import Cautions, quote
from .reading import Reading, read
from .retrieval import CANDIDATES
from .safety import Signposts
from .settings import Settings
from .types import Passage, QuotedCaution, Reply, ReplyKind, Target


@dataclass(frozen=True, slots=True)
class Chatbot:
    """Quotes passages of a corpus in reply to messages. Safe to call from many threads."""

    index: Index
    encoder: QueryEncoder
    notices: Notices
    settings: Settings
    signposts: Signposts
    cautions: Cautions

    @classmethod
    def open(
        cls,
        corpus: Path | str | None = None,
        index: Path | str | None = None,
        *,
        model: str | None = None,
        settings: Settings | None = None,
    ) -> "Chatbot":
        """Load a chatbot; the shipped corpus and its index by default.

        :param corpus: A folder of documents, or one file.
        :param index: Where its index is or is to be built; beside the shipped corpus, or cached, if not named.
        :param model: A folder or hub id of a sentence-transformers model; the packaged one by default.
        :param settings: What the operator set; the defaults if left out.
        :raises FaqError: If the corpus, the index or the model cannot be used.
        """
        settings = settings or Settings()
        corpus_folder = Path(corpus) if corpus else shipped("corpus")
        index_folder = Path(index) if index else default_index(corpus_folder)
        loaded, encoder = open_parts(corpus_folder, index_folder, find_model(model))
        notes = loaded.annotations
        notices = Notices(merge_texts(notes.notices, settings.notices), settings.placeholders())
        signposts = Signposts.from_records(notes.signposts, notes.lures)
        return cls(loaded, encoder, notices, settings, signposts, Cautions(notes.cautions, notices))

    def reply(self, message: str, history: Sequence[str] = ()) -> Reply:
        """Answer one message.

        :param message: As the visitor typed it; anything at all.
        :param history: The visitor's earlier messages, oldest first.
        """
        query = clean(message[: MAX_MESSAGE_CHARACTERS + 1])
        language = detect_language(query, self.index.annotations.spanish_words)
        reason = why_invalid(message, query)
        if reason:
            return self._reply(query[:MAX_MESSAGE_CHARACTERS], language, "invalid", f"general.invalid_{reason}")
        asked = without_opening(query)
        whole = self._read(asked, language)
        parts = [self._read(part, language) for part in split_needs(asked)]
        context = None if starts_new_subject(query) else in_context(whole.spelled, [clean(earlier) for earlier in history])
        joined = self._read(context, language) if context and (is_bare_question(query) or not is_clear(whole)) else None
        windows = [self._read(window, language) for window in windows_of(asked)]
        signpost = choose_signpost(self.signposts, [whole, *parts, *windows])
        if signpost and self.signposts.kinds[signpost] == "urgent":
            return self._reply(query, language, "urgent", f"signposts.{signpost}.text")
        if joined and not signpost:
            signpost = choose_signpost(self.signposts, [joined], kind="refer")
        halves = [] if parts or joined else [self._read(half, language) for half in split_halves(asked)]
        chosen, needs = (joined, []) if joined else (whole, parts or halves)
        referred = signpost is not None and signpost not in self.signposts.answered
        decision = decide(chosen, needs, referred=referred)
        return self._compose(query, language, signpost, decision, chosen.spelled if chosen.spelled != asked else None)

    def cautions_of(self, passage: Passage, language: str = "en") -> tuple[QuotedCaution, ...]:
        """The corrections that must stand beside a passage wherever it is shown."""
        return self.cautions.on(passage, language)

    def _read(self, text: str, language: str) -> Reading:
        return read(text, language, self.index, self.encoder, top_k=CANDIDATES)

    def _compose(self, query: str, language: str, signpost: str | None, decision: Decision, understood_as: str | None) -> Reply:
        kind: ReplyKind = "refer" if signpost else "answer"
        if decision.passages:
            notice = f"signposts.{signpost}.text" if signpost else None
            reply = self._reply(query, language, kind, notice)
            passages = tuple(quote(hit, self.cautions_of(hit.passage, language)) for hit in decision.passages)
            names = tuple(self.notices.text(f"topics.{topic.id}.name", language) for topic in decision.unsupported)
            return replace(reply, passages=passages, unsupported=names, understood_as=understood_as)
        if signpost:
            return self._reply(query, language, "refer", f"signposts.{signpost}.text")
        return replace(self._silent(query, language, decision.other), understood_as=understood_as)

    def _silent(self, query: str, language: str, other: Target | None) -> Reply:
        """A reply without passages, that says why."""
        if language == "other" or other is None:
            notice = "other_language" if language == "other" else "not_covered"
            return self._reply(query, language, "not_covered", f"general.{notice}")
        if other.kind == "small_talk":
            return self._reply(query, language, "small_talk", f"small_talk.{other.id}.text")
        if other.kind == "topic":
            reply = self._reply(query, language, "not_covered", f"topics.{other.id}.text")
            return replace(reply, unsupported=(self.notices.text(f"topics.{other.id}.name", language),))
        return self._reply(query, language, "not_covered", "general.off_topic")

    def _reply(self, query: str, language: str, kind: ReplyKind, notice: str | None) -> Reply:
        return Reply(
            query=query,
            kind=kind,
            language=language,
            notice=self.notices.text(notice, language) if notice else None,
            recommendation=self.notices.text("general.recommendation", language),
        )

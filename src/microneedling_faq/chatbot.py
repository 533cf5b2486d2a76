"""The only way to an answer: `Chatbot.reply`. Doors render what it returns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .cleaning import MAX_MESSAGE_CHARACTERS, clean, why_invalid
from .conversation import in_context
from .decision import Decision, decide_by_cosine, decide_by_vote
from .encoder import QueryEncoder
from .index import Index
from .lexical import tokenize
from .model import find_model
from .notices import Notices, merge_texts
from .opening import open_parts
from .paths import default_index, shipped
from .retrieval import CANDIDATES, rank_passages, search, vote
from .settings import Settings
from .types import Hit, Quotation, Reply, Target

NOTICE_TABLES = {"topic": "topics", "small_talk": "small_talk"}


@dataclass(frozen=True, slots=True)
class Chatbot:
    """Quotes passages of a corpus in reply to messages. Safe to call from many threads."""

    index: Index
    encoder: QueryEncoder
    notices: Notices
    settings: Settings
    worded: bool  # whether staff attached wordings, so that entries can vote

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
        :param index: Where its index is or is to be built; beside the shipped corpus or in the cache folder if not named.
        :param model: A folder or hub id of a sentence-transformers model; the packaged one by default.
        :param settings: What the operator set; the defaults if left out.
        :raises FaqError: If the corpus, the index or the model cannot be used.
        """
        settings = settings or Settings()
        corpus_folder = Path(corpus) if corpus else shipped("corpus")
        index_folder = Path(index) if index else default_index(corpus_folder)
        loaded, encoder = open_parts(corpus_folder, index_folder, find_model(model))
        worded = loaded.manifest.counts["wordings"] > 0
        texts = merge_texts(loaded.annotations.notices, settings.notices)
        return cls(loaded, encoder, Notices(texts, settings.placeholders()), settings, worded)

    def reply(self, message: str, history: Sequence[str] = ()) -> Reply:
        """Answer one message.

        :param message: As the visitor typed it; anything at all.
        :param history: The visitor's earlier messages, oldest first.
        """
        query = clean(message[: MAX_MESSAGE_CHARACTERS + 1])
        reason = why_invalid(message, query)
        if reason:
            return self._reply(query[:MAX_MESSAGE_CHARACTERS], "invalid", notice=self.notices.text(f"general.invalid_{reason}"))
        decision, understood_as = self._decide_in_context(query, [clean(earlier) for earlier in history])
        if decision.passages:
            quotations = tuple(_quote(hit) for hit in decision.passages)
            return self._reply(query, "answer", passages=quotations, understood_as=understood_as)
        return replace(self._without_passages(query, decision.other), understood_as=understood_as)

    def _decide_in_context(self, query: str, history: Sequence[str]) -> tuple[Decision, str | None]:
        """The decision for the bare message, or for the message in context where that finds more."""
        bare = self._decide(query)
        contextual = in_context(query, history)
        if contextual is None:
            return bare, None
        joined = self._decide(contextual)
        return (joined, contextual) if joined.probability > bare.probability else (bare, None)

    def _decide(self, query: str) -> Decision:
        found = search(self.index, self.encoder.embed([query]), tokenize([query])[0])
        hits = rank_passages(self.index, found, top_k=CANDIDATES)
        nearest = float(found.cosines[0])
        if not self.worded:
            return decide_by_cosine(hits, nearest)
        votes = vote(self.index, found)
        return decide_by_vote(_rank_by_vote(hits, votes), votes, nearest)

    def _without_passages(self, query: str, other: Target | None) -> Reply:
        if other is None or other.kind == "passage":
            return self._reply(query, "not_covered", notice=self.notices.text("general.not_covered"))
        if other.kind == "small_talk":
            return self._reply(query, "small_talk", notice=self.notices.text(f"small_talk.{other.id}.text"))
        if other.kind == "topic":
            name = self.notices.text(f"topics.{other.id}.name")
            notice = self.notices.text(f"topics.{other.id}.text")
            return self._reply(query, "not_covered", notice=notice, unsupported=(name,))
        return self._reply(query, "not_covered", notice=self.notices.text("general.off_topic"))

    def _reply(self, query: str, kind: str, **fields: object) -> Reply:
        return Reply(query, kind, self.notices.text("general.recommendation"), **fields)  # type: ignore[arg-type]


def _rank_by_vote(hits: Sequence[Hit], votes: dict[Target, float]) -> list[Hit]:
    shares = [votes.get(hit.entry.target, 0.0) for hit in hits]
    order = sorted(range(len(hits)), key=lambda i: (-shares[i], hits[i].rank))
    return [replace(hits[i], score=round(shares[i], 4), rank=rank) for rank, i in enumerate(order, start=1)]


def _quote(hit: Hit) -> Quotation:
    passage, entry = hit.passage, hit.entry
    highlights: tuple[tuple[int, int], ...] = ()
    if entry.kind != "passage" and entry.start is not None and entry.end is not None:
        highlights = ((entry.start - passage.start, min(entry.end, passage.end) - passage.start),)
    return Quotation(
        document=passage.document,
        title=passage.title,
        paragraphs=passage.paragraphs,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        highlights=highlights,
        score=hit.score,
        sha256=passage.sha256,
        author=passage.author,
        reviewed=passage.reviewed,
    )

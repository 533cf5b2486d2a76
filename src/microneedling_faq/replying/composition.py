"""What was decided about a message -> its reply: notice, passages, what finds no answer, suggestions; pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..corpus.notices import Notices
from ..corpus.small_talk import plain
from ..index.reader import Index
from ..query.language import OTHER_LANGUAGE, which_language
from ..safety.signposts import Signposts
from ..types import Hit, Quotation, Reply, ReplyKind, Target
from .content_version import Content
from .pipeline import Considered

MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Composer:
    """Puts replies together from the fixed texts of a corpus."""

    index: Index
    notices: Notices
    signposts: Signposts
    content: Content

    def compose(self, query: str, language: str, considered: Considered, quoted: Callable[[Hit], Quotation]) -> Reply:
        """The reply to what was considered, unless it is urgent.

        :param quoted: Makes the quotation of a passage.
        """
        signpost, decision = considered.signpost, considered.decision
        talk = self.index.annotations.small_talk.get(plain(query))
        if talk and not signpost:
            return self.reply(query, language, "small_talk", f"small_talk.{talk}.text")
        names = tuple(self.notices.text(f"topics.{topic.id}.name", language) for topic in decision.unsupported)
        readable = language in self.index.annotations.read  # of others the encoder knows the words too little to answer them
        if decision.passages and readable:
            reply = self.point(query, language, "refer", signpost) if signpost else self.reply(query, language, "answer", None)
            return replace(reply, passages=tuple(map(quoted, decision.passages)), unsupported=names)
        if signpost:
            return replace(self.point(query, language, "refer", signpost), unsupported=names)
        return self._silent(query, language, decision.other, names)

    def suggestions(self, considered: Considered, reply: Reply, language: str, asked: set[str]) -> tuple[str, ...]:
        """Questions that the corpus answers near this one, none of them asked before or about what is shown already."""
        shown = {f"{quotation.document}:{quotation.start}-{quotation.end}" for quotation in reply.passages}  # `Passage.id`
        ranks = {hit.passage.id: hit.rank for hit in considered.reading.hits}
        offered = self.index.annotations.suggestions
        records = [each for each in offered if each.passage not in shown and asked.isdisjoint(each.texts.values())]
        near = sorted(records, key=lambda record: ranks.get(record.passage, len(ranks) + 1))
        return tuple(record.text(language) for record in near[:MOST_SUGGESTIONS])

    def _silent(self, query: str, language: str, other: Target | None, names: tuple[str, ...]) -> Reply:
        """A reply without passages, that says why.

        :param names: Of all topics that the message clearly asks about.
        """
        unread = language not in self.index.annotations.read
        if unread or other is None:
            notice = "other_language" if unread else "not_covered"
            reply = self.reply(query, language, "not_covered", f"general.{notice}")
            return replace(reply, notice=self.with_call(reply.notice, query, language))
        if other.kind == "small_talk":
            return self.reply(query, language, "small_talk", f"small_talk.{other.id}.text")
        if other.kind == "topic":
            reply = self.reply(query, language, "not_covered", f"topics.{other.id}.text")
            own = self.notices.text(f"topics.{other.id}.name", language)
            return replace(reply, unsupported=tuple(dict.fromkeys((own, *names))))
        return self.reply(query, language, "not_covered", "general.off_topic")

    def point(self, query: str, language: str, kind: ReplyKind, signpost: str) -> Reply:
        """A reply that points to care."""
        reply = self.reply(query, language, kind, f"signposts.{signpost}.text")
        return replace(reply, signpost=signpost, tier=self.signposts.tiers[signpost])

    def with_call(self, notice: str | None, query: str, language: str) -> str | None:
        """A notice and, for a message in a language that has none, the number to call in that language."""
        other = which_language(query) if language == OTHER_LANGUAGE else None
        call = self.signposts.call_in(query, other, spoken=language)
        return f"{notice}\n\n{self.notices.filled(call)}" if notice and call else notice

    def reply(self, query: str, language: str, kind: ReplyKind, notice: str | None) -> Reply:
        """A reply of a kind with nothing but its notice and the standing advice.

        :param notice: Key of the text, if it has one.
        """
        spoken = self.index.language if language == OTHER_LANGUAGE else language
        advice = "general.recommendation_urgent" if kind == "urgent" else "general.recommendation"
        return Reply(
            query=query,
            kind=kind,
            language=spoken,
            notice=self.notices.text(notice, language) if notice else None,
            recommendation=self.notices.text(advice, language),
            content_version=self.content.version,
            content_reviewed=self.content.reviewed(spoken),
        )

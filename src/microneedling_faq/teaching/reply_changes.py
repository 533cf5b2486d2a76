"""What a change does to the replies to recorded questions; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ..evaluation.question_files import Question
from ..evaluation.reply_measures import score_reply
from ..training.comparison import LOWER_IS_BETTER
from ..types import Reply


@dataclass(frozen=True, slots=True)
class ReplyChange:
    """A question that gets another reply."""

    question: Question
    before: Reply
    after: Reply
    worse: tuple[str, ...]  # the measures that fall; empty where the new reply is as right as the old one


def compare_replies(
    questions: Sequence[Question], before: Sequence[Reply], after: Sequence[Reply], *, new: Collection[str] = ()
) -> list[ReplyChange]:
    """The questions whose replies differ, those that get worse first.

    :param new: Ids of documents that recorded questions cannot know: their paragraphs are none of those that a question names.
    """
    changes = []
    for question, old, now in zip(questions, before, after, strict=True):
        if _shown(old) != _shown(now):
            changes.append(ReplyChange(question, old, now, _worse(question, _known(old, new), _known(now, new))))
    return sorted(changes, key=lambda change: not change.worse)


def _shown(reply: Reply) -> tuple[object, ...]:
    """What a visitor is shown, apart from scores and highlights."""
    return reply.kind, reply.notice, reply.unsupported, [(each.document, each.text) for each in reply.passages]


def _known(reply: Reply, new: Collection[str]) -> Reply:
    passages = tuple(replace(each, paragraphs=()) if each.document in new else each for each in reply.passages)
    return replace(reply, passages=passages)


def _worse(question: Question, before: Reply, after: Reply) -> tuple[str, ...]:
    if question.either_ok:
        return ()
    old, new = score_reply(question, before), score_reply(question, after)
    return tuple(name for name in old if _fell(name, old, new))


def _fell(name: str, old: Mapping[str, float | None], new: Mapping[str, float | None]) -> bool:
    before, after = old[name], new[name]
    if before is None or after is None:
        return False
    return after > before if name in LOWER_IS_BETTER else after < before


def describe(change: ReplyChange) -> str:
    """A changed reply in a line: the question, what it gets now, what it would get."""
    worse = f" — worse: {', '.join(change.worse)}" if change.worse else ""
    return f"“{change.question.question}”: {in_words(change.before)} → {in_words(change.after)}{worse}"


def in_words(reply: Reply) -> str:
    """What a reply gives, in a few words."""
    places = [f"{each.document} {','.join(map(str, each.paragraphs))}" for each in reply.passages]
    about = (
        [f"signpost {reply.signpost}"]
        if reply.signpost
        else [f"about {', '.join(reply.unsupported)}"] * bool(reply.unsupported)
    )
    return (
        f"{reply.kind.replace('_', ' ')} ({'; '.join([*places, *about])})" if places or about else reply.kind.replace("_", " ")
    )

"""What visitors asked and did not get, grouped by meaning, most wanted first; pure.

A question is shown only when it, or its group, came from enough visits: what one person asked could tell who they are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..corpus.notices import DEFAULT_LANGUAGE
from ..types import Embeddings
from .grouping import group_by_meaning
from .questions import KeptQuestion

WEEKS = 8  # of the trend
MOST_EXAMPLES = 5
MOST_TEXTS = 1_500  # different ones that are grouped, in seconds; of more, the rarest are left out

Embed = Callable[[Sequence[str]], Embeddings]
Topics = Mapping[str, str]
"""The name of a topic, in any language -> its id, so that "price" and "precio" are one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same, and were not answered, or not well."""

    title: str  # the topic's name, or what was asked most
    topic: str | None  # its id, where the questions are about a topic that the corpus does not cover
    questions: int
    visits: int
    weeks: tuple[int, ...]  # questions in each of the last `WEEKS` weeks, oldest first
    not_helpful: int  # how many were answered, and the visitor said that it did not help
    examples: tuple[str, ...]  # in visitors' words, what was asked most first

    @property
    def trend(self) -> int:
        """Questions of the last four weeks less those of the four before."""
        half = len(self.weeks) // 2
        return sum(self.weeks[half:]) - sum(self.weeks[:half])


def find_gaps(questions: Iterable[KeptQuestion], embed: Embed, topics: Topics, *, today: date, least_visits: int) -> list[Gap]:
    """The gaps that enough visits have met, most wanted first.

    :param embed: (n, dimensions) rows L2-normalised of n texts.
    :param least_visits: As in `Settings`.
    """
    about_topics: dict[str, list[KeptQuestion]] = {}
    others: list[KeptQuestion] = []
    for question in filter(_is_wanting, questions):
        for topic in {topics.get(name, name) for name in question.unsupported}:
            about_topics.setdefault(topic, []).append(question)
        if not question.unsupported:
            others.append(question)
    names = {topic: name for name, topic in reversed(list(topics.items()))}
    gaps = [_gap(group, today, topic=topic, name=names.get(topic, topic)) for topic, group in about_topics.items()]
    gaps += [_gap(group, today) for group in _grouped(others, embed)]
    seen = (gap for gap in gaps if gap.visits >= least_visits)
    return sorted(seen, key=lambda gap: (-gap.visits, -gap.questions, gap.title))


def topics_by_name(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The name of each topic in each language -> its id; those in English, which the desk speaks, first.

    :param texts: Language -> key -> text, as in `Notices`.
    """
    languages = sorted(texts, key=lambda code: (code != DEFAULT_LANGUAGE, code))
    keys = ((key, text) for language in languages for key, text in texts[language].items())
    return {text: key.split(".")[1] for key, text in keys if key.startswith("topics.") and key.endswith(".name")}


def _is_wanting(question: KeptQuestion) -> bool:
    return question.kind == "not_covered" or bool(question.unsupported) or question.verdict == "not_helpful"


def _grouped(questions: Sequence[KeptQuestion], embed: Embed) -> Iterator[list[KeptQuestion]]:
    by_text: dict[str, list[KeptQuestion]] = {}
    for question in questions:
        by_text.setdefault(" ".join(question.text.casefold().split()), []).append(question)
    same = sorted(by_text.values(), key=len, reverse=True)[:MOST_TEXTS]
    if not same:
        return
    embeddings = embed([each[0].text for each in same])
    for rows in group_by_meaning(embeddings, [len(each) for each in same]):
        yield [question for row in rows for question in same[row]]


def _gap(questions: Sequence[KeptQuestion], today: date, *, topic: str | None = None, name: str = "") -> Gap:
    texts = Counter(question.text for question in questions)
    examples = tuple(text for text, _ in texts.most_common(MOST_EXAMPLES))
    weeks = Counter((today - question.day) // timedelta(weeks=1) for question in questions)
    return Gap(
        title=name or examples[0],
        topic=topic,
        questions=len(questions),
        visits=len({question.visit for question in questions}),
        weeks=tuple(weeks[ago] for ago in reversed(range(WEEKS))),
        not_helpful=sum(question.verdict == "not_helpful" for question in questions),
        examples=examples,
    )

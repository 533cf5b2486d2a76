"""Measures before and after a training, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..encoder.model_files import Model
from ..evaluation.question_files import read_questions
from ..evaluation.ranking_measures import Measure
from ..evaluation.reply_measures import measure_replies
from ..replying.chatbot import Chatbot

LOWER_IS_BETTER = frozenset({"wrongly_answered", "urgent_false_alarms", "refer_false_alarms", "unsafe"})

Measures = Mapping[str, Mapping[str, Measure]]  # name of a file -> name of a measure -> measure


@dataclass(frozen=True, slots=True)
class Comparison:
    """The measures of question files before and after."""

    before: Measures
    after: Measures

    def fallen(self) -> list[str]:
        """The measures that are worse over all files together, by more than one question."""
        names = dict.fromkeys(name for measures in self.before.values() for name in measures)
        return [name for name in names if _fell(name, _sum(self.before, name), _sum(self.after, name))]

    def to_json(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Name of a file -> name of a measure -> what it was before, what it is after, and of how many questions."""
        return {
            file: {
                name: {"before": old.value, "after": self.after[file][name].value, "n": old.n}
                for name, old in measures.items()
                if old.value is not None
            }
            for file, measures in self.before.items()
        }

    def to_table(self) -> str:
        """A line for each file and measure: before, after."""
        lines = [f"{'file':20} {'measure':20} {'before':>8} {'after':>8} {'n':>6}"]
        for file, measures in self.before.items():
            for name, old in measures.items():
                if old.value is not None:
                    lines.append(f"{file:20} {name:20} {old.value:8.3f} {self.after[file][name].value:8.3f} {old.n:6}")
        return "\n".join(lines)


def measure_chatbot(corpus: Path, index: Path, model: Model, questions: Sequence[Path]) -> Measures:
    """Reply to every question of some files and measure the replies."""
    if not questions:
        return {}
    chatbot = Chatbot.with_model(corpus, index, model)
    measured = {}
    for path in questions:
        asked = read_questions(path)
        replies = [chatbot.reply(question.question, question.history) for question in asked]
        measured[path.stem] = measure_replies(asked, replies).overall.measures
    return measured


def _sum(measures: Measures, name: str) -> float:
    return sum(each[name].numerator for each in measures.values())


def _fell(name: str, before: float, after: float) -> bool:
    return (after - before if name in LOWER_IS_BETTER else before - after) > 1

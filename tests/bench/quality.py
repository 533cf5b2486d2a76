"""Quality on the question files: measures with intervals, each part of the pipeline switched off in turn, and the bar's curve.

    python tests/bench/quality.py [QUESTIONS.jsonl ...]

Prints Markdown and writes quality.md and quality.png into tests/bench/results. A part is switched off by putting a plainer
function in its place, here only; the program has no such switches.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot

from microneedling_faq import Chatbot
from microneedling_faq.evaluation.question_files import Question, read_questions
from microneedling_faq.evaluation.ranking_measures import Measure
from microneedling_faq.evaluation.reply_measures import measure_replies

HERE = Path(__file__).parent
RESULTS = HERE / "results"
OWN_FILES = [HERE.parent / "questions" / name for name in ("visitors.jsonl", "heldout.jsonl", "safety.jsonl")]
SHOWN = (
    "hit@1",
    "hit@3",
    "answered",
    "wrongly_answered",
    "coverage",
    "urgent_recall",
    "urgent_false_alarms",
    "refer_recall",
    "refer_false_alarms",
)
PACKAGE = "microneedling_faq"
PARTS_OFF = {
    "all parts": {},
    "no spelling": {f"{PACKAGE}.retrieval.evidence.corrected": lambda text, *_, **__: text},
    "no word bonus": {f"{PACKAGE}.retrieval.voting.WORD_BONUS": 0.0},
    "nearest entry alone": {f"{PACKAGE}.retrieval.voting.VOTE_TEMPERATURE": 0.001},
    "vote alone, no head": {f"{PACKAGE}.retrieval.target_classifier.HEAD_WEIGHT": 0.0},
    "head alone, no vote": {f"{PACKAGE}.retrieval.target_classifier.HEAD_WEIGHT": 1.0},
    "one need a message": {
        f"{PACKAGE}.query.search_texts.split_needs": lambda _: [],
        f"{PACKAGE}.query.search_texts.split_items": lambda _: [],
    },
    "no items": {f"{PACKAGE}.query.search_texts.split_items": lambda _: []},
    "no context": {f"{PACKAGE}.query.search_texts.leans_on_context": lambda _: False},
    "no courtesies taken off": {f"{PACKAGE}.query.search_texts.without_courtesies": lambda message: message},
    "no opening taken off": {f"{PACKAGE}.query.search_texts.without_opening": lambda message: message},
    "no lead taken off": {f"{PACKAGE}.query.search_texts.without_lead": lambda message: message},
    "no lures": {f"{PACKAGE}.safety.signposts.Signposts.lures": lambda *_: set()},
    "no respellings": {f"{PACKAGE}.safety.signposts.respellings": lambda *_: ()},
    "nothing is over": {f"{PACKAGE}.safety.signpost_choice.what_is_over": lambda _: []},
    "signposts by meaning only": {f"{PACKAGE}.safety.signposts.Signposts.hear": lambda *_: (set(), set())},
    "signposts by patterns only": {f"{PACKAGE}.safety.signpost_choice._meant": lambda *_, **__: set()},
}
BARS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@contextmanager
def replaced(parts: dict[str, object]) -> Iterator[None]:
    if not parts:
        yield
        return
    (name, plainer), *rest = parts.items()
    with patch(name, plainer), replaced(dict(rest)):
        yield


def measured(chatbot: Chatbot, questions: Sequence[Question]) -> dict[str, Measure]:
    replies = [chatbot.reply(question.question, question.history) for question in questions]
    return dict(measure_replies(questions, replies).overall.measures)


def cell(measure: Measure) -> str:
    if measure.value is None:
        return "-"
    low, high = measure.to_json()["interval"]
    return f"{measure.value:.3f} ({low:.2f}-{high:.2f})"


def row(name: str, cells: Sequence[str]) -> str:
    return "| " + " | ".join([name, *cells]) + " |"


def files_table(chatbot: Chatbot, files: Sequence[Path]) -> list[str]:
    lines = [row("questions", ["n", *SHOWN, "unsafe"]), row("---", ["---:"] * (len(SHOWN) + 2))]
    for path in files:
        questions = read_questions(path)
        values = measured(chatbot, questions)
        unsafe = f"{values['unsafe'].numerator:.0f}"
        lines.append(row(path.name, [str(len(questions)), *(cell(values[name]) for name in SHOWN), unsafe]))
    return lines


def ablation_table(chatbot: Chatbot, questions: Sequence[Question]) -> list[str]:
    lines = [row("switched off", list(SHOWN)), row("---", ["---:"] * len(SHOWN))]
    for name, parts in PARTS_OFF.items():
        with replaced(parts):
            values = measured(chatbot, questions)
        shown = (values[measure].value for measure in SHOWN)
        lines.append(row(name, ["-" if value is None else f"{value:.3f}" for value in shown]))
        print(lines[-1], file=sys.stderr)
    return lines


def draw_curve(chatbot: Chatbot, questions: Sequence[Question], path: Path) -> None:
    answered, wrong = [], []
    for bar in BARS:
        values = measured(replace(chatbot, settings=replace(chatbot.settings, bar=bar)), questions)
        answered.append(values["answered"].value)
        wrong.append(values["wrongly_answered"].value)
    figure, axes = pyplot.subplots(figsize=(6, 4), layout="constrained")
    axes.plot(wrong, answered, marker="o")
    for bar, x, y in zip(BARS, wrong, answered, strict=True):
        axes.annotate(f"{bar:g}", (x, y), textcoords="offset points", xytext=(4, -10), fontsize=7)
    axes.set(xlabel="wrongly answered (of the not covered)", ylabel="answered (of the covered)", title="Moving the bar")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=[path for path in OWN_FILES if path.is_file()])
    files = parser.parse_args().files
    chatbot = Chatbot.open()
    blind = [question for path in files if path.name != "safety.jsonl" for question in read_questions(path)]
    lines = [*files_table(chatbot, files), "", *ablation_table(chatbot, blind)]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "quality.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw_curve(chatbot, blind, RESULTS / "quality.png")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

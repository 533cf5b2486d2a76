"""The trained decision on a public set: CLINC150, whose training questions become the wordings of 150 answers.

    python -m tests.bench.intents [--data DIR]

Trains as `microneedling-faq index train` does, asks all test questions as visitors do, and sets the share of questions in
scope that get their intent's answer, and of those out of scope that get none, beside what was published (Larson et al. 2019,
"An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction", table 2: BERT with a threshold).
Prints Markdown and writes intents.md into tests/bench/results. The set is used for measuring only.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from microneedling_faq import Chatbot
from microneedling_faq.evaluation.ranking_measures import bootstrap_interval
from microneedling_faq.replying.decision import ANSWER_BAR
from microneedling_faq.settings import Settings
from microneedling_faq.training.train import train

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "datasets"
PUBLISHED = (0.962, 0.523)  # in-scope accuracy, out-of-scope recall
BARS = (0.2, 0.3, ANSWER_BAR, 0.5, 0.6, 0.7, 0.8, 0.9)


def answer(intent: str) -> str:
    return f"This answers {intent.replace('_', ' ')}."


def write_corpus(folder: Path, records: list[dict[str, str]]) -> int:
    """A section for each intent, with its training questions as wordings; gives how many."""
    questions: dict[str, list[str]] = {}
    for record in records:
        questions.setdefault(record["title"], []).append(record["text"])
    text = "\n\n".join(f"## {intent}\n\n{answer(intent)}" for intent in questions)
    folder.mkdir()
    (folder / "intents.md").write_text(f"---\ntitle: Intents\n---\n\n{text}\n", encoding="utf-8")
    groups = [
        f'[[answers]]\ndocument = "intents"\nquote = "{answer(intent)}"\n'
        f"wordings.en = {json.dumps(texts, ensure_ascii=False)}\n"
        for intent, texts in questions.items()
    ]
    (folder / "wordings.toml").write_text("\n".join(groups), encoding="utf-8")
    return len(questions)


def measure(chatbot: Chatbot, queries: list[dict[str, str]]) -> tuple[list[float], list[float]]:
    """Whether each question in scope got its intent first, and each out of scope got nothing."""
    right, silent = [], []
    for query in tqdm(queries, desc=f"bar {chatbot.settings.bar:g}", unit="question", leave=False):
        passages = chatbot.reply(query["text"]).passages
        if query["answerable"]:
            right.append(float(bool(passages) and passages[0].text == answer(query["intent"])))
        else:
            silent.append(float(not passages))
    return right, silent


def row(bar: float, right: list[float], silent: list[float]) -> str:
    cells = [f"{bar:g}" + (" (shipped)" if bar == ANSWER_BAR else "")]
    for scores in (right, silent):
        low, high = bootstrap_interval(scores)
        cells.append(f"{np.mean(scores):.3f} ({low:.3f}-{high:.3f})")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data / "clinc"
    records = [json.loads(line) for line in (data / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    queries = [json.loads(line) for line in (data / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch:
        corpus, index = Path(scratch) / "corpus", Path(scratch) / "index"
        intents = write_corpus(corpus, records)
        started = time.perf_counter()
        train(corpus, index, None, [])
        minutes = (time.perf_counter() - started) / 60
        chatbot = Chatbot.open(corpus, index)
        measured = [row(bar, *measure(replace(chatbot, settings=Settings(bar=bar)), queries)) for bar in BARS]
    lines = [
        "# CLINC150 with its training questions as wordings",
        "",
        f"{len(records)} wordings of {intents} answers, {len(queries)} questions asked as visitors do; trained in "
        f"{minutes:.0f} minutes on 2 cores. `python -m tests.bench.intents`",
        "",
        "| bar | in scope: the right answer first | out of scope: no answer |",
        "|---|---|---|",
        f"| published: BERT with a threshold | {PUBLISHED[0]} | {PUBLISHED[1]} |",
        *measured,
        "",
    ]
    (HERE / "results" / "intents.md").write_text("\n".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The calibration for corpora without wordings (`general.py`): fitted and measured anew on public questions.

    python tests/bench/general.py [--data DIR] [--splits N]

Asks the questions of SQuAD 2.0 (those whose paragraph was taken out are unanswerable) and CLINC150 (out of scope) as the
program does, fits on a random half of each, and reports on the other halves; then again on halves that share no paragraph and
no intent. Prints Markdown and writes general.md into tests/bench/results.
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from microneedling_faq import Chatbot
from microneedling_faq.evaluation.ranking_measures import bootstrap_interval
from microneedling_faq.index.calibration import Calibration, fit_calibration
from microneedling_faq.paths import cache_folder
from microneedling_faq.query.cleaning import clean
from microneedling_faq.query.language import detect_language
from microneedling_faq.replying.decision import GENERAL_BAR
from microneedling_faq.retrieval.evidence import read
from microneedling_faq.retrieval.general_calibration import GENERAL

HERE = Path(__file__).parent
RESULTS = HERE / "results"
DATA = HERE.parents[2] / "shared" / "datasets"
GOALS = {"squad2-missing-topic": 0.90, "clinc": 0.85}  # of the unanswerable refused at 5 % false refusals
FALSE_REFUSALS = 0.05
SHIPPED_SEED = 0  # of the halves that `GENERAL` was fitted on
ROUNDS = 2_000  # of the bootstrap

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of questions and what the program found for each."""

    texts: list[str]
    groups: npt.NDArray[np.str_]  # (n,) the paragraph or intent that is asked about
    answerable: Flags  # (n,)
    features: Numbers  # (n, n_features)


def ask(chatbot: Chatbot, queries: Path) -> Asked:
    """Read every question as the program reads it."""
    records = [json.loads(line) for line in queries.read_text(encoding="utf-8").splitlines()]
    features = []
    for record in tqdm(records, desc=queries.parent.name, unit="question", leave=False):
        text = clean(record["text"])
        language = detect_language(text, chatbot.index.annotations.spanish_words)
        features.append(read([text], language, chatbot.index, chatbot.encoder)[0].features)
    answerable = np.array([record["answerable"] for record in records])
    groups = np.array([_group(record) for record in records])
    return Asked([record["text"] for record in records], groups, answerable, np.array(features))


def _group(record: dict[str, str]) -> str:
    """The paragraph or the intent that is asked about; a question that is about none is a group of its own."""
    about = record.get("about") or record.get("intent", "oos")
    return record["id"] if about == "oos" else about


def open_chatbot(data: Path, name: str) -> Chatbot:
    """A chatbot on the corpus of a set; its index is kept in the user's cache, where making it takes a minute once."""
    kept = cache_folder() / "bench"
    (kept / name).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(data / name / "corpus.jsonl", kept / name / f"{name}.jsonl")
    return Chatbot.open(kept / name, kept / f"{name}-index")


def shipped_halves(sets: Sequence[Asked]) -> list[Flags]:
    """Which questions of each set `GENERAL` is fitted on, (n,) each: a random half."""
    random = np.random.default_rng(SHIPPED_SEED)
    return [random.random(len(asked.texts)) < 0.5 for asked in sets]


def half_of_groups(asked: Asked, seed: int) -> Flags:
    """The questions about a random half of the paragraphs or intents, (n,)."""
    groups = np.unique(asked.groups)
    chosen = np.random.default_rng(seed).permutation(groups)[: len(groups) // 2]
    return np.isin(asked.groups, chosen)


def fit(sets: Sequence[Asked], halves: Sequence[Flags]) -> Calibration:
    """Fit on a half of every set; each set, and in it either answer, weighs the same."""
    answered = np.concatenate([asked.answerable[half] for asked, half in zip(sets, halves, strict=True)])
    features = np.concatenate([asked.features[half] for asked, half in zip(sets, halves, strict=True)])
    weights = np.concatenate([_even_weights(asked.answerable[half]) for asked, half in zip(sets, halves, strict=True)])
    return fit_calibration(features, answered, names=GENERAL.names, weights=weights / weights.mean())


def _even_weights(answerable: Flags) -> npt.NDArray[np.float64]:
    return np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum())


def rounded(fitted: Calibration) -> Calibration:
    """The numbers as they are written down."""
    lists = ([round(value, 4) for value in values] for values in (fitted.means, fitted.scales, fitted.coefficients))
    return Calibration(fitted.names, *lists, round(fitted.intercept, 4), fitted.fitted_on)


def probabilities(calibration: Calibration, features: Numbers) -> Numbers:
    """The probability that the corpus answers each question, (n,)."""
    return np.array([calibration.probability(row) for row in features])


def bar_at(answerable: Numbers) -> float:
    """The bar that refuses 5 % of the answerable, from their probabilities."""
    return float(np.quantile(answerable, FALSE_REFUSALS))


def refused_share(answerable: Numbers, others: Numbers) -> tuple[float, float, float]:
    """The share of the unanswerable refused at 5 % false refusals, and its 95 % bootstrap interval, the bar drawn anew too.

    :param answerable: Probabilities of the answerable questions.
    :param others: Those of the unanswerable.
    """
    random = np.random.default_rng(0)
    drawn = [
        float((random.choice(others, len(others)) < bar_at(random.choice(answerable, len(answerable)))).mean())
        for _ in range(ROUNDS)
    ]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float((others < bar_at(answerable)).mean()), float(low), float(high)


def refused_table(names: Sequence[str], sets: Sequence[Asked], halves: Sequence[Flags], fitted: Calibration) -> list[str]:
    """What a calibration refuses at 5 % false refusals, on the halves it was not fitted on."""
    lines = [
        "| set | questions | refused at 5 % false refusals | goal | met | bar | bar on the fitted half |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, asked, half in zip(names, sets, halves, strict=True):
        found = probabilities(fitted, asked.features)
        share, low, high = refused_share(found[~half & asked.answerable], found[~half & ~asked.answerable])
        bars = [bar_at(found[part & asked.answerable]) for part in (~half, half)]
        met = "yes" if share >= GOALS[name] else "NO"
        cells = [
            name,
            str((~half).sum()),
            f"{share:.3f} ({low:.3f}-{high:.3f})",
            f">= {GOALS[name]:.2f}",
            met,
            *(f"{bar:.2f}" for bar in bars),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def splits_line(names: Sequence[str], sets: Sequence[Asked], splits: int) -> list[str]:
    """The same on other halves: how much of it is the luck of the split."""
    shares = []
    for seed in range(splits):
        halves = [half_of_groups(asked, seed) for asked in sets]
        found = [probabilities(fit(sets, halves), asked.features) for asked in sets]
        shares.append([_refused(each, asked, half) for each, asked, half in zip(found, sets, halves, strict=True)])
    told = zip(names, np.array(shares).T, strict=True)
    return [
        f"- {name}, {splits} splits by paragraph or intent: mean {each.mean():.3f}, {each.min():.3f} to {each.max():.3f}"
        for name, each in told
    ]


def _refused(found: Numbers, asked: Asked, half: Flags) -> float:
    bar = bar_at(found[~half & asked.answerable])
    return float((found[~half & ~asked.answerable] < bar).mean())


def operating_table(
    names: Sequence[str], sets: Sequence[Asked], halves: Sequence[Flags], chatbots: Sequence[Chatbot]
) -> list[str]:
    """What visitors meet: `Chatbot.reply` with the shipped calibration and bar, on the halves that were not fitted on."""
    lines = [f"| set, at the shipped bar {GENERAL_BAR:g} | unanswerable refused | answerable refused |", "|---|---|---|"]
    for name, asked, half, chatbot in zip(names, sets, halves, chatbots, strict=True):
        rows = np.flatnonzero(~half)
        replies = (chatbot.reply(asked.texts[row]) for row in tqdm(rows, desc=f"{name}, replies", unit="reply", leave=False))
        refused = np.array([not reply.passages for reply in replies])
        cells = [_share(refused[asked.answerable[rows] == wanted]) for wanted in (False, True)]
        lines.append(f"| {' | '.join([name, *cells])} |")
    return lines


def _share(flags: Flags) -> str:
    low, high = bootstrap_interval(flags.astype(float).tolist())
    return f"{flags.mean():.3f} ({low:.3f}-{high:.3f})"


def constants_table(fitted: Calibration) -> list[str]:
    """What the fit would store beside what `general.py` holds."""
    lines = ["| feature | mean | scale | coefficient | in general.py |", "|---|---|---|---|---|"]
    stored = zip(GENERAL.means, GENERAL.scales, GENERAL.coefficients, strict=True)
    found = zip(fitted.names, fitted.means, fitted.scales, fitted.coefficients, stored, strict=True)
    lines += [
        f"| {name} | {mean} | {scale} | {value} | {', '.join(map(str, held))} |" for name, mean, scale, value, held in found
    ]
    return [
        *lines,
        f"| intercept | | | {fitted.intercept} | {GENERAL.intercept} |",
        f"| fitted on | | | {fitted.fitted_on} | {GENERAL.fitted_on} |",
    ]


def main() -> None:
    """Ask, fit, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the two sets")
    parser.add_argument("--splits", type=int, default=20, help="other halves to fit on, to see the spread (default: 20)")
    arguments = parser.parse_args()
    names = list(GOALS)
    chatbots = [open_chatbot(arguments.data, name) for name in names]
    sets = [ask(chatbot, arguments.data / name / "queries.jsonl") for name, chatbot in zip(names, chatbots, strict=True)]
    halves = shipped_halves(sets)
    fitted = rounded(fit(sets, halves))
    lines = [
        "Fitted now:",
        "",
        *refused_table(names, sets, halves, fitted),
        "",
        *splits_line(names, sets, arguments.splits),
        "",
    ]
    lines += ["As shipped:", "", *refused_table(names, sets, halves, GENERAL), ""]
    lines += [*operating_table(names, sets, halves, chatbots), "", *constants_table(fitted)]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "general.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

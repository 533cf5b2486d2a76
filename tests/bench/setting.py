"""What all parts of the bench share: the data, the questions, and the index of the plain script."""

import json
from dataclasses import dataclass
from pathlib import Path

import faiss

from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.index.reader import load_index
from microneedling_faq.paths import cache_folder, shipped

from .measuring import ROOT, command


@dataclass(frozen=True, slots=True)
class Setting:
    """Where things are for one run."""

    data: Path
    results: Path
    rounds: int
    kept: Path  # in the user's cache: indexes and embeddings that take minutes to make
    model: str  # folder of the model, for the plain script
    plain_index: str
    plain_texts: str
    questions: str  # JSON list


def prepare(data: Path, results: Path, rounds: int) -> Setting:
    """Get everything ready that is not to be measured; the first question makes encoder and index if they are missing."""
    command("ask", "Does it help scars?")
    kept = cache_folder() / "bench"
    kept.mkdir(parents=True, exist_ok=True)
    results.mkdir(parents=True, exist_ok=True)
    index = load_index(shipped("index"))
    plain = faiss.IndexFlatIP(index.vectors.embeddings().shape[1])
    plain.add(index.vectors.embeddings())
    faiss.write_index(plain, str(kept / "plain.faiss"))
    _write(kept / "plain.json", [entry.text for entry in index.entries])
    lines = (ROOT / "tests" / "questions" / "visitors.jsonl").read_text(encoding="utf-8").splitlines()
    _write(kept / "questions.json", [json.loads(line)["question"] for line in lines[::4]])
    names = ("plain.faiss", "plain.json", "questions.json")
    return Setting(data, results, rounds, kept, str(find_model().folder), *(str(kept / name) for name in names))


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

"""Building an index: from nothing, after a change, and whether what is found in it is right."""

import json
import shutil
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from microneedling_faq.encoder.onnx_export import LOWEST_COSINE

from .measuring import Row, command, ours, reference, turns
from .setting import Setting

BUILT = 1_000  # documents
BUILD_BAR, CHANGE_BAR_S = 1.2, 3.0
DENSE, DENSE_REACH, COMBINED = 0.645, 0.003, 0.715  # nDCG@10 on SciFact; the first is published


def measure_build(setting: Setting) -> list[Row]:
    """Passages a second: a whole build against `SentenceTransformer.encode` alone, with its defaults."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = (setting.data / "scifact" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()[:BUILT]
        (folder / "corpus").mkdir()
        (folder / "corpus" / "scifact.jsonl").write_text("\n".join(lines), encoding="utf-8")
        records = [json.loads(line) for line in lines]
        texts = [f"{record['title']} {record['text']}".strip() for record in records]
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        built, encoded = str(folder / "built"), str(folder / "encoded")

        def build() -> float:
            shutil.rmtree(folder / "index", ignore_errors=True)
            return BUILT / float(ours("build", str(folder / "corpus"), str(folder / "index"), built).told["seconds"])

        def encode() -> float:
            done = reference("encode", setting.model, str(folder / "texts.json"), encoded)
            return BUILT / float(done.told["seconds"])

        mine, others = turns(min(setting.rounds, 3), build, encode)
        first, second = (np.fromfile(file, dtype=np.float32).reshape(BUILT, -1) for file in (built, encoded))
    cosine = float(np.einsum("ij,ij->i", first, second).min())
    fast = median(mine) >= BUILD_BAR * median(others)
    return [
        Row("index build, 1,000 abstracts of SciFact", "passages/s", "ratio >= 1.2", mine, others, fast),
        Row("… lowest cosine to sentence-transformers", "", f">= {LOWEST_COSINE}", [cosine], [], cosine >= LOWEST_COSINE),
    ]


def measure_change(setting: Setting) -> list[Row]:
    """One of 5,183 documents changed, then `index build`, from process start to end."""
    corpus, index = _scifact(setting)
    original = corpus.joinpath("scifact.jsonl").read_text(encoding="utf-8")
    seconds = []
    for number in range(setting.rounds):
        lines = original.splitlines()
        record = json.loads(lines[number])
        lines[number] = json.dumps(record | {"text": f"{record['text']} Changed in round {number}."})
        corpus.joinpath("scifact.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        seconds.append(command("index", "build", "--corpus", str(corpus), "--index", str(index)).seconds)
    corpus.joinpath("scifact.jsonl").write_text(original, encoding="utf-8")
    command("index", "build", "--corpus", str(corpus), "--index", str(index))
    meets = median(seconds) <= CHANGE_BAR_S
    return [Row("one of 5,183 documents changed, `index build`", "s", "<= 3 s", seconds, [], meets)]


def measure_quality(setting: Setting) -> list[Row]:
    """nDCG@10 on SciFact, by meaning alone and combined with words."""
    corpus, index = _scifact(setting)
    data = setting.data / "scifact"
    options = ["--queries", str(data / "queries.jsonl"), "--qrels", str(data / "qrels.tsv"), "--json"]
    measured = json.loads(command("evaluate", *options, "--corpus", str(corpus), "--index", str(index)).output)
    dense, combined = (measured[name]["nDCG@10"]["value"] for name in ("dense", "combined"))
    right = abs(dense - DENSE) <= DENSE_REACH
    return [
        Row("nDCG@10 on SciFact, by meaning", "", "0.645 ± 0.003", [dense], [], right),
        Row("nDCG@10 on SciFact, combined", "", ">= 0.715", [combined], [], combined >= COMBINED),
    ]


def _scifact(setting: Setting) -> tuple[Path, Path]:
    """Corpus and index of all of SciFact, kept in the user's cache; building the index takes minutes."""
    corpus, index = setting.kept / "scifact", setting.kept / "scifact-index"
    corpus.mkdir(exist_ok=True)
    shutil.copyfile(setting.data / "scifact" / "corpus.jsonl", corpus / "scifact.jsonl")
    command("index", "build", "--corpus", str(corpus), "--index", str(index))
    return corpus, index

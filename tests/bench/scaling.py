"""Search time and recall from a thousand to a million entries: real embeddings, jittered and normalised."""

import json
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import faiss
import numpy as np

from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.encoder.onnx_encoder import QueryEncoder, encoder_folder
from microneedling_faq.index.faiss_vectors import VectorIndex
from microneedling_faq.types import Embeddings

from .measuring import Row, ours
from .setting import Setting

SIZES = (1_000, 3_000, 10_000, 30_000, 50_000, 100_000, 300_000, 1_000_000)
JITTER = 0.5  # length of the noise added to an embedding of length 1
QUERIES, TOP_K, WANTED_RECALL = 500, 100, 0.97


@dataclass(frozen=True, slots=True)
class Scale:
    """What one size gave."""

    entries: int
    search: str  # kind of index
    search_ms: float  # p50
    exact_ms: float
    recall: float  # at 10, against exact
    build_s: float
    load_s: float


def measure_scale(setting: Setting) -> list[Row]:
    """Every size in turn; the row is that of the largest."""
    real, queries = _embedded(setting, "corpus"), _embedded(setting, "queries")
    queries = queries[:: len(queries) // QUERIES][:QUERIES]
    scales = []
    for size in SIZES:
        scales.append(_measure(_jittered(real, size), queries))
        print(f"{scales[-1]}", flush=True)
    (setting.results / "scale.json").write_text(
        json.dumps([asdict(each) for each in scales], indent=1) + "\n", encoding="utf-8"
    )
    encoding = _encoding_ms(setting)
    last = scales[-1]
    fast = last.search_ms <= median(encoding)
    return [
        Row("1,000,000 entries, search p50, against encoding a query", "ms", "ratio <= 1", [last.search_ms], encoding, fast),
        Row("… recall@10 against exact", "", ">= 0.97", [last.recall], [], last.recall >= WANTED_RECALL),
        Row("… load by memory map", "s", "none", [last.load_s], [], True),
        Row("… build", "s", "none", [last.build_s], [], True),
    ]


def _embedded(setting: Setting, name: str) -> Embeddings:
    """The embeddings of CLINC's corpus or queries, kept in the user's cache."""
    kept = setting.kept / f"clinc-{name}.npy"
    if not kept.exists():
        lines = (setting.data / "clinc" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        texts = setting.kept / "clinc-texts.json"
        texts.write_text(json.dumps([json.loads(line)["text"] for line in lines]), encoding="utf-8")
        ours("embed", str(texts), str(kept))
    return np.asarray(np.load(kept), dtype=np.float32)


def _jittered(real: Embeddings, size: int) -> Embeddings:
    random = np.random.default_rng(size)
    embeddings = np.empty((size, real.shape[1]), dtype=np.float32)
    for start in range(0, size, 50_000):
        rows = real[random.integers(len(real), size=min(50_000, size - start))]
        noisy = rows + random.normal(scale=JITTER / real.shape[1] ** 0.5, size=rows.shape)
        embeddings[start : start + len(rows)] = noisy / np.linalg.norm(noisy, axis=1, keepdims=True)
    return embeddings


def _measure(embeddings: Embeddings, queries: Embeddings) -> Scale:
    start = time.perf_counter()
    index = VectorIndex.from_embeddings(embeddings)
    build_s = time.perf_counter() - start
    exact = faiss.IndexFlatIP(embeddings.shape[1])
    exact.add(embeddings)
    nearest = exact.search(queries, 10)[1]
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder) / "vectors.faiss")
        start = time.perf_counter()
        loaded = VectorIndex.load(Path(folder) / "vectors.faiss")
        load_s = time.perf_counter() - start
        found = loaded.search(queries, TOP_K)[1][:, :10]
        recall = float(np.mean([np.isin(a, b).mean() for a, b in zip(nearest, found, strict=True)]))
        search_ms = _median_ms(loaded, queries)
    kind = str(loaded.parameters["search"])
    faiss.omp_set_num_threads(1)
    return Scale(len(embeddings), kind, search_ms, _median_ms(exact, queries[:100]), recall, build_s, load_s)


def _median_ms(index: VectorIndex | faiss.IndexFlatIP, queries: Embeddings) -> float:
    times = []
    for row in range(len(queries)):
        start = time.perf_counter()
        index.search(queries[row : row + 1], TOP_K)
        times.append(time.perf_counter() - start)
    return median(times) * 1000


def _encoding_ms(setting: Setting) -> list[float]:
    """Milliseconds to encode a query, its median in each round."""
    encoder = QueryEncoder.open(encoder_folder(find_model()))
    questions = json.loads(Path(setting.questions).read_text(encoding="utf-8"))[:100]
    encoder.embed_anew(questions[:5])
    medians = []
    for _ in range(setting.rounds):
        times = []
        for question in questions:
            start = time.perf_counter()
            encoder.embed_anew([question])
            times.append(time.perf_counter() - start)
        medians.append(median(times) * 1000)
    return medians

"""How an index grows, in a folder and in PostgreSQL: publishing, starting, finding and changing, from a size to the next.

    python -m tests.bench.growth [--sizes N …] [--database postgresql://…]

Each entry is a passage of twelve words, drawn as words are in texts (Zipf), with the embedding of a cluster and noise; so is a
query. Encoding is not measured, which takes the same time whatever the size. Each size runs in a process of its own, whose
memory is told, and in a database of its own. Writes growth.json and growth.png into tests/bench/results.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from uuid import uuid4

import numpy as np
import psycopg
from sqlalchemy import make_url

from builders import make_entry, make_passage
from microneedling_faq.index.compact_embeddings import half_precision
from microneedling_faq.index.engines import engine_of
from microneedling_faq.index.lexical import LexicalIndex, tokenize
from microneedling_faq.index.reader import Index, load_index
from microneedling_faq.index.writer import IndexParts
from microneedling_faq.index_places import DatabasePlace, IndexPlace, index_place
from microneedling_faq.paths import shipped
from microneedling_faq.retrieval.search import rank_passages, search
from microneedling_faq.types import Embeddings

from .measuring import percentile, run

RESULTS = Path(__file__).parent / "results"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
DIMENSIONS, CLUSTERS, NOISE = 384, 5_000, 0.7  # the noise as long as that, where a cluster's centre is 1 long
WORDS, WORDS_OF_A_TEXT, ZIPF = 50_000, 12, 1.07
QUERIES = 200


@dataclass(frozen=True, slots=True)
class Growth:
    """What one size gave in one engine."""

    engine: str
    entries: int
    publish_s: float
    peak_mib: float  # of the process that publishes; PostgreSQL's own is not in it
    size_mib: float  # on disk
    start_s: float
    start_mib: float  # resident, in a process that only loads and searches
    dense_ms: float  # p50, as all below that say nothing else
    lexical_ms: float
    reading_ms: float  # ranking, and reading what was ranked
    query_ms: float
    query_p99_ms: float
    recall: float  # at 10, against exact
    change_s: float  # one passage changed, published anew


def draw(count: int, seed: int) -> tuple[list[str], Embeddings]:
    """Texts and embeddings, (count, DIMENSIONS) float32, rows L2-normalised."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(0).normal(size=(CLUSTERS, DIMENSIONS)).astype(np.float32) / DIMENSIONS**0.5
    rows = centres[random.integers(CLUSTERS, size=count)]
    rows += random.normal(scale=NOISE / DIMENSIONS**0.5, size=rows.shape).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ranks = np.arange(1, WORDS + 1) ** -ZIPF
    words = random.choice(WORDS, size=(count, WORDS_OF_A_TEXT), p=ranks / ranks.sum())
    return [" ".join(f"w{word}" for word in line) for line in words.tolist()], rows


def make_parts(count: int) -> IndexParts:
    """An index of so many passages."""
    texts, rows = draw(count, seed=1)
    manifest, annotations = load_index(shipped("index")).manifest, load_index(shipped("index")).annotations
    return IndexParts(
        passages=[make_passage(text, start=row) for row, text in enumerate(texts)],
        entries=[make_entry(text, row=row) for row, text in enumerate(texts)],
        embeddings=half_precision(rows),
        lexical=LexicalIndex.from_texts(texts),
        annotations=annotations,
        calibration=None,
        target_vectors=None,
        model=manifest.model,
        model_sha256=manifest.model_sha256,
        chunking=manifest.chunking,
        corpus={"drawn": str(count)},
    )


def publish(count: int, place: IndexPlace) -> dict[str, float]:
    """Publish, then change one passage and publish again."""
    parts = make_parts(count)
    publish_s = _seconds(lambda: _write(parts, place))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    entries, passages, embeddings = list(parts.entries), list(parts.passages), parts.embeddings.copy()
    text = "w7 w99 w4711 is new"
    entries[count // 2], passages[count // 2] = make_entry(text, row=count // 2), make_passage(text, start=count // 2)
    embeddings[count // 2] = half_precision(draw(1, seed=3)[1])[0]
    lexical = LexicalIndex.from_texts([entry.text for entry in entries]) if isinstance(place, Path) else parts.lexical
    changed = replace(
        parts, entries=entries, passages=passages, embeddings=embeddings, lexical=lexical, corpus={"drawn": "again"}
    )
    return {"publish_s": publish_s, "peak_mib": peak, "change_s": _seconds(lambda: _write(changed, place))}


def query(count: int, place: IndexPlace) -> dict[str, float]:
    """Start, and search."""
    start = time.perf_counter()
    index = engine_of(place).load()
    start_s = time.perf_counter() - start
    texts, queries = draw(QUERIES, seed=2)
    tokens = tokenize(texts)
    index.vectors.search(queries[:1], 10)
    times = {
        "dense_ms": _times(lambda row: index.vectors.search(queries[row : row + 1], 100)),
        "lexical_ms": _times(lambda row: index.lexical.scores(tokens[row])),
    }
    found = [search(index, queries[row : row + 1], [tokens[row]])[0] for row in range(QUERIES)]
    times["reading_ms"] = _times(lambda row: rank_passages(index, found[row], top_k=100))
    index = engine_of(place).load()  # which remembers no passage yet
    times["query_ms"] = _times(lambda row: _find(index, queries[row : row + 1], tokens[row]))
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = np.array([index.vectors.search(queries[row : row + 1], 100)[1][0, :10] for row in range(QUERIES)])
    return {
        "start_s": start_s,
        "start_mib": resident,
        "query_p99_ms": percentile(times["query_ms"], 0.99),
        "recall": _recall(rows, queries, count),
        "size_mib": _size(place),
        **{name: median(each) for name, each in times.items()},
    }


def _find(index: Index, query_embedding: Embeddings, tokens: list[str]) -> None:
    rank_passages(index, search(index, query_embedding, [tokens])[0], top_k=100)


def _recall(rows: np.ndarray, queries: Embeddings, count: int) -> float:
    _, embeddings = draw(count, seed=1)
    exact = np.concatenate(
        [np.argsort(-(queries[at : at + 10] @ embeddings.T), axis=1)[:, :10] for at in range(0, QUERIES, 10)]
    )
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(exact, rows, strict=True)]))


def _write(parts: IndexParts, place: IndexPlace) -> None:
    engine = engine_of(place)
    with engine.writing():
        engine.write(parts)


def _size(place: IndexPlace) -> float:
    if isinstance(place, DatabasePlace):
        from microneedling_faq.index.postgresql.connection import open_database
        from microneedling_faq.index.postgresql.schema import SCHEMA

        tables = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind = 'r'"
        return float(open_database(place).fetch(tables, [SCHEMA])[0][0]) / 2**20
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 2**20


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _times(act: Callable[[int], object]) -> list[float]:
    """Milliseconds for each query."""
    return [1000 * _seconds(partial(act, row)) for row in range(QUERIES)]


def measure(engine: str, count: int, place: str) -> Growth:
    """One size in one engine, in two processes: one that publishes, and one that answers."""
    told: dict[str, float] = {}
    for task in ("publish", "query"):
        command = [sys.executable, "-m", "tests.bench.growth", "--task", task, "--sizes", str(count), "--database", place]
        told |= run(command).told
    return Growth(engine=engine, entries=count, **told)


@contextmanager
def _new_database(server: str) -> Iterator[str]:
    """The address of a database that is empty, and dropped in the end."""
    name = f"growth_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def draw_picture(measured: list[Growth], path: Path) -> None:
    """Query time, start and publishing by size, a line for each engine."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 4, figsize=(16, 4), layout="constrained")
    told = (
        ("query_ms", "a query, p50 (ms)"),
        ("start_s", "start (s)"),
        ("publish_s", "publish (s)"),
        ("size_mib", "size (MiB)"),
    )
    for axis, (name, title) in zip(axes, told, strict=True):
        for engine in sorted({each.engine for each in measured}):
            points = [(each.entries, getattr(each, name)) for each in measured if each.engine == engine]
            axis.plot(*zip(*points, strict=True), marker="o", label=engine)
        axis.set(xscale="log", yscale="log", xlabel="entries", title=title)
        axis.grid(alpha=0.3)
    axes[0].legend()
    figure.savefig(path, dpi=100)


def main() -> None:
    """Measure all sizes, or be the process of one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--database", help="address of a server whose database is empty; folders only if left out")
    parser.add_argument("--task", choices=("publish", "query"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        act = {"publish": publish, "query": query}[arguments.task]
        print(json.dumps(act(arguments.sizes[0], index_place(arguments.database))))
        return
    measured = []
    for count in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            measured.append(measure("FAISS in a folder", count, str(Path(folder) / "index")))
            print(measured[-1], flush=True)
        if arguments.database:
            with _new_database(arguments.database) as database:
                measured.append(measure("PostgreSQL with pgvector", count, database))
            print(measured[-1], flush=True)
        (RESULTS / "growth.json").write_text(json.dumps([asdict(each) for each in measured], indent=1) + "\n", encoding="utf-8")
        draw_picture(measured, RESULTS / "growth.png")


if __name__ == "__main__":
    main()

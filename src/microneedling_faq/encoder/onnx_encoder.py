"""The door to onnxruntime: embeds texts in milliseconds, without torch."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from ..checksums import hash_file, read_sealed
from ..paths import cache_folder
from ..types import Embeddings
from .model_files import Model

ENCODER_FORMAT = 4
MANIFEST = "encoder.json"
GRAPH, WEIGHTS, TOKENIZER = "encoder.onnx", "encoder.bin", "tokenizer.json"
REMEMBERED_TEXTS = 4096  # 6 MiB: people ask the same things again and again
QUERY_TOKENS = 64  # with 128 no measure of seven question files is another
BATCH_TOKENS = 256  # with padding; larger batches leave the processor's cache, and keep a core waiting for the last
MOST_PADDING = 16  # tokens of a batch; a pass of its own costs less than padding more
FEW_TEXTS = 32  # fewer are not worth waking the tokenizer's threads for, which on a busy machine takes milliseconds
# One thread a run: on two cores a second one spares a lone visitor 5 % of a reply and costs many visitors 9 % of their replies.
# (With threads that spin while they wait it spares more, but a busy machine then answers at half the speed.)
THREADS = 1


class EncoderDamagedError(Exception):
    """The cached encoder is not what was written; it is remade, so no user sees this."""


def encoder_folder(model: Model, below: Path | None = None) -> Path:
    """Where the encoder of a model is kept, under its fingerprint; another format's is left to the program that made it.

    :param below: The folder that holds it, if not the one in the cache.
    """
    return (below or cache_folder() / "encoders") / f"{model.fingerprint[:16]}-{ENCODER_FORMAT}"


class QueryEncoder:
    """Embeds texts with the ONNX export of the model that embedded the corpus. Safe to call from many threads."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        tokenizer: Tokenizer,
        max_tokens: int,
        *,
        remembered_texts: int = REMEMBERED_TEXTS,
    ) -> None:
        self._session = session
        self._dimensions: int = session.get_outputs()[0].shape[1]
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        self._memory = _Memory(remembered_texts)

    @classmethod
    def open(cls, folder: Path, *, remembered_texts: int = REMEMBERED_TEXTS) -> "QueryEncoder":
        """Load an encoder, its files' hashes checked while onnxruntime maps them.

        :param remembered_texts: The most texts whose embeddings are kept; 0 embeds every text anew.
        :raises FileNotFoundError: If there is none.
        :raises EncoderDamagedError: If it is not as it was written.
        """
        if not (folder / MANIFEST).exists():
            raise FileNotFoundError(folder / MANIFEST)
        try:
            manifest = read_sealed(folder / MANIFEST)
            if manifest["format"] != ENCODER_FORMAT:
                raise ValueError(f"format {manifest['format']}")
            with ThreadPoolExecutor(max_workers=1) as pool:
                hashes = pool.submit(lambda: {name: hash_file(folder / name) for name in manifest["files"]})
                session = _open_session(folder / GRAPH)
                tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            if hashes.result() != manifest["files"]:
                raise ValueError("a file has changed")
            return cls(session, tokenizer, int(manifest["max_tokens"]), remembered_texts=remembered_texts)
        except Exception as error:  # onnxruntime and tokenizers raise bare exceptions of many kinds on damaged files
            raise EncoderDamagedError(f"{folder}: {error}") from error

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Embed a few texts, such as the parts of a query, together; those met lately are not embedded again.

        Of a long one its beginning and its end are read, `QUERY_TOKENS` in all: nobody waits for a pasted letter.

        :return: (n, dimensions) float32, rows L2-normalised, in the order of `texts`.
        """
        known = {text: embedding for text in texts if (embedding := self._memory.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for text, embedding in zip(new, self._embed(new, most_tokens=QUERY_TOKENS), strict=True):
            self._memory.keep(text, embedding)
            known[text] = embedding
        return np.stack([known[text] for text in texts])

    def embed_anew(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """Embed any number of texts, in batches of like length, and remember none.

        :param progress: Whether to draw a bar on stderr.
        :return: (n, dimensions) float32, rows L2-normalised, in the order of `texts`.
        """
        return self._embed(texts, progress=progress)

    def _embed(self, texts: Sequence[str], *, most_tokens: int | None = None, progress: bool = False) -> Embeddings:
        few = len(texts) <= FEW_TEXTS
        encodings = map(self._tokenizer.encode, texts) if few else self._tokenizer.encode_batch(list(texts))
        lines = [_cut(encoding.ids, most_tokens) for encoding in encodings]
        embeddings = np.empty((len(texts), self._dimensions), dtype=np.float32)

        def embed_batch(rows: list[int]) -> int:
            embeddings[rows] = self._run([lines[row] for row in rows])
            return len(rows)

        batches = list(_batches([len(line) for line in lines]))
        if progress or not few:
            _on_all_cores(embed_batch, batches, total=len(texts), progress=progress)
        else:
            for rows in batches:
                embed_batch(rows)
        return embeddings

    def _run(self, lines: Sequence[Sequence[int]]) -> Embeddings:
        """Embed tokenised texts, the longest first, as one batch."""
        ids = np.zeros((len(lines), len(lines[0])), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, line in enumerate(lines):
            ids[row, : len(line)] = line
            mask[row, : len(line)] = 1
        (embeddings,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(embeddings, dtype=np.float32)


class _Memory:
    """The embeddings of the latest texts, by a digest of each: what people asked is not kept."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._embeddings: OrderedDict[bytes, Embeddings] = OrderedDict()

    def get(self, text: str) -> Embeddings | None:
        """The embedding of a text, (dimensions,); `None` if it is not remembered."""
        key = _digest(text)
        with self._lock:
            if key in self._embeddings:
                self._embeddings.move_to_end(key)
            return self._embeddings.get(key)

    def keep(self, text: str, embedding: Embeddings) -> None:
        """Remember an embedding, and forget the one not asked for longest if there are too many."""
        with self._lock:
            self._embeddings[_digest(text)] = embedding.copy()  # a row would keep its whole batch alive
            if len(self._embeddings) > self._size:
                self._embeddings.popitem(last=False)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _cut(ids: list[int], most: int | None) -> list[int]:
    """The tokens of a text, of a long one half of the most from its beginning and half from its end."""
    return ids if most is None or len(ids) <= most else [*ids[: most // 2], *ids[-(most // 2) :]]


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows in batches of at most `BATCH_TOKENS` with padding, the longest first, so that little is padded."""
    batch: list[int] = []
    padding = 0
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        padding += lengths[batch[0]] - lengths[row] if batch else 0
        if batch and ((len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS or padding > MOST_PADDING):
            yield batch
            batch, padding = [], 0
        batch.append(row)
    if batch:
        yield batch


def _on_all_cores(work: Callable[[list[int]], int], batches: Sequence[list[int]], *, total: int, progress: bool) -> None:
    """Work off batches, `work` giving the size of each, with a bar on stderr if wanted."""
    from tqdm import tqdm  # wanted by a build only

    with (
        ThreadPoolExecutor(os.cpu_count()) as pool,
        tqdm(total=total, desc="Embedding", unit="text", disable=not progress) as bar,
    ):
        for done in pool.map(work, batches):
            bar.update(done)


def _open_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its warnings are about graph rewriting and say nothing to a user
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # done when it was exported
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def optimise_graph(source: Path, target: Path) -> None:
    """Write an ONNX graph optimised."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # The highest level that holds on every processor: a cache folder may be shared.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])

"""The door to onnxruntime: embeds queries in milliseconds, without torch."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from .model import Model, hash_file
from .paths import cache_folder
from .sealed import read_sealed
from .types import Embeddings

ENCODER_FORMAT = 2
MANIFEST = "encoder.json"


class EncoderDamagedError(Exception):
    """The cached encoder is not what was written; it is remade, so no user sees this."""


def encoder_folder(model: Model) -> Path:
    """Where the encoder of a model is kept, under its weights' hash."""
    return cache_folder() / "encoders" / model.sha256[:16]


class QueryEncoder:
    """Embeds queries with the ONNX export of the model that embedded the corpus. Safe to call from many threads."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, max_tokens: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    @classmethod
    def open(cls, folder: Path) -> "QueryEncoder":
        """Load an encoder, its files' hashes checked while onnxruntime reads them.

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
                session = _open_session(folder / "encoder.onnx")
                tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            if hashes.result() != manifest["files"]:
                raise ValueError("a file has changed")
            return cls(session, tokenizer, int(manifest["max_tokens"]))
        except Exception as error:  # onnxruntime and tokenizers raise bare exceptions of many kinds on damaged files
            raise EncoderDamagedError(f"{folder}: {error}") from error

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts one by one, without padding.

        :return: (n, dimensions) float32, rows L2-normalised, in the order of `texts`.
        """
        return np.concatenate([self._embed_one(text) for text in texts])

    def _embed_one(self, text: str) -> Embeddings:
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        (embedding,) = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return np.asarray(embedding, dtype=np.float32)


def _open_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # its warnings are about graph rewriting and say nothing to a user
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

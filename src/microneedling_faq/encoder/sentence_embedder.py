"""The door to sentence-transformers (and so to torch): the model as its authors run it.

What an index holds must be what this gives: the encoder, which embeds faster, is checked against it when it is made, and an
index when it is verified. Importing it takes seconds, so this module does so on first use; answering never does.
"""

import json
import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer

from ..errors import ModelError
from ..types import Embeddings
from .model_files import Model, check_weights, require_build
from .trained_weights import Adapter

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class CorpusEmbedder:
    """Embeds texts with sentence-transformers, and counts their tokens without it."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @cached_property
    def transformer(self) -> "SentenceTransformer":
        """The model in torch, its trained adapter merged into the weights; loaded on first use.

        :raises ModelError: If the weights are not the expected ones or cannot be loaded, or the extra "build" is missing.
        """
        require_build("embedding with sentence-transformers")
        check_weights(self.model)
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the library is imported: everything is on disk by now
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it without types
        try:
            transformer = SentenceTransformer(str(self.model.folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{self.model.folder}: cannot be loaded ({error}). Name another with --model") from error
        if self.model.trained:
            _merge(transformer, self.model.trained.adapter())
        return transformer

    @cached_property
    def max_tokens(self) -> int:
        """The model's window in tokens; what is longer is cut."""
        try:
            config = json.loads((self.model.folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
            return int(config["max_seq_length"])
        except (OSError, ValueError, KeyError, TypeError):  # not every model says so in this file
            return int(self.transformer.max_seq_length or 512)

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens, special tokens included, before any cut."""
        return len(self._tokenizer.encode(text).ids)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        path = self.model.folder / "tokenizer.json"
        if not path.is_file():
            raise ModelError(f"{path} is missing. Name a sentence-transformers model with a fast tokenizer")
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts.

        :return: (n, dimensions) float32, rows L2-normalised, in the order of `texts`.
        """
        embeddings = self.transformer.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.ascontiguousarray(embeddings, dtype=np.float32)


def _merge(transformer: "SentenceTransformer", adapter: Adapter) -> None:
    """Add an adapter to the weights of the linear layers that it names."""
    import torch

    model: Any = transformer[0].auto_model
    layers = dict(model.named_modules())
    with torch.no_grad():
        for name, (down, up) in adapter.items():
            layers[name].weight += torch.from_numpy(up @ down)

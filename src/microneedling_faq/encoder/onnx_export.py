"""Makes the fast query encoder: the ONNX export of the model, once, into the user's cache folder.

torch's own exporter is used (`torch.onnx.export(dynamo=True)`); the result is kept only if it agrees with
sentence-transformers on every passage of the shipped corpus.
"""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock
from tqdm import tqdm

from ..checksums import hash_file, write_sealed
from ..corpus.chunking import chunk_document
from ..corpus.documents import read_corpus
from ..errors import ModelError
from ..paths import shipped
from .encoder_cache import SETTINGS_SHA256, open_cached_encoder
from .model_files import Model, hash_settings, require_build
from .onnx_encoder import (
    ENCODER_FORMAT,
    GRAPH,
    MANIFEST,
    TOKENIZER,
    WEIGHTS,
    EncoderDamagedError,
    QueryEncoder,
    encoder_folder,
    optimise_graph,
)
from .sentence_embedder import CorpusEmbedder

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

LOWEST_COSINE = 0.997  # weights of eight bits cost up to 0.0023 ("?"), a wrong export costs more
EXPORTED, OPTIMISED = "exported.onnx", "optimised.onnx"  # on the way to the graph
EDGES = ("", "?", "¿Ayuda con las cicatrices? 🙂", "皮肤护理很重要吗", "word " * 100, "word " * 1000)  # of length and of script
_STEPS = ("loading the model", "exporting", "checking")


def make_encoder(model: Model) -> QueryEncoder:
    """The query encoder of a model from the cache folder, made first if it is not there, damaged or does not fit.

    :raises ModelError: If it cannot be made, or the cache folder cannot be written.
    """
    folder = encoder_folder(model)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            return _open_or_make(model, folder)
    except OSError as error:
        raise ModelError(
            f"{folder}: the query encoder cannot be written ({error.strerror}). "
            "Free the disk, name a writable folder in MICRONEEDLING_FAQ_CACHE, or have someone who may write below the index "
            "run 'microneedling-faq index prepare' once"
        ) from error


def _open_or_make(model: Model, folder: Path) -> QueryEncoder:
    try:
        return open_cached_encoder(model)  # another process may have made it while this one waited
    except (FileNotFoundError, EncoderDamagedError):
        prefix = f".making-{folder.name}-"
        for left_over in folder.parent.glob(f"{prefix}*"):  # by a process that was killed; this one holds the lock
            shutil.rmtree(left_over, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=prefix) as making:
            encoder = Path(making) / "encoder"
            _make_encoder(model, encoder)
            shutil.rmtree(folder, ignore_errors=True)
            encoder.replace(folder)
        return QueryEncoder.open(folder)


def _make_encoder(model: Model, folder: Path) -> None:
    require_build("making the query encoder")
    from .eight_bit_weights import round_weights  # with the package onnx, which a server does not have

    folder.mkdir()
    embedder = CorpusEmbedder(model)
    with tqdm(total=len(_STEPS), desc="Preparing the query encoder (once)", unit="step", leave=False) as bar:
        bar.set_postfix_str(_STEPS[0])
        tokenizer = embedder.transformer.tokenizer.backend_tokenizer
        tokenizer.save(str(folder / TOKENIZER))
        bar.update()
        bar.set_postfix_str(_STEPS[1])
        export_graph(embedder, folder / EXPORTED)
        optimise_graph(folder / EXPORTED, folder / OPTIMISED)
        round_weights(folder / OPTIMISED, folder / GRAPH, WEIGHTS)
        for name in (EXPORTED, OPTIMISED):
            (folder / name).unlink()
        manifest = {
            "format": ENCODER_FORMAT,
            "model": model.name,
            "weights_sha256": model.fingerprint,
            SETTINGS_SHA256: hash_settings(model.folder),
            "max_tokens": embedder.max_tokens,
            "files": {name: hash_file(folder / name) for name in (GRAPH, WEIGHTS, TOKENIZER)},
        }
        write_sealed(folder / MANIFEST, manifest)
        bar.update()
        bar.set_postfix_str(_STEPS[2])
        check_encoder(QueryEncoder.open(folder), embedder)
        bar.update()


def export_graph(embedder: CorpusEmbedder, path: Path) -> None:
    """Write the model, pooling and normalisation as one graph: ids and mask in, `query_embeddings` out."""
    import torch

    transformer = embedder.transformer

    class Pipeline(torch.nn.Module):
        """All modules of the sentence-transformers model in one call."""

        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = transformer

        def forward(self, input_ids: "torch.Tensor", attention_mask: "torch.Tensor") -> "torch.Tensor":
            features = self.modules_in_order({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], p=2, dim=1)

    example = torch.ones((2, 8), dtype=torch.int64)
    shape: dict[int, Any] = {
        0: torch.export.Dim("batch", min=1, max=4096),
        1: torch.export.Dim("length", min=2, max=embedder.max_tokens),
    }
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it says that torchvision is missing, which nothing here needs
    with warnings.catch_warnings(), torch.no_grad(), _eager_attention(transformer):
        warnings.simplefilter("ignore")  # the exporter warns of its own inner names
        program = torch.onnx.export(
            Pipeline().eval(),
            (example, example.clone()),
            dynamo=True,
            input_names=["input_ids", "attention_mask"],
            output_names=["query_embeddings"],
            dynamic_shapes={"input_ids": shape, "attention_mask": shape},
            verbose=False,
        )
    if program is None:
        raise ModelError(f"{embedder.model.name}: torch could not export it to ONNX. Use the packaged model")
    program.save(path)


@contextmanager
def _eager_attention(transformer: "SentenceTransformer") -> Iterator[None]:
    """Attention written out as matrix products: its export has a quarter fewer nodes and is the faster one."""
    model: Any = transformer[0].auto_model
    before = model.config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def check_encoder(encoder: QueryEncoder, embedder: CorpusEmbedder) -> None:
    """Compare an encoder with sentence-transformers on every passage of the shipped corpus, and on texts at the edges.

    :raises ModelError: If a cosine is below `LOWEST_COSINE`.
    """
    documents = read_corpus(shipped("corpus")).documents
    texts = [
        passage.text
        for document in documents
        for passage in chunk_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    ]
    texts += EDGES
    cosines = np.einsum("ij,ij->i", embedder.embed(texts), encoder.embed_anew(texts))
    if cosines.min() < LOWEST_COSINE:
        raise ModelError(
            f"the ONNX export of {embedder.model.name} differs from sentence-transformers (cosine {cosines.min():.6f} "
            f"on a passage, {LOWEST_COSINE} wanted). Use the packaged model or report this"
        )

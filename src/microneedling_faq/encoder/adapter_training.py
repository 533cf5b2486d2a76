"""Trains a low-rank adapter and a vector for each target on labelled texts, in torch.

The adapter is LoRA (Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021) on each linear layer of the encoder;
the loss is cross-entropy over cosines with the target vectors, with label smoothing. Twenty lines of our own instead of peft,
which would bring a file format of its own and a dependency for what is one matrix product.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from ..types import Embeddings
from .model_files import Model
from .sentence_embedder import CorpusEmbedder
from .trained_weights import Adapter

if TYPE_CHECKING:
    import torch

# All as in the experiment that showed the gain; nothing here was set by a question file.
RANK = 16
ADAPTER_SCALE = 2.0  # of the product of both matrices, while they are learnt
SHARPNESS = 16.0  # of the softmax over cosines, as `retrieval.target_classifier` reads it
SMOOTHING = 0.05
BATCH = 64
ADAPTER_RATE, VECTOR_RATE, WEIGHT_DECAY = 1e-3, 2e-3, 0.01
WARM_UP_STEPS = 100
MAX_TOKENS = 128  # longer wordings are cut while they are learnt
BATCHES_SORTED = 50  # at once by length, so that little is padded
THREADS = 2

Vary = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is to be learnt."""

    texts: Sequence[str]
    labels: npt.NDArray[np.int64]  # (n_texts,) row of the target that each text means
    starts: Embeddings  # (n_targets, dimensions) where the target vectors start


def train_adapter(model: Model, lesson: Lesson, vary: Vary, *, epochs: float, seed: int) -> tuple[Adapter, Embeddings]:
    """Train on two threads, with a bar on stderr that tells the minutes left.

    :param vary: Says a text otherwise at random, each time that it is drawn.
    :return: The adapter, and the target vectors, (n_targets, dimensions) float32, rows L2-normalised.
    """
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(seed)
    # Products of half the precision where the processor has them (three times as fast on some), sums in full.
    torch.backends.mkldnn.matmul.fp32_precision = "bf16"  # type: ignore[attr-defined]  # missing in torch's own types
    transformer = CorpusEmbedder(model).transformer
    layers = _add_adapters(transformer[0].auto_model)
    vectors = torch.nn.Parameter(torch.from_numpy(lesson.starts.copy()))
    matrices = [matrix for layer in layers.values() for matrix in (layer.down, layer.up)]
    steps = math.ceil(epochs * len(lesson.texts) / BATCH)
    rates = [{"params": matrices, "lr": ADAPTER_RATE}, {"params": [vectors], "lr": VECTOR_RATE}]
    optimizer = torch.optim.AdamW(rates, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP_STEPS) * max(0.0, 1 - step / steps)
    )
    rng = random.Random(seed)  # noqa: S311  # variety, not secrecy
    batches = _batches([len(text) for text in lesson.texts], rng)
    for _ in tqdm(range(steps), desc="Training", unit="step"):
        rows = next(batches)
        embeddings = _embed(transformer, [vary(lesson.texts[row], rng) for row in rows])
        logits = SHARPNESS * embeddings @ torch.nn.functional.normalize(vectors, dim=1).T
        wanted = torch.from_numpy(lesson.labels[rows])
        loss = torch.nn.functional.cross_entropy(logits, wanted, label_smoothing=SMOOTHING)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
        torch.nn.utils.clip_grad_norm_([*matrices, vectors], 1.0)
        optimizer.step()
        schedule.step()
    adapter = {name: (layer.down.detach().numpy(), ADAPTER_SCALE * layer.up.detach().numpy()) for name, layer in layers.items()}
    return adapter, torch.nn.functional.normalize(vectors.detach(), dim=1).numpy()


def _batches(lengths: Sequence[int], rng: random.Random) -> Iterator[list[int]]:
    """Rows for ever, each once an epoch, those of like length together."""
    while True:
        rows = rng.sample(range(len(lengths)), len(lengths))
        for start in range(0, len(rows), BATCH * BATCHES_SORTED):
            block = sorted(rows[start : start + BATCH * BATCHES_SORTED], key=lambda row: lengths[row])
            batches = [block[at : at + BATCH] for at in range(0, len(block), BATCH)]
            rng.shuffle(batches)
            yield from batches


def _embed(transformer: Any, texts: list[str]) -> "torch.Tensor":
    """Embed with gradients: (n, dimensions), rows L2-normalised."""
    import torch

    tokens = transformer.tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
    features = transformer(dict(tokens))
    return torch.nn.functional.normalize(features["sentence_embedding"], dim=1)


def _add_adapters(model: Any) -> dict[str, Any]:
    """Freeze a model, and put an adapter around each of its linear layers but the unused pooler; name in the model -> layer."""
    import torch

    class AdaptedLinear(torch.nn.Module):
        """A frozen linear layer and a low-rank change of it that starts at nothing."""

        def __init__(self, linear: torch.nn.Linear) -> None:
            super().__init__()
            self.linear = linear
            self.down = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
            self.up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

        def forward(self, inputs: torch.Tensor) -> torch.Tensor:
            changed: torch.Tensor = self.linear(inputs) + ADAPTER_SCALE * (inputs @ self.down.T) @ self.up.T
            return changed

    model.requires_grad_(False)
    linears = {name: layer for name, layer in model.named_modules() if isinstance(layer, torch.nn.Linear)}
    adapted = {name: AdaptedLinear(layer) for name, layer in linears.items() if not name.startswith("pooler")}
    for name, layer in adapted.items():
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, layer)
    return adapted

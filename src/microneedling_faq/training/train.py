"""Trains on the wordings of a corpus, measures before and after, and keeps the new weights only if nothing that counts falls.

A share of the wordings is kept out, with all that mean nearly the same: on these the decision is calibrated, for all others are
known by heart. Reproducible: the same corpus, seed and versions of the libraries give the same weights on the same processor.
"""

import hashlib
import importlib.metadata
import shutil
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..building.build import Material, build_index, read_material, target_name
from ..encoder.adapter_training import Lesson, train_adapter
from ..encoder.model_files import Model, find_model, require_build
from ..encoder.onnx_export import make_encoder
from ..encoder.sentence_embedder import CorpusEmbedder
from ..encoder.trained_weights import adopt_trained, record_training, write_trained
from ..errors import CorpusError, IndexFileError, ModelError
from ..evaluation.question_files import read_questions
from ..index.calibration import Calibration
from ..index.lexical import tokenize
from ..index.reader import Index, load_index
from ..index.writer import build_lock, number_targets
from ..paths import TRAINED
from ..retrieval.vote_calibration import NEAR_DUPLICATE_COSINE, HeldOut, Targets, hold_out
from ..types import Embeddings, Scores
from .comparison import Comparison, measure_chatbot
from .variation import Variation

EPOCHS = 2.0  # keeps a training of 30,000 wordings near a quarter of an hour; more were not compared
SEED = 0
HELD_OUT_SHARE = 0.04  # of the wordings; with their near-duplicates a tenth of the shipped ones
FEWEST_WORDINGS = 200  # fewer teach nothing that the vote does not know
RUN = ".training"  # the folder below an index for what belongs to a training that runs
_PREFIX = ".training-"
_WAIT_SECONDS = 2  # for another training, which has then begun in earnest
_LIBRARIES = ("torch", "sentence-transformers", "transformers", "numpy")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training gave."""

    comparison: Comparison
    kept: bool

    def to_json(self) -> dict[str, Any]:
        """Whether the weights are kept, which measures fell, and all measures before and after."""
        return {"kept": self.kept, "fallen": self.comparison.fallen(), "measures": self.comparison.to_json()}


def train(corpus: Path, folder: Path, name: str | None, questions: Sequence[Path], *, force: bool = False) -> Outcome:
    """Train, measure, and put the weights below an index, which is built with them.

    :param folder: Of the index.
    :param name: Of the model, as `find_model` takes it.
    :param questions: Files that are measured before and after.
    :param force: Whether to keep the weights though a measure falls; the record then says so.
    :raises CorpusError: If the corpus has too few wordings.
    :raises QuestionsError: If a file of questions cannot be read.
    :raises IndexFileError: If a training of this index is under way, or its folder cannot be written.
    :raises ModelError: If the extra "build" is not installed.
    """
    require_build("training")
    for path in questions:
        read_questions(path)  # what is wrong with a file is told now, and not after a quarter of an hour
    base = find_model(name)
    material = read_material(corpus, CorpusEmbedder(base))
    wordings = sum(entry.kind == "wording" for entry in material.entries)
    if wordings < FEWEST_WORDINGS:
        raise CorpusError(
            corpus, f"{wordings} wordings are too few to train on, {FEWEST_WORDINGS} are needed. Write more first"
        )
    with _only_training(folder), tempfile.TemporaryDirectory(dir=folder, prefix=_PREFIX) as place:
        candidate = Path(place) / "index"
        model = _train_candidate(corpus, candidate, base, material)
        before = measure_chatbot(corpus, folder, _model_before(base, name, folder), questions)
        comparison = Comparison(before, measure_chatbot(corpus, candidate, model, questions))
        kept = force or not comparison.fallen()
        if kept:
            _keep(folder, candidate, model, forced=bool(comparison.fallen()))
            build_index(corpus, folder, find_model(name, trained=folder / TRAINED), known=candidate)
    return Outcome(comparison, kept)


@contextmanager
def _only_training(folder: Path) -> Iterator[None]:
    """Hold an index for one training at a time, and clear what a killed one left."""
    from filelock import FileLock, Timeout

    try:
        (folder / RUN).mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / RUN / "lock", timeout=_WAIT_SECONDS)
        lock.acquire()
    except Timeout as error:
        raise IndexFileError(f"{folder}: a training is under way already. Wait for it, or stop it first") from error
    except OSError as error:
        raise IndexFileError(f"{folder}: cannot be written ({error.strerror}). Name another folder with --index DIR") from error
    with lock:
        for left_over in folder.glob(f"{_PREFIX}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        yield


def _model_before(base: Model, name: str | None, folder: Path) -> Model:
    """The model that answers until now: without its trained weights where they are damaged, which a training mends."""
    try:
        return find_model(name, trained=folder / TRAINED)
    except ModelError:
        return base


def _train_candidate(corpus: Path, folder: Path, base: Model, material: Material) -> Model:
    """The model with new weights, in an index of its own that was built with them."""
    texts = [entry.text for entry in material.entries]
    targets, of_entries = number_targets(len(material.passages), material.entries)
    known = make_encoder(base).embed_anew(texts, progress=True)
    held = _hold_out(known, np.array([entry.kind == "wording" for entry in material.entries]))
    starts = _means(known[~held], of_entries[~held], known, of_entries, len(targets))
    rows = np.flatnonzero(~held)
    lesson = Lesson([texts[row] for row in rows], of_entries[rows].astype(np.int64), starts)
    adapter, vectors = train_adapter(base, lesson, Variation(material.annotations.subject_names), epochs=EPOCHS, seed=SEED)
    names = [target_name(target, material.passages) for target in targets]
    record = {
        "seed": SEED,
        "epochs": EPOCHS,
        "wordings": len(rows),
        "held_out": int(held.sum()),
        "texts_sha256": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
    }
    trained = write_trained(folder / TRAINED, base.sha256, adapter, names, vectors, record)
    model = replace(base, trained=trained)
    build_index(corpus, folder, model)
    kept_out = {texts[row] for row in np.flatnonzero(held)}
    calibration = _calibrate(load_index(folder), kept_out)
    record["calibration"] = asdict(calibration) if calibration else None
    model = replace(base, trained=record_training(folder / TRAINED, base.sha256, record))
    build_index(corpus, folder, model)
    return model


def _hold_out(embeddings: Embeddings, wordings: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """(n,) wordings that are kept out: some at random, and all that mean nearly the same as one of them."""
    candidates = np.flatnonzero(wordings)
    seeds = np.random.default_rng(SEED).permutation(candidates)[: int(HELD_OUT_SHARE * len(candidates))]
    held = np.zeros(len(embeddings), dtype=np.bool_)
    for start in range(0, len(seeds), 100):
        held |= (embeddings[seeds[start : start + 100]] @ embeddings.T > NEAR_DUPLICATE_COSINE).any(axis=0)
    return held & wordings


def _means(
    embeddings: Embeddings,
    labels: npt.NDArray[np.int32],
    all_embeddings: Embeddings,
    all_labels: npt.NDArray[np.int32],
    count: int,
) -> Embeddings:
    """The mean embedding of each target; of all its entries where none is left to learn from."""
    sums = np.zeros((count, embeddings.shape[1]), dtype=np.float32)
    np.add.at(sums, labels, embeddings)
    missing = ~np.isin(all_labels, labels)
    np.add.at(sums, all_labels[missing], all_embeddings[missing])
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)


def _calibrate(index: Index, kept_out: Collection[str]) -> Calibration | None:
    """Calibrate on the wordings that were kept out; some may have gone from the corpus meanwhile, and others have come."""
    entries = list(index.entries)
    vectors = index.target_vectors
    if vectors is None:
        return None
    held = np.array([entry.kind == "wording" and entry.text in kept_out for entry in entries])

    def bm25(row: int) -> Scores:
        return index.lexical.scores(tokenize([entries[row].text], index.language)[0])

    targets = Targets(index.entry_targets, len(index.passages), index.signpost_targets)
    return hold_out(index.vectors.embeddings(), bm25, entries, targets, trained=HeldOut(vectors, held))


def _keep(folder: Path, candidate: Path, model: Model, *, forced: bool) -> None:
    """Put a candidate's weights in place of the old ones."""
    if model.trained and forced:
        record_training(candidate / TRAINED, model.sha256, model.trained.record | {"forced": True})
    with build_lock(folder):
        adopt_trained(candidate / TRAINED, folder / TRAINED)

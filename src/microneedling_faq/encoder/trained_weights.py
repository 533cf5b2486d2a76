"""What training adds to a model, on disk: a low-rank adapter, a vector for each target, and what they were made from.

<index>/trained/trained.json     names and hashes of both files below, the hash of the base weights, and how training went
<index>/trained/adapter-*.npz    per linear layer two float16 matrices, (rank, inputs) and (outputs, rank)
<index>/trained/targets-*.npz    names of the targets, and (n_targets, dimensions) float16 vectors, rows L2-normalised

They are small (some 2 MB) and belong to one base model: its weights stay official and are checked apart from these. Files
have a part of their hash in their names: new ones lie beside the old ones until the manifest, replaced in one step, names them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..checksums import checksum, hash_file, read_sealed, write_sealed
from ..errors import ModelError
from ..types import Embeddings

TRAINED_FORMAT = 1
MANIFEST = "trained.json"
ADAPTER, TARGETS = "adapter", "targets"  # what the names of the files begin with
_NAMES, _VECTORS = "names", "vectors"
_DOWN, _UP = ".down", ".up"

Adapter = Mapping[str, tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]
"""Name of a linear layer in torch -> (rank, inputs) and (outputs, rank) float32; their product is added to its weights."""


@dataclass(frozen=True, slots=True)
class TrainedWeights:
    """Trained weights in a folder, their files checked by hash."""

    folder: Path
    sha256: str  # of the base weights' hash and both files' hashes
    base_sha256: str  # of the weights that were trained
    files: Mapping[str, str]  # name -> sha256
    record: dict[str, Any]  # how: seed, versions, wordings, the calibration of the decision, measures before and after

    def adapter(self) -> Adapter:
        """The adapter's matrices."""
        with np.load(self._path(ADAPTER)) as file:
            matrices = {name: file[name].astype(np.float32) for name in sorted(file)}
        layers = [name.removesuffix(_DOWN) for name in matrices if name.endswith(_DOWN)]
        return {layer: (matrices[layer + _DOWN], matrices[layer + _UP]) for layer in layers}

    def target_vectors(self) -> dict[str, Embeddings]:
        """Name of a target -> its vector, (dimensions,) float32."""
        with np.load(self._path(TARGETS)) as file:
            return dict(zip(file[_NAMES].tolist(), file[_VECTORS].astype(np.float32), strict=True))

    def _path(self, part: str) -> Path:
        return self.folder / next(name for name in self.files if name.startswith(part))


def write_trained(
    folder: Path, base_sha256: str, adapter: Adapter, names: Sequence[str], vectors: Embeddings, record: Mapping[str, Any]
) -> TrainedWeights:
    """Write trained weights into a folder, which is made; the same weights give the same bytes."""
    folder.mkdir(parents=True)
    matrices: dict[str, Any] = {}
    for layer, (down, up) in sorted(adapter.items()):
        matrices |= {layer + _DOWN: down.astype(np.float16), layer + _UP: up.astype(np.float16)}
    _save(folder, ADAPTER, matrices)
    _save(folder, TARGETS, {_NAMES: np.array(names), _VECTORS: vectors.astype(np.float16)})
    return record_training(folder, base_sha256, record)


def record_training(folder: Path, base_sha256: str, record: Mapping[str, Any]) -> TrainedWeights:
    """Write the manifest of trained weights that are in a folder, with how they were made."""
    files = {path.name: hash_file(path) for path in sorted(folder.glob("*.npz"))}
    content = {"format": TRAINED_FORMAT, "base_sha256": base_sha256, "files": files, "record": dict(record)}
    write_sealed(folder / MANIFEST, content)
    return _read(folder)


def adopt_trained(other: Path, folder: Path) -> None:
    """Move trained weights from another folder of the same disk in place of this one's.

    Killed at any moment, it leaves the old ones or the new ones whole.
    """
    if not folder.is_dir():
        other.replace(folder)
        return
    files = _read(other).files
    for name in (*files, MANIFEST):
        (other / name).replace(folder / name)
    for path in folder.glob("*.npz"):
        if path.name not in files:
            path.unlink()


def read_trained(folder: Path) -> TrainedWeights | None:
    """The trained weights in a folder; `None` if there is none.

    :raises ModelError: If they are damaged, or of another format.
    """
    if not folder.is_dir():
        return None
    try:
        return _read(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{folder}: the trained weights cannot be used ({error}). Train anew: microneedling-faq index train; "
            "or take the folder away to answer with the base model"
        ) from error


def _read(folder: Path) -> TrainedWeights:
    content = read_sealed(folder / MANIFEST)
    if content["format"] != TRAINED_FORMAT:
        raise ValueError(f"format {content['format']}, this program reads {TRAINED_FORMAT}")
    for name, expected in content["files"].items():
        if hash_file(folder / name) != expected:
            raise ValueError(f"{name} has changed")
    sha256 = checksum([content["base_sha256"], content["files"]])
    return TrainedWeights(folder, sha256, content["base_sha256"], content["files"], content["record"])


def _save(folder: Path, part: str, arrays: dict[str, Any]) -> None:
    path = folder / f"{part}.npz"
    np.savez(path, **arrays)
    path.rename(folder / f"{part}-{hash_file(path)[:12]}.npz")

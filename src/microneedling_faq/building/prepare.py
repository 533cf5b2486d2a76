"""Puts all that answering reads below an index, for installations that nobody may write to (containers, services)."""

import shutil
import tempfile
from pathlib import Path

from ..encoder.model_files import Model
from ..encoder.onnx_encoder import encoder_folder
from ..encoder.onnx_export import make_encoder
from ..index.reader import Manifest
from ..index.writer import build_lock
from ..index_places import IndexPlace, beside
from ..paths import PREPARED
from .build import build_index


def prepare(corpus: Path, place: IndexPlace, model: Model) -> Manifest:
    """Build the index where it does not fit, and put the model's query encoder (26 MB) beside it.

    :raises FaqError: As `build_index` and `make_encoder` raise; also if the folder cannot be written.
    """
    manifest, folder = build_index(corpus, place, model), beside(place)
    make_encoder(model)
    made = encoder_folder(model)
    with build_lock(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
        new, old = Path(building) / PREPARED, folder / PREPARED
        shutil.copytree(made, new / made.name)
        if old.is_dir():
            old.replace(Path(building) / "old")
        new.replace(old)
    return manifest

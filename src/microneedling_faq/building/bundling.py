"""Writes a bundle: beside the old one first, then put in its place, so that no server finds half of one."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from ..corpus.documents import corpus_files
from ..encoder.encoder_cache import open_encoder
from ..encoder.model_files import Model, copy_without_weights
from ..encoder.onnx_encoder import encoder_folder
from ..errors import IndexFileError
from ..index.bundle import Bundle
from ..index.reader import Manifest, damaged_files, read_manifest, stale_because
from ..index.writer import adopt_index, build_lock
from ..paths import COPY_OF_SHIPPED, PREPARED, TRAINED, is_shipped
from .build import build_index


def write_bundle(corpus: Path, index: Path, model: Model, folder: Path) -> Manifest:
    """Put all that answering reads into a folder; the index is copied, or built there if it does not fit.

    :param index: The folder of the corpus's own index, which is left as it is.
    :param folder: Is made, or holds a bundle, which is replaced.
    :raises IndexFileError: If it holds something else, or cannot be written.
    :raises FaqError: As `build_index` and `open_encoder` raise.
    """
    if folder.exists() and not Bundle(folder).is_there and (not folder.is_dir() or any(folder.iterdir())):
        raise IndexFileError(f"{folder}: holds something else than a bundle. Name a folder that is new or empty")
    corpus_files(corpus)  # raises if there is none, before anything is made
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".bundling-") as making:
            manifest = _write(corpus, index, model, Bundle(Path(making) / "new"))
            if folder.exists():
                folder.replace(Path(making) / "old")
            (Path(making) / "new").replace(folder)
    except OSError as error:
        raise IndexFileError(
            f"{folder}: the bundle cannot be written ({error.strerror}). Free the disk, or name another folder"
        ) from error
    return manifest


def _write(corpus: Path, index: Path, model: Model, bundle: Bundle) -> Manifest:
    _copy_corpus(corpus, bundle.corpus)
    copy_without_weights(model, bundle.model)
    if model.trained:
        shutil.copytree(model.trained.folder, bundle.index / TRAINED)
    _copy_encoder(model, index / PREPARED, bundle.index / PREPARED)
    if _fits(corpus, index, model):
        with build_lock(bundle.index):
            return adopt_index(index, bundle.index)
    return build_index(bundle.corpus, bundle.index, model, known=index, copy_of=corpus)


def _fits(corpus: Path, index: Path, model: Model) -> bool:
    """Whether an index is whole and up to date."""
    try:
        manifest = read_manifest(index)
    except IndexFileError:
        return False
    return stale_because(manifest, corpus, model) is None and not any(damaged_files(index, manifest))


def _copy_corpus(corpus: Path, copy: Path) -> None:
    root = corpus if corpus.is_dir() else corpus.parent
    for path in corpus_files(corpus):
        to = copy / path.relative_to(root)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    if is_shipped(corpus):
        (copy / COPY_OF_SHIPPED).touch()


def _copy_encoder(model: Model, prepared: Path, to: Path) -> None:
    """Make the encoder if need be, and copy it from where it is."""
    open_encoder(model, prepared)
    for below in (None, prepared):
        with suppress(FileNotFoundError):
            shutil.copytree(encoder_folder(model, below), encoder_folder(model, to))
            return

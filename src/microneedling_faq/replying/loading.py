"""Gets what answering needs off the disk, at once: the index (rebuilt when it must be) and the query encoder."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..corpus.documents import corpus_files, hash_corpus
from ..encoder.encoder_cache import open_encoder
from ..encoder.model_files import Model
from ..encoder.onnx_encoder import QueryEncoder
from ..errors import IndexFileError
from ..index.engines import engine_of
from ..index.reader import DERIVED_MANIFEST, Index, load_index, read_manifest, stale_because
from ..index_places import DatabasePlace, IndexPlace, beside
from ..paths import PREPARED, cached_index, default_index

_log = logging.getLogger(__name__)


def open_parts(corpus: Path, place: IndexPlace, model: Model) -> tuple[Index, QueryEncoder]:
    """The index of a corpus and the encoder of its model, loaded side by side.

    :raises FaqError: If the corpus, the index or the model cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        encoder = pool.submit(open_encoder, model, beside(place) / PREPARED)
        index = open_shared(corpus, place, model) if isinstance(place, DatabasePlace) else open_index(corpus, place, model)
        return index, encoder.result()


def open_index(corpus: Path, folder: Path, model: Model) -> Index:
    """The index of a corpus, rebuilt first, with a line on stderr that says why, if it is missing, stale or damaged.

    Where its folder cannot be written, as in an installation that another user made, it is kept in the cache folder.

    :raises FaqError: If it has to be rebuilt and cannot be.
    """
    index = _load_if_fit(corpus, folder, model)
    cached = cached_index(corpus)
    if isinstance(index, str) and cached.is_dir() and cached != folder:
        found = _load_if_fit(corpus, cached, model)
        index = index if isinstance(found, str) else found
    return _rebuild(corpus, folder, model, reason=index) if isinstance(index, str) else index


def open_shared(corpus: Path, place: DatabasePlace, model: Model) -> Index:
    """The index in a database, as it is: other machines answer from it too, so that nobody who starts builds it anew.

    :raises IndexFileError: If there is none, or another model made it.
    """
    index = engine_of(place).load()
    stale = stale_because(index.manifest, corpus, model)
    if index.manifest.model_sha256 != model.fingerprint:
        raise IndexFileError(f"{place}: {stale}. Name that model with --model, or build it anew: microneedling-faq index build")
    if stale:
        _log.warning("microneedling-faq: %s answers as it was built, though %s: %s", corpus, place, stale)
    return index


def _load_if_fit(corpus: Path, folder: Path, model: Model) -> Index | str:
    """An index that fits its corpus and model, or why there is none."""
    try:
        index = load_index(folder)
    except IndexFileError as error:
        return str(error).split(". ")[0]
    return stale_because(index.manifest, corpus, model) or index


def _rebuild(corpus: Path, folder: Path, model: Model, *, reason: str) -> Index:
    corpus_files(corpus)  # raises if there is none, before anything is said of rebuilding
    if folder != default_index(corpus) and _is_of_another(corpus, folder):
        raise IndexFileError(
            f"{folder}: is the index of another corpus than {corpus}. Name its own with --corpus DIR, or another index "
            "with --index DIR"
        )
    if reason.endswith(f"{DERIVED_MANIFEST}: the file is missing"):  # as in every fresh checkout
        _log.warning("microneedling-faq: preparing the index in %s (once)", folder)
    else:
        _log.warning("microneedling-faq: rebuilding the index in %s: %s", folder, reason)
    from ..building.build import build_index  # chunking and embedding, which answering does not need

    place = folder
    try:
        manifest = build_index(corpus, place, model)
    except IndexFileError:
        place = cached_index(corpus)
        if place == folder:
            raise
        manifest = build_index(corpus, place, model, known=folder)
    for problem in manifest.skipped.values():
        _log.warning("microneedling-faq: left out: %s", problem)
    return load_index(place)


def _is_of_another(corpus: Path, folder: Path) -> bool:
    """Whether there is an index that shares no file with a corpus: to answer from it would be to overwrite it."""
    try:
        indexed = read_manifest(folder).corpus
    except IndexFileError:
        return False
    return hash_corpus(corpus).keys().isdisjoint(indexed)

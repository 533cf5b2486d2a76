"""Gets what answering needs off the disk, at once: the index (rebuilt when it must be) and the query encoder."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..corpus.documents import corpus_files
from ..encoder.encoder_cache import open_cached_encoder
from ..encoder.model_files import Model
from ..encoder.onnx_encoder import EncoderDamagedError, QueryEncoder
from ..errors import IndexFileError
from ..index.reader import Index, load_index, stale_because

_log = logging.getLogger(__name__)


def open_parts(corpus: Path, index_folder: Path, model: Model) -> tuple[Index, QueryEncoder]:
    """The index of a corpus and the encoder of its model, loaded side by side.

    :raises FaqError: If the corpus, the index or the model cannot be used.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        encoder = pool.submit(open_encoder, model)
        index = open_index(corpus, index_folder, model)
        return index, encoder.result()


def open_index(corpus: Path, folder: Path, model: Model) -> Index:
    """The index of a corpus, rebuilt first, with a line on stderr that says why, if it is missing, stale or damaged.

    :raises FaqError: If it has to be rebuilt and cannot be.
    """
    try:
        index = load_index(folder)
        reason = stale_because(index.manifest, corpus, model)
    except IndexFileError as error:
        reason = str(error).split(". ")[0]
    else:
        if reason is None:
            return index
    corpus_files(corpus)  # raises if there is none, before anything is said of rebuilding
    _log.warning("microneedling-faq: rebuilding the index in %s: %s", folder, reason)
    from ..building.build import build_index  # chunking and embedding, which answering does not need

    for problem in build_index(corpus, folder, model).skipped.values():
        _log.warning("microneedling-faq: left out: %s", problem)
    return load_index(folder)


def open_encoder(model: Model) -> QueryEncoder:
    """The query encoder of a model, made first if it is not in the cache folder, is damaged there or does not fit.

    :raises ModelError: If it cannot be made.
    """
    try:
        return open_cached_encoder(model)
    except (FileNotFoundError, EncoderDamagedError):
        from ..encoder.onnx_export import make_encoder  # torch, which answering does not need

        return make_encoder(model)

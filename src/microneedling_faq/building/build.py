"""Corpus -> index: read, chunk, embed, write. Slow and rare."""

from pathlib import Path

import numpy as np

from ..corpus.annotations import read_annotations
from ..corpus.chunking import chunk_document, passage_entries
from ..corpus.documents import corpus_files, read_corpus
from ..corpus.tables import read_tables
from ..corpus.wordings import wording_entries
from ..encoder.model_files import Model
from ..encoder.onnx_export import make_encoder
from ..encoder.sentence_embedder import CorpusEmbedder
from ..errors import CorpusError, IndexFileError
from ..index.calibration import Calibration
from ..index.faiss_vectors import VectorIndex
from ..index.json_rows import JsonRows
from ..index.lexical import LexicalIndex, tokenize
from ..index.reader import Manifest, chunking_settings, damaged_files, read_manifest, signpost_rows
from ..index.writer import IndexParts, build_lock, number_targets, write_index
from ..retrieval.calibration import Targets, hold_out
from ..types import Document, Embeddings, Entry, Passage, Scores


def build_index(corpus: Path, folder: Path, model: Model) -> Manifest:
    """Index a corpus; entries whose text has not changed keep their embeddings.

    :return: The manifest; its `skipped` names the files that could not be read.
    :raises CorpusError: If nothing of the corpus can be used, or what staff wrote about it is wrong.
    :raises IndexFileError: If the folder cannot be written.
    :raises ModelError: If the model cannot be loaded.
    """
    corpus_files(corpus)  # raises if there is none, before a folder is made for the index
    with build_lock(folder):
        content = read_corpus(corpus)
        embedder = CorpusEmbedder(model)
        passages, entries = _chunk(content.documents, embedder)
        if not passages:
            raise CorpusError(corpus, "there is no paragraph to quote in it, only headings. Write the texts below them")
        tables = read_tables(corpus)
        annotations = read_annotations(corpus, tables, content.documents, passages)
        entries += wording_entries(tables, content.documents, passages, annotations.notices)
        vectors = VectorIndex.from_embeddings(_embed(entries, _known_embeddings(folder, model), model))
        lexical = LexicalIndex.from_texts([entry.text for entry in entries])
        parts = IndexParts(
            passages=passages,
            entries=entries,
            vectors=vectors,
            lexical=lexical,
            annotations=annotations,
            calibration=_calibrate(vectors.embeddings(), lexical, entries, len(passages)),
            model=model.name,
            model_sha256=model.sha256,
            chunking=chunking_settings(embedder.max_tokens),
            corpus=content.files,
            skipped={_relative(problem.path, corpus): str(problem) for problem in content.problems},
        )
        return write_index(parts, folder)


def _calibrate(embeddings: Embeddings, lexical: LexicalIndex, entries: list[Entry], passages: int) -> Calibration | None:
    targets, of_entries = number_targets(passages, entries)

    def bm25(row: int) -> Scores:
        return lexical.scores(tokenize([entries[row].text])[0])

    return hold_out(embeddings, bm25, entries, Targets(of_entries, passages, signpost_rows(targets)))


def _chunk(documents: tuple[Document, ...], embedder: CorpusEmbedder) -> tuple[list[Passage], list[Entry]]:
    passages: list[Passage] = []
    entries: list[Entry] = []
    for document in documents:
        for passage in chunk_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens):
            entries += passage_entries(passage, len(passages), record=document.record)
            passages.append(passage)
    return passages, entries


def _known_embeddings(folder: Path, model: Model) -> dict[str, Embeddings]:
    """Entry text -> embedding, from the index that is already there, if the same model made it.

    Nothing else of that index is looked at: it may be stale, or written by a version with other annotations.
    """
    try:
        manifest = read_manifest(folder)
    except IndexFileError:
        return {}
    if manifest.model_sha256 != model.sha256 or any(damaged_files(folder, manifest)):
        return {}
    texts: JsonRows[str] = JsonRows(folder / manifest.generation / "entries.jsonl", lambda text, **_: text)
    return dict(zip(texts, VectorIndex.load(folder / manifest.generation / "vectors.faiss").embeddings(), strict=True))


def _embed(entries: list[Entry], known: dict[str, Embeddings], model: Model) -> Embeddings:
    """Embed the texts that are not known yet, with the encoder.

    It was checked against sentence-transformers when it was made (cosine at least 0.9999), takes half its time or less on long
    texts (tests/bench), and for a handful of them spares the seconds of importing torch.
    """
    new = list(dict.fromkeys(entry.text for entry in entries if entry.text not in known))
    if new:
        known = known | dict(zip(new, make_encoder(model).embed_anew(new, progress=True), strict=True))
    return np.stack([known[entry.text] for entry in entries])


def _relative(path: Path, corpus: Path) -> str:
    return path.relative_to(corpus if corpus.is_dir() else corpus.parent).as_posix()

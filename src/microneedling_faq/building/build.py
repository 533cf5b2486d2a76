"""Corpus -> index: read, chunk, embed, write. Slow and rare."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.annotations import Annotations, read_annotations
from ..corpus.chunking import chunk_document, passage_entries
from ..corpus.documents import Corpus, corpus_files, read_corpus
from ..corpus.program_signposts import brought_tables, hash_brought
from ..corpus.questions import heading_entries, headings_over
from ..corpus.tables import read_tables
from ..corpus.wordings import wording_entries
from ..encoder.encoder_cache import open_encoder
from ..encoder.model_files import Model
from ..encoder.sentence_embedder import CorpusEmbedder
from ..errors import CorpusError
from ..index.calibration import Calibration
from ..index.compact_embeddings import KnownEmbeddings, from_codes, half_precision, to_codes
from ..index.converted_texts import converted_texts
from ..index.engines import engine_of
from ..index.lexical import LexicalIndex, tokenize
from ..index.reader import Manifest, chunking_settings, signpost_rows
from ..index.writer import IndexParts, number_targets
from ..index_places import DatabasePlace, IndexPlace, beside
from ..paths import PREPARED, default_index
from ..retrieval.question_calibration import QUESTIONS, asks_questions
from ..retrieval.vote_calibration import Targets, hold_out
from ..types import Document, Embeddings, Entry, Passage, Scores, Target

_log = logging.getLogger(__name__)


def build_index(
    corpus: Path, place: IndexPlace, model: Model, *, known: IndexPlace | None = None, copy_of: Path | None = None
) -> Manifest:
    """Index a corpus; entries whose text has not changed keep their embeddings.

    :param known: Where the index is that they are taken from; the one that is written if left out.
    :param copy_of: The corpus of which this is a copy that is tried out, and whose index this one may become.
    :return: The manifest; its `skipped` names the files that could not be read.
    :raises CorpusError: If nothing of the corpus can be used, or what staff wrote about it is wrong.
    :raises IndexFileError: If the place cannot be written.
    :raises ModelError: If the model cannot be loaded.
    """
    corpus_files(corpus)  # raises if there is none, before a folder is made for the index
    engine, source = engine_of(place), known or place
    with engine.writing():
        embedder = CorpusEmbedder(model)
        material = read_material(corpus, embedder, copy_of=copy_of)
        _warn_of_languages(material.content.documents, model)
        passages, entries = material.passages, material.entries
        texts = [entry.text for entry in entries]
        there = engine_of(source).known_embeddings(model.fingerprint)
        if not there and isinstance(source, DatabasePlace):  # at first: a folder has them
            there = engine_of(default_index(corpus)).known_embeddings(model.fingerprint)
        embeddings = half_precision(_embed(texts, there, model, beside(source) / PREPARED))
        home = material.annotations.languages[0]
        lexical = LexicalIndex.from_texts(texts, home)
        files = material.content.files | hash_brought(copy_of or corpus)
        parts = IndexParts(
            passages=passages,
            entries=entries,
            embeddings=embeddings,
            lexical=lexical,
            annotations=material.annotations,
            calibration=_calibrate(embeddings, lexical, entries, len(passages), model, home),
            target_vectors=_target_vectors(embeddings, entries, passages, model),
            model=model.name,
            model_sha256=model.fingerprint,
            chunking=chunking_settings(embedder.max_tokens),
            corpus=files,
            converted=converted_texts(material.content.documents, files),
            skipped={_relative(problem.path, corpus): str(problem) for problem in material.content.problems},
        )
        return engine.write(parts)


def _warn_of_languages(documents: Sequence[Document], model: Model) -> None:
    """Say which documents the model can only find by the words that they share with a question."""
    unknown = Counter(document.language for document in documents if not model.knows(document.language))
    for language, count in unknown.items():
        _log.warning(
            "microneedling-faq: %d of %d documents are in language %s, which the model %s was not trained on: questions in "
            "other words will find less. Name a model that knows it with --model",
            count,
            len(documents),
            language,
            model.name,
        )


@dataclass(frozen=True, slots=True)
class Material:
    """What a corpus holds, cut into what is shown and what is found."""

    content: Corpus
    passages: list[Passage]
    entries: list[Entry]  # of passages and their sentences, then headings, then wordings
    annotations: Annotations


def read_material(corpus: Path, embedder: CorpusEmbedder, *, copy_of: Path | None = None) -> Material:
    """Read and cut a corpus.

    :param copy_of: As in `build_index`.
    :raises CorpusError: If nothing of it can be used, or what staff wrote about it is wrong.
    """
    content = read_corpus(corpus)
    passages, entries = _chunk(content.documents, embedder)
    if not passages:
        raise CorpusError(corpus, "there is no paragraph to quote in it, only headings. Write the texts below them")
    tables = read_tables(corpus)
    annotations = read_annotations(corpus, brought_tables(copy_of or corpus, tables), content.documents, passages)
    entries += heading_entries(headings_over(content.documents, passages), passages)
    entries += wording_entries(tables, content.documents, passages, annotations.notices)
    return Material(content, passages, entries, annotations)


def _target_vectors(embeddings: Embeddings, entries: list[Entry], passages: list[Passage], model: Model) -> Embeddings | None:
    """The trained vector of each target; the mean of its entries where a target is newer than the training."""
    if model.trained is None:
        return None
    targets, of_entries = number_targets(len(passages), entries)
    trained = model.trained.target_vectors()
    known = [trained.get(target_name(target, passages)) for target in targets]
    means = np.zeros((len(targets), embeddings.shape[1]), dtype=np.float32)
    np.add.at(means, of_entries, embeddings)
    rows = np.stack([mean if vector is None else vector for vector, mean in zip(known, means, strict=True)])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def target_name(target: Target, passages: Sequence[Passage]) -> str:
    """What trained weights call a target, the same as long as its passage does not move."""
    return f"{target.kind}:{passages[int(target.id)].id if target.kind == 'passage' else target.id}"


def _calibrate(
    embeddings: Embeddings, lexical: LexicalIndex, entries: list[Entry], passages: int, model: Model, language: str
) -> Calibration | None:
    if model.trained is not None:  # fitted on wordings that were kept out of the training: all others are known by heart
        fitted = model.trained.record.get("calibration")  # none while they are being made
        return Calibration(**fitted) if fitted else None
    targets, of_entries = number_targets(passages, entries)

    def bm25(row: int) -> Scores:
        return lexical.scores(tokenize([entries[row].text], language)[0])

    by_votes = hold_out(embeddings, bm25, entries, Targets(of_entries, passages, signpost_rows(targets)))
    return by_votes or (QUESTIONS if asks_questions(entries, passages) else None)


def _chunk(documents: tuple[Document, ...], embedder: CorpusEmbedder) -> tuple[list[Passage], list[Entry]]:
    passages: list[Passage] = []
    entries: list[Entry] = []
    for document in documents:
        for passage in chunk_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens):
            entries += passage_entries(passage, len(passages), record=document.record)
            passages.append(passage)
    return passages, entries


def _embed(texts: list[str], known: KnownEmbeddings, model: Model, prepared: Path) -> Embeddings:
    """The embeddings of texts as an index keeps them; those that are not known yet come from the encoder.

    It was checked against sentence-transformers when it was made (cosine at least 0.997), takes half its time or less on long
    texts (tests/bench), and for a handful of them spares the seconds of importing torch.
    """
    distinct = list(dict.fromkeys(texts))
    old = [text for text in distinct if text in known]
    new = [text for text in distinct if text not in known]
    parts = [known.codes(old)] if old else []
    if new:
        parts.append(to_codes(open_encoder(model, prepared).embed_anew(new, progress=True)))
    place = {text: row for row, text in enumerate([*old, *new])}
    return from_codes(np.concatenate(parts)[[place[text] for text in texts]])


def _relative(path: Path, corpus: Path) -> str:
    return path.relative_to(corpus if corpus.is_dir() else corpus.parent).as_posix()

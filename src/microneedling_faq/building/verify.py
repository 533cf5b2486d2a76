"""Checks an index against its own manifest, its corpus and its model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..corpus.documents import read_corpus
from ..corpus.formats import SAVE_AS
from ..encoder.model_files import Model
from ..encoder.sentence_embedder import CorpusEmbedder
from ..errors import FaqError
from ..index.converted_texts import Converted
from ..index.engines import engine_of
from ..index.reader import Index, Manifest, stale_because
from ..index_places import IndexPlace
from ..types import Document

SAMPLE_ENTRIES = 200
LOWEST_COSINE = 0.9965  # the encoder's weights of eight bits cost 0.0023 at most, a byte a dimension 0.0002


def verify_index(corpus: Path, place: IndexPlace, model: Model) -> list[str]:
    """What is wrong with an index, a line each; an empty list if nothing is.

    Recomputes the hash of every file or record, the text of every file that was converted, the span and hash of every passage,
    the span of every entry, and the embeddings of a sample of entries.
    """
    try:
        engine = engine_of(place)
        manifest = engine.read_manifest()
        problems = list(engine.damage())
        if problems:
            return problems
        stale = stale_because(manifest, corpus, model)
        index = engine.load()
        converted = engine.converted()
        documents = {document.id: document for document in read_corpus(corpus).documents}
    except FaqError as error:
        return [str(error)]
    problems = [f"left out: {reason}" for name, reason in manifest.skipped.items() if name not in never_read(manifest)]
    if stale:
        return [*problems, f"{place}: stale: {stale}. Rebuild it: microneedling-faq index build"]
    conversions = _wrong_conversions(converted, manifest, documents)
    return [*problems, *(conversions or _wrong_spans(index, documents)), *_wrong_embeddings(index, model)]


def never_read(manifest: Manifest) -> dict[str, str]:
    """Files of a kind that is never read, such as the `.doc` beside a `.docx`, and why they are left out."""
    return {name: reason for name, reason in manifest.skipped.items() if Path(name).suffix.lower() in SAVE_AS}


def _wrong_conversions(converted: Sequence[Converted], manifest: Manifest, documents: dict[str, Document]) -> list[str]:
    """What is not as it was when files were converted: the file, the text that is kept of it, or what comes out of it now."""
    problems = []
    for kept, text in converted:
        now = documents.get(kept.document)
        if manifest.corpus.get(kept.file) != kept.file_sha256:
            problems.append(f"{kept.file}: the file is not the one that was converted")
        if hashlib.sha256(text.encode()).hexdigest() != kept.text_sha256:
            problems.append(f"{kept.file}: the text that was converted from it has changed")
        elif now is None or now.text != text:
            by = f"{kept.converter} then, {now.converter if now else 'nothing'} now"
            problems.append(f"{kept.file}: another text comes out of it ({by}). Rebuild it: microneedling-faq index build")
    return problems


def _wrong_spans(index: Index, documents: dict[str, Document]) -> list[str]:
    problems = []
    for passage in index.passages:
        text = documents[passage.document].text
        if text[passage.start : passage.end] != passage.text:
            problems.append(f"{passage.id}: the passage is not what stands there in the document")
        if hashlib.sha256(passage.text.encode()).hexdigest() != passage.sha256:
            problems.append(f"{passage.id}: the passage's sha256 is wrong")
    for entry in index.entries:
        if entry.kind == "sentence":
            passage = index.passages[int(entry.target.id)]
            if documents[passage.document].text[entry.start : entry.end] != entry.text:
                problems.append(f"{passage.id}: the sentence {entry.text[:40]!r} is not what stands there")
    return problems


def _wrong_embeddings(index: Index, model: Model) -> list[str]:
    rows = np.random.default_rng(0).permutation(len(index.entries))[:SAMPLE_ENTRIES]
    texts = [index.entries[int(row)].text for row in rows]
    expected = CorpusEmbedder(model).embed(texts)
    cosines = np.einsum("ij,ij->i", expected, index.vectors.embeddings()[rows])
    return [
        f"entry {row} ({text[:40]!r}): its embedding is not the model's (cosine {cosine:.4f})"
        for row, text, cosine in zip(rows, texts, cosines, strict=True)
        if cosine < LOWEST_COSINE
    ]

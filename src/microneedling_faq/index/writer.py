"""Writes the index to disk; its reader is `index.py`, which describes the files.

A build writes a new generation beside the old one and then replaces the manifest, so a reader never sees half an index and
a killed build leaves the old one in place.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..checksums import checksum, hash_file, write_sealed
from ..corpus.annotations import Annotations
from ..errors import IndexFileError
from ..types import Embeddings, Entry, Passage, Target
from .calibration import Calibration
from .compact_embeddings import CODES, save_codes
from .converted_texts import Converted, read_converted, write_converted
from .faiss_vectors import VectorIndex
from .json_rows import write_rows
from .lexical import LexicalIndex
from .reader import DERIVED, DERIVED_MANIFEST, MANIFEST, Files, Manifest, damaged_files, load_index, read_manifest


@dataclass(frozen=True, slots=True)
class IndexParts:
    """What a build hands over to be written."""

    passages: list[Passage]
    entries: list[Entry]
    embeddings: Embeddings  # (n_entries, dimensions) rows L2-normalised, in half precision
    lexical: LexicalIndex  # of the texts of the entries
    annotations: Annotations
    calibration: Calibration | None
    target_vectors: Embeddings | None
    model: str
    model_sha256: str
    chunking: dict[str, int]
    corpus: dict[str, str]
    skipped: dict[str, str] = field(default_factory=dict)
    converted: Sequence[Converted] = ()  # texts that do not stand in a file as they are


def write_index(parts: IndexParts, folder: Path) -> Manifest:
    """Write an index beside the old one and switch over in one step. The caller holds `build_lock`.

    :raises IndexFileError: If the folder cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
        generation = Path(building) / "generation"
        generation.mkdir()
        files = _write_kept(parts, generation)
        vectors = VectorIndex.from_embeddings(parts.embeddings)
        described, targets = _write_derived(parts, vectors, generation / DERIVED)
        manifest = Manifest(
            generation=checksum([files, described])[:12],
            model=parts.model,
            model_sha256=parts.model_sha256,
            chunking=parts.chunking,
            corpus=parts.corpus,
            skipped=parts.skipped,
            counts=count_parts(parts, targets),
            vectors=vectors.parameters,
            files=files,
        )
        _switch(folder, manifest, Path(building))
    return manifest


def count_parts(parts: IndexParts, targets: int) -> dict[str, int]:
    """How much there is of each, as the manifest records it."""
    return {
        "passages": len(parts.passages),
        "entries": len(parts.entries),
        "wordings": sum(entry.kind == "wording" for entry in parts.entries),
        "targets": targets,
    }


def adopt_index(other: Path, folder: Path) -> Manifest:
    """Put an index that was written in another folder in place of this one's, in one step. The caller holds `build_lock`.

    :raises IndexFileError: If there is none in the other folder.
    """
    manifest = read_manifest(other)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
        shutil.copytree(other / manifest.generation, Path(building) / "generation")
        _switch(folder, manifest, Path(building))
    return manifest


def read_parts(folder: Path) -> IndexParts:
    """The parts of an index that was written, to write it elsewhere.

    :raises IndexFileError: As `load_index`.
    """
    index = load_index(folder)
    derived = folder / index.manifest.generation / DERIVED
    return IndexParts(
        passages=list(index.passages),
        entries=list(index.entries),
        embeddings=index.vectors.embeddings(),
        lexical=LexicalIndex.load(derived),
        annotations=index.annotations,
        calibration=index.calibration,
        target_vectors=index.target_vectors,
        model=index.manifest.model,
        model_sha256=index.manifest.model_sha256,
        chunking=index.manifest.chunking,
        corpus=index.manifest.corpus,
        skipped=index.manifest.skipped,
        converted=read_converted(derived),
    )


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the folder for one build at a time, and clear what a killed build left.

    :raises IndexFileError: If the folder cannot be written.
    """
    from filelock import FileLock  # answering needs no lock

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            for left_over in folder.glob(".building-*"):
                shutil.rmtree(left_over, ignore_errors=True)
            yield
    except OSError as error:
        raise IndexFileError(
            f"{folder}: the index cannot be written ({error.strerror}). Free the disk, name another folder with --index DIR, "
            "or have someone who may write there run 'microneedling-faq index prepare' once"
        ) from error


def number_targets(passages: int, entries: Sequence[Entry]) -> tuple[list[Target], npt.NDArray[np.int32]]:
    """All targets, the passages first and in order, and for each entry the row of its target."""
    numbers: dict[Target, int] = {Target("passage", str(row)): row for row in range(passages)}
    of_entries = [numbers.setdefault(entry.target, len(numbers)) for entry in entries]
    return list(numbers), np.array(of_entries, dtype=np.int32)


def _write_kept(parts: IndexParts, folder: Path) -> Files:
    save_codes(folder, [entry.text for entry in parts.entries], parts.embeddings)
    _write_json(folder / "calibration.json", asdict(parts.calibration) if parts.calibration else None)
    return _hash_files(folder)


def _write_derived(parts: IndexParts, vectors: VectorIndex, folder: Path) -> tuple[Files, int]:
    """Write what is derived; give the files that are the same on every machine, and the number of targets."""
    folder.mkdir()
    targets, entry_targets = number_targets(len(parts.passages), parts.entries)
    write_rows(folder / "passages.jsonl", parts.passages)
    write_rows(folder / "entries.jsonl", parts.entries)
    _write_json(folder / "targets.json", [asdict(target) for target in targets[len(parts.passages) :]])
    _write_json(folder / "annotations.json", asdict(parts.annotations))
    write_converted(folder, parts.converted)
    described = _hash_files(folder)  # FAISS and logarithms differ in a last digit between processors
    np.save(folder / "entry_targets.npy", entry_targets)
    if parts.target_vectors is not None:
        np.save(folder / "target_vectors.npy", parts.target_vectors)
    vectors.save(folder / "vectors.faiss")
    parts.lexical.save(folder)
    write_sealed(folder / DERIVED_MANIFEST, _hash_files(folder))
    return described, len(targets)


def _hash_files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): {"sha256": hash_file(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _switch(folder: Path, manifest: Manifest, building: Path) -> None:
    """Put the new generation in place, then the manifest that names it, then take the old generations away."""
    home = folder / manifest.generation
    if any(damaged_files(folder, manifest)):  # else the same content is there already, and readers may have it open
        if home.is_dir():
            home.replace(building / "damaged")
        (building / "generation").replace(home)
    write_sealed(building / MANIFEST, asdict(manifest))
    (building / MANIFEST).replace(folder / MANIFEST)
    for old in list(folder.iterdir()):
        if old.is_dir() and old != home and (old / CODES).is_file():
            old.replace(building / old.name)  # in one step, so that a kill leaves no half of it


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

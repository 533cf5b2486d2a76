"""The index on disk, and its only reader and writer.

    index/manifest.json        format, model, settings, corpus hashes, and the hash of every file below
    index/<generation>/        passages.jsonl, entries.jsonl, targets.json, entry_targets.npy, vectors.faiss, lexical/,
                               annotations.json, calibration.json

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

from .annotations import Annotations
from .calibration import Calibration
from .corpus import hash_corpus
from .errors import IndexFileError
from .lexical import LexicalIndex
from .model import Model, hash_file
from .paths import SHORT_PARAGRAPH_CHARACTERS
from .rows import JsonRows, write_rows
from .sealed import checksum, read_sealed, write_sealed
from .types import Entry, Passage, Target
from .vectors import VectorIndex

INDEX_FORMAT = 3
MANIFEST = "manifest.json"
HASHED_AT_START_BYTES = 64 * 2**20  # larger files are checked by size at start and in full by `index verify`
_REBUILD = "Rebuild it: microneedling-faq index build"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from, and the hashes that show it is whole."""

    generation: str
    model: str
    model_sha256: str
    chunking: dict[str, int]
    corpus: dict[str, str]  # relative path -> sha256 of every corpus file
    skipped: dict[str, str]  # relative path -> why it could not be read
    counts: dict[str, int]
    vectors: dict[str, int | str]  # how entries are searched
    files: dict[str, dict[str, Any]]  # relative path -> {"sha256", "bytes"}
    format: int = INDEX_FORMAT


@dataclass(frozen=True, slots=True)
class Index:
    """A loaded index. Row i of `vectors` and `lexical` is entry i."""

    folder: Path
    manifest: Manifest
    passages: JsonRows[Passage]
    entries: JsonRows[Entry]
    targets: tuple[Target, ...]  # the passages in order, then topics, small talk …
    signpost_targets: npt.NDArray[np.bool_]  # (n_targets,) which targets are signposts
    entry_targets: npt.NDArray[np.int32]  # (n_entries,) row in `targets`
    vectors: VectorIndex
    lexical: LexicalIndex
    annotations: Annotations
    calibration: Calibration | None  # none where there are no wordings


@dataclass(frozen=True, slots=True)
class IndexParts:
    """What a build hands over to be written."""

    passages: list[Passage]
    entries: list[Entry]
    vectors: VectorIndex
    lexical: LexicalIndex
    annotations: Annotations
    calibration: Calibration | None
    model: str
    model_sha256: str
    chunking: dict[str, int]
    corpus: dict[str, str]
    skipped: dict[str, str] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an index folder.

    :raises IndexFileError: If there is none, or it is damaged or of another format.
    """
    path = folder / MANIFEST
    try:
        content = read_sealed(path)
        found = content["format"]
        if found != INDEX_FORMAT:
            raise IndexFileError(f"{path}: the index has format {found}, this program reads {INDEX_FORMAT}. {_REBUILD}")
        return Manifest(**content)
    except FileNotFoundError as error:
        raise IndexFileError(f"{folder}: there is no index. Build it: microneedling-faq index build") from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexFileError(f"{path}: the manifest is damaged ({error}). {_REBUILD}") from error


def chunking_settings(max_tokens: int) -> dict[str, int]:
    """How texts are split, as the manifest records it."""
    return {"max_tokens": max_tokens, "short_paragraph_characters": SHORT_PARAGRAPH_CHARACTERS}


def stale_because(manifest: Manifest, corpus: Path, model: Model) -> str | None:
    """Why an index no longer fits its corpus, model or this program, in one line; `None` if it does.

    :raises CorpusError: If the corpus is missing or empty.
    """
    if manifest.model_sha256 != model.sha256:
        return f"it was built with the model {manifest.model}, not {model.name}"
    if manifest.chunking != chunking_settings(manifest.chunking.get("max_tokens", 0)):
        return "the program splits texts differently now"
    now = hash_corpus(corpus)
    changed = sorted(name for name in now.keys() | manifest.corpus.keys() if now.get(name) != manifest.corpus.get(name))
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return f"{changed[0]}{more} changed since"
    return None


def load_index(folder: Path) -> Index:
    """Load an index, its files checked against the manifest first.

    :raises IndexFileError: If it is missing, damaged or of another format; the message names the file.
    """
    while True:
        manifest = read_manifest(folder)
        try:
            return _load_generation(folder, manifest)
        except IndexFileError:
            if read_manifest(folder).generation == manifest.generation:
                raise  # else a build replaced it while we read


def damaged_files(folder: Path, manifest: Manifest, *, hash_up_to: int | None = None) -> Iterator[str]:
    """A line for each index file that is missing or is not as it was written.

    :param hash_up_to: Hash only files of up to so many bytes, and check the size of larger ones; `None` hashes all.
    """
    for name, expected in manifest.files.items():
        path = folder / manifest.generation / name
        if damage := _damage(path, expected, to_hash=hash_up_to is None or expected["bytes"] <= hash_up_to):
            yield f"{path}: {damage}"


def _damage(path: Path, expected: dict[str, Any], *, to_hash: bool) -> str | None:
    try:  # a build may take the file away between any two of these steps
        size = path.stat().st_size
        if size != expected["bytes"]:
            return f"{size} bytes, {expected['bytes']} expected"
        if to_hash and hash_file(path) != expected["sha256"]:
            return "the content has changed (sha256 differs)"
    except OSError as error:
        return "the file is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
    return None


def write_index(parts: IndexParts, folder: Path) -> Manifest:
    """Write an index beside the old one and switch over in one step. The caller holds `build_lock`.

    :raises IndexFileError: If the folder cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".building-") as building:
        generation = Path(building) / "generation"
        generation.mkdir()
        targets = _write_generation(parts, generation)
        files = {
            path.relative_to(generation).as_posix(): {"sha256": hash_file(path), "bytes": path.stat().st_size}
            for path in sorted(generation.rglob("*"))
            if path.is_file()
        }
        manifest = Manifest(
            generation=checksum(files)[:12],
            model=parts.model,
            model_sha256=parts.model_sha256,
            chunking=parts.chunking,
            corpus=parts.corpus,
            skipped=parts.skipped,
            counts={
                "passages": len(parts.passages),
                "entries": len(parts.entries),
                "wordings": sum(entry.kind == "wording" for entry in parts.entries),
                "targets": targets,
            },
            vectors=parts.vectors.parameters,
            files=files,
        )
        _switch(folder, manifest, Path(building))
    return manifest


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
            f"{folder}: the index cannot be written ({error.strerror}). Free the disk, or name another folder with --index DIR"
        ) from error


def number_targets(passages: int, entries: Sequence[Entry]) -> tuple[list[Target], npt.NDArray[np.int32]]:
    """All targets, the passages first and in order, and for each entry the row of its target."""
    numbers: dict[Target, int] = {Target("passage", str(row)): row for row in range(passages)}
    of_entries = [numbers.setdefault(entry.target, len(numbers)) for entry in entries]
    return list(numbers), np.array(of_entries, dtype=np.int32)


def signpost_mask(targets: Sequence[Target]) -> npt.NDArray[np.bool_]:
    """Which targets are signposts, (n_targets,)."""
    return np.array([target.kind == "signpost" for target in targets], dtype=np.bool_)


def _write_generation(parts: IndexParts, folder: Path) -> int:
    targets, entry_targets = number_targets(len(parts.passages), parts.entries)
    write_rows(folder / "passages.jsonl", parts.passages)
    write_rows(folder / "entries.jsonl", parts.entries)
    _write_json(folder / "targets.json", [asdict(target) for target in targets[len(parts.passages) :]])
    _write_json(folder / "calibration.json", asdict(parts.calibration) if parts.calibration else None)
    _write_json(folder / "annotations.json", asdict(parts.annotations))
    np.save(folder / "entry_targets.npy", entry_targets)
    parts.vectors.save(folder / "vectors.faiss")
    parts.lexical.save(folder)
    return len(targets)


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
        if old.is_dir() and old != home and (old / "entry_targets.npy").is_file():
            old.replace(building / old.name)  # in one step, so that a kill leaves no half of it


def _load_generation(folder: Path, manifest: Manifest) -> Index:
    for damage in damaged_files(folder, manifest, hash_up_to=HASHED_AT_START_BYTES):
        raise IndexFileError(f"{damage}. {_REBUILD}")
    home = folder / manifest.generation
    try:
        others = json.loads((home / "targets.json").read_text(encoding="utf-8"))
        passages = JsonRows(home / "passages.jsonl", _passage)
        targets = [Target("passage", str(row)) for row in range(len(passages))] + [Target(**other) for other in others]
        return Index(
            folder,
            manifest,
            passages,
            JsonRows(home / "entries.jsonl", _entry),
            tuple(targets),
            signpost_mask(targets),
            np.load(home / "entry_targets.npy", mmap_mode="r").view(np.ndarray),  # plain: ten times as fast a row
            VectorIndex.load(home / "vectors.faiss"),
            LexicalIndex.load(home),
            Annotations.from_json(json.loads((home / "annotations.json").read_text(encoding="utf-8"))),
            _calibration(json.loads((home / "calibration.json").read_text(encoding="utf-8"))),
        )
    except Exception as error:  # FAISS and numpy raise bare exceptions of many kinds on files that make no sense
        raise IndexFileError(f"{home}: cannot be loaded ({error}). {_REBUILD}") from error


def _passage(paragraphs: list[int], **fields: Any) -> Passage:
    return Passage(paragraphs=tuple(paragraphs), **fields)


def _calibration(content: dict[str, Any] | None) -> Calibration | None:
    return Calibration(**content) if content else None


def _entry(target: dict[str, Any], **fields: Any) -> Entry:
    return Entry(target=Target(**target), **fields)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

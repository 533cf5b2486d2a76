"""The index on disk, and its only reader; `writing.py` is its only writer.

index/manifest.json             format, model, settings, corpus hashes, and the hash of every kept file
index/<generation>/             what is kept: embeddings.npy, keys.npy, calibration.json
index/<generation>/derived/     what a build derives from corpus and embeddings in a second or two: passages.jsonl,
                                entries.jsonl, targets.json, entry_targets.npy, target_vectors.npy, vectors.faiss,
                                lexical/, annotations.json, converted.json (module `converted_texts`),
                                and derived.json with the hash of each

Only what is kept is committed. An index without its derived files is built again, and nothing is embedded for that.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..checksums import hash_file, read_sealed
from ..corpus.annotations import Annotations
from ..corpus.documents import hash_corpus
from ..corpus.program_signposts import hash_brought
from ..encoder.model_files import Model
from ..errors import IndexFileError
from ..index_places import IndexPlace
from ..paths import SHORT_PARAGRAPH_CHARACTERS
from ..types import Embeddings, Entry, Passage, Target
from .calibration import Calibration
from .engine import Lexicon, Records, Vectors
from .faiss_vectors import VectorIndex
from .json_rows import JsonRows
from .lexical import LexicalIndex
from .mapped_arrays import map_array

INDEX_FORMAT = 5
MANIFEST = "manifest.json"
DERIVED, DERIVED_MANIFEST = "derived", "derived.json"
HASHED_AT_START_BYTES = 64 * 2**20  # larger files are checked by size at start and in full by `index verify`
HEADINGS_SEARCHED_WITH_TEXT = 1  # how many of those above a passage
_REBUILD = "Rebuild it: microneedling-faq index build"


Files = dict[str, dict[str, Any]]  # relative path -> {"sha256", "bytes"}


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
    files: Files  # those that are kept
    format: int = INDEX_FORMAT


@dataclass(frozen=True, slots=True)
class Index:
    """A loaded index. Row i of `vectors` and `lexical` is entry i."""

    place: IndexPlace
    manifest: Manifest
    passages: Records[Passage]
    entries: Records[Entry]
    targets: tuple[Target, ...]  # the passages in order, then topics, small talk …
    signpost_targets: frozenset[int]  # rows in `targets` of the signposts
    entry_targets: npt.NDArray[np.int32]  # (n_entries,) row in `targets`
    first_entries: npt.NDArray[np.int64]  # (n_targets,) the first row of each target
    vectors: Vectors
    lexical: Lexicon
    annotations: Annotations
    calibration: Calibration | None  # none where there are no wordings
    target_vectors: Embeddings | None  # (n_targets, dimensions) rows L2-normalised; none where nothing was trained

    @property
    def language(self) -> str:
        """That of most of its text."""
        return self.annotations.languages[0]


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
    """How texts are split and what of them is searched, as the manifest records it."""
    return {
        "max_tokens": max_tokens,
        "short_paragraph_characters": SHORT_PARAGRAPH_CHARACTERS,
        "headings_searched_with_text": HEADINGS_SEARCHED_WITH_TEXT,
    }


def stale_because(manifest: Manifest, corpus: Path, model: Model) -> str | None:
    """Why an index no longer fits its corpus, model or this program, in one line; `None` if it does.

    :raises CorpusError: If the corpus is missing or empty.
    """
    if manifest.model_sha256 != model.fingerprint:
        became = "was trained anew" if manifest.model == model.name else f"is {model.name} now"
        return f"the model {manifest.model}, which it was built with, {became}"
    if manifest.chunking != chunking_settings(manifest.chunking.get("max_tokens", 0)):
        return "the program splits texts differently now"
    now = hash_corpus(corpus) | hash_brought(corpus)
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
    home = folder / manifest.generation
    yield from _damaged(home, manifest.files, hash_up_to)
    try:
        yield from _damaged(home / DERIVED, read_sealed(home / DERIVED / DERIVED_MANIFEST), hash_up_to)
    except (OSError, ValueError) as error:
        yield f"{home / DERIVED / DERIVED_MANIFEST}: {'the file is missing' if isinstance(error, OSError) else error}"


def damaged_kept_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The same for the files that are kept, all of them hashed."""
    yield from _damaged(folder / manifest.generation, manifest.files, None)


def _damaged(home: Path, files: Files, hash_up_to: int | None) -> Iterator[str]:
    for name, expected in files.items():
        to_hash = hash_up_to is None or expected["bytes"] <= hash_up_to
        if damage := _damage(home / name, expected, to_hash=to_hash):
            yield f"{home / name}: {damage}"


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


def signpost_rows(targets: Sequence[Target]) -> frozenset[int]:
    """Which targets are signposts."""
    return frozenset(row for row, target in enumerate(targets) if target.kind == "signpost")


def _load_generation(folder: Path, manifest: Manifest) -> Index:
    for damage in damaged_files(folder, manifest, hash_up_to=HASHED_AT_START_BYTES):
        raise IndexFileError(f"{damage}. {_REBUILD}")
    kept = folder / manifest.generation
    home = kept / DERIVED
    try:
        others = json.loads((home / "targets.json").read_text(encoding="utf-8"))
        passages = JsonRows(home / "passages.jsonl", passage_of)
        targets = [Target("passage", str(row)) for row in range(len(passages))] + [Target(**other) for other in others]
        entry_targets = map_array(home / "entry_targets.npy")
        return Index(
            folder,
            manifest,
            passages,
            JsonRows(home / "entries.jsonl", _entry),
            tuple(targets),
            signpost_rows(targets),
            entry_targets,
            first_rows(entry_targets, len(targets)),
            VectorIndex.load(home / "vectors.faiss"),
            LexicalIndex.load(home),
            Annotations.from_json(json.loads((home / "annotations.json").read_text(encoding="utf-8"))),
            _calibration(json.loads((kept / "calibration.json").read_text(encoding="utf-8"))),
            map_array(home / "target_vectors.npy") if (home / "target_vectors.npy").is_file() else None,
        )
    except Exception as error:  # FAISS and numpy raise bare exceptions of many kinds on files that make no sense
        raise IndexFileError(f"{home}: cannot be loaded ({error}). {_REBUILD}") from error


def first_rows(entry_targets: npt.NDArray[np.int32], targets: int) -> npt.NDArray[np.int64]:
    """The first row of each target: (n_targets,)."""
    first = np.zeros(targets, dtype=np.int64)
    first[entry_targets[::-1]] = np.arange(len(entry_targets))[::-1]  # of several the last one written stays: the first row
    return first


def passage_of(paragraphs: list[int], headings: Sequence[str] = (), **fields: Any) -> Passage:
    """The passage that a line of JSON stands for."""
    return Passage(paragraphs=tuple(paragraphs), headings=tuple(headings), **fields)


def _calibration(content: dict[str, Any] | None) -> Calibration | None:
    return Calibration(**content) if content else None


def _entry(target: dict[str, Any], **fields: Any) -> Entry:
    return Entry(target=Target(**target), **fields)

"""Builders with defaults, and the small parts that several test files put together."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from itertools import product
from pathlib import Path
from typing import Any

from microneedling_faq.checksums import read_sealed
from microneedling_faq.index.reader import DERIVED, DERIVED_MANIFEST, MANIFEST, Index, read_manifest
from microneedling_faq.index.writer import IndexParts
from microneedling_faq.types import Document, Embeddings, Entry, Passage, Target

ROUNDING = 1e-2  # what eight bits a weight and a byte a number change a number of an embedding by, at most

SMALL_CORPUS = {
    "returns.md": (
        "---\ntitle: Returns\nauthor: Ada Park\nsource: https://shop.example/returns\nreviewed: 2026-01-31\n---\n\n"
        "You can send a parcel back within thirty days. Keep the receipt. Print the label at home.\n\n"
        "We refund the price, but not the postage. The money arrives within a week of the parcel reaching us.\n"
    ),
    "delivery.txt": (
        "Delivery\r\n\r\nBy Ben Ruiz\r\n\r\n"
        "Orders leave our warehouse the next working day.\r\nTracking starts the same evening.\r\n\r\n"
        "Islands take three days longer. The ferry does not sail at weekends.\r\n"
    ),
    "care/plants.md": (
        "# Caring for plants\n\nMost plants die of too much water. Let the soil dry before you water again.\n\n"
        "## Light\n\nFerns like shade.\n\nCacti like sun.\n\n## Winter\n\nMove them away from the window when it freezes.\n"
    ),
    "café.md": "The café\n\nCoffee is served from 8 a.m. until noon. Crème brûlée 🍮 costs extra. ¿Té? También.\n",
    "records.jsonl": (
        '{"id": "gift-card", "title": "Gift cards", "text": "A gift card never expires. It works in every shop."}\n'
        '{"id": "parking", "title": "Parking", "text": "Two hours are free behind the house."}\n'
    ),
}
"""Six documents: front matter, title and byline with CRLF, headings, letters beyond ASCII, and two records."""

TAUGHT_QUESTIONS = "staff/questions/recorded.jsonl"
_NUMBERS = "one two three four five six seven eight nine ten".split()
_RECORDED = (
    '{"id": "1", "question": "can I get my money back?", "kind": "direct", "answerable": true, "relevant_paragraphs": [2], '
    '"grade2": [2]}\n{"id": "2", "question": "will it snow?", "kind": "off-topic", "answerable": false, '
    '"relevant_paragraphs": [], "grade2": []}\n'
)

CLINIC_FAQ = """\
# Bright Dental: frequently asked questions

## Visits

### How do I book a visit?
Call the front desk, or pick a time in the online calendar. New patients are seen within a week.

### What happens at the first visit?
The first visit is free. We look at every tooth, take pictures where they are needed, and talk about what you want.

### How often should I come for a check-up?
Most adults do well with a check-up every six months. It takes half an hour.

### Do you treat children?
Yes, from the first tooth on. We keep Wednesday afternoons for families.

### Can I cancel my appointment?
Yes, up to a day before, by phone or in the calendar. Later than that we charge $40.

## Treatments

### Does a filling hurt?
We numb the tooth first, so most people feel pressure but no pain.

### What does teeth whitening cost?

| option | price |
|---|---|
| home kit | $180 |
| at the clinic | $400 |

### How long does a crown take?
Two visits, two weeks apart. You wear a temporary crown in between.

### Can a broken tooth be saved?
Often, yes. Depending on the break we use:

- a filling for a chipped edge
- a crown for a broken cusp
- a root canal where the nerve is open

### Do you place implants?
No. We send you to a surgeon we trust and make the crown afterwards.

## Money

### Which insurance do you take?
We work with Delta Dental, Cigna and MetLife. See [our list](https://example.com/insurance).

### Can I pay in instalments?
Yes, over three, six or twelve months, without interest.

## Afterwards

### What can I eat after an extraction?
Soft and cool food for two days: yoghurt, soup that is not hot, mashed potatoes. Chew on the other side.

### My temporary crown came off. What now?
Keep it and call us. We put it back the same day.
"""
"""An FAQ as a clinic has one: questions as headings, a table, a list."""


def write_files(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder, byte for byte."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def make_document(text: str = "One sentence. Another one.", **fields: Any) -> Document:
    return Document(**{"id": "doc", "title": "A title", "text": text, "body_start": 0} | fields)


def make_passage(text: str = "One sentence. Another one.", *, start: int = 0, **fields: Any) -> Passage:
    defaults = {
        "document": "doc",
        "title": "A title",
        "author": None,
        "reviewed": None,
        "paragraphs": (1,),
        "start": start,
        "end": start + len(text),
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return Passage(**defaults | fields)


def make_entry(text: str = "One sentence.", *, row: int = 0, **fields: Any) -> Entry:
    return Entry(**{"text": text, "target": Target("passage", str(row)), "kind": "passage", "start": 0, "end": 0} | fields)


def index_files(folder: Path) -> list[Path]:
    """The manifest of an index, every file that it answers for, and the derived ones with theirs."""
    home = folder / read_manifest(folder).generation
    derived = home / DERIVED / DERIVED_MANIFEST
    kept = [home / name for name in read_manifest(folder).files]
    return [folder / MANIFEST, *kept, derived, *(home / DERIVED / name for name in read_sealed(derived))]


def parts_of(index: Index, **changes: Any) -> IndexParts:
    """The parts from which a loaded index can be written again, some of them changed."""
    known = {field.name: getattr(index, field.name, getattr(index.manifest, field.name, None)) for field in fields(IndexParts)}
    made = {"passages": list(index.passages), "entries": list(index.entries), "embeddings": index.vectors.embeddings()}
    return replace(IndexParts(**known | made | {"converted": ()}), **changes)


def parts_titled(index: Index, title: str) -> IndexParts:
    """The parts of an index with one title on every passage, so that one index can be told from another."""
    return parts_of(index, passages=[replace(passage, title=title) for passage in index.passages])


def titles(index: Index) -> set[str]:
    return {passage.title for passage in index.passages}


def everything_found(index: Index, query_embeddings: Embeddings, tokens: list[str]) -> list[Any]:
    """What a query finds in an index, by meaning and by words, with the texts that were found."""
    cosines, rows = index.vectors.search(query_embeddings, 10)
    found = [(index.entries[int(row)], index.targets[index.entry_targets[row]]) for row in rows[0]]
    return [found, cosines.tolist(), index.lexical.scores(tokens).tolist(), list(index.passages)]


def flip_byte(path: Path, position: int, mask: int = 0x01) -> None:
    """Change one byte of a file; a negative position counts from its end."""
    with path.open("r+b") as file:
        file.seek(position, os.SEEK_END if position < 0 else os.SEEK_SET)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ mask]))


def run_python(code: str, *arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """Run a program of a few lines in an interpreter of its own."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def words_and_two(text: str) -> int:
    """A token count that can be checked by eye: the words, and two for the ends."""
    return len(text.split()) + 2


def copy_model(folder: Path, original: Path) -> Path:
    """A model folder whose weights are its own, to damage at will; the other files are links."""
    folder.mkdir()
    for path in original.iterdir():
        (folder / path.name).symlink_to(path)
    weights = folder / "model.safetensors"
    weights.unlink()
    shutil.copyfile(original / "model.safetensors", weights)
    return folder


def write_taught_corpus(folder: Path) -> Path:
    """The small corpus with as many wordings as a training wants, on two things, and two recorded questions."""
    back = ("refund", "money back for", "return"), ("cup", "hat", "coat", "bag")
    sky = ("rain on", "will it be sunny on", "snow on"), ("monday", "may", "june", "friday")
    wordings, weather = ([" ".join(words) for words in product(*each, _NUMBERS)] for each in (back, sky))
    off_topic = f'[[off_topic]]\nid = "weather"\nwordings.en = {json.dumps(weather)}\n'
    staff = {"answers.toml": taught_answers(wordings), "off.toml": off_topic, TAUGHT_QUESTIONS: _RECORDED}
    return write_files(folder, SMALL_CORPUS | staff)


def taught_answers(wordings: list[str]) -> str:
    """A file in which wordings are taught to a passage of the small corpus."""
    quote = "We refund the price, but not the postage."
    return f'[[answers]]\ndocument = "returns"\nquote = "{quote}"\nwordings.en = {json.dumps(wordings)}\n'

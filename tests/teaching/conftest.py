"""A corpus to change at will, with its index, recorded questions and a topic."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from builders import CLINIC_FAQ, write_files
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.settings import Settings
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.trial import Workplace

TOPICS = """\
# What the FAQ is silent about.

[[topics]]
id = "vouchers"
wordings.en = [
    "do you sell vouchers",  # asked at Christmas
    "can I buy a gift card",
    "is there a voucher for my mum",
    "how do gift cards work with you",
]

[[topics]]
id = "sedation"
wordings.en = ["can I be put to sleep", "do you offer sedation", "general anaesthetic", "laughing gas"]
"""
NOTICES = '[topics.{}]\nname = "{}"\ntext = "The FAQ does not tell about {}."\n'
QUESTIONS = """\
{"id": "q1", "question": "Do you treat children?", "kind": "direct", "answerable": true, "relevant_paragraphs": [4]}
{"id": "q2", "question": "Do you sell vouchers?", "kind": "unanswerable-on-topic", "answerable": false}
"""


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Path:
    """A folder with `corpus` and `index`; not to be written to."""
    folder = tmp_path_factory.mktemp("clinic")
    notices = "\n".join(NOTICES.format(name, name, name) for name in ("vouchers", "sedation"))
    files = {
        "faq.md": CLINIC_FAQ,
        "staff/topics.toml": TOPICS,
        "staff/notices/topics.en.toml": notices,
        "staff/notices/topics.es.toml": notices,
        "staff/questions/recorded.jsonl": QUESTIONS,
    }
    write_files(folder / "corpus", files)
    build_index(folder / "corpus", folder / "index", model)
    return folder


@pytest.fixture
def place(original: Path, tmp_path: Path, model: Model) -> Workplace:
    """A corpus and its index, to change at will."""
    folder = Path(shutil.copytree(original, tmp_path / "clinic"))
    return Workplace(folder / "corpus", folder / "index", model, Settings())


@pytest.fixture
def ana() -> Hand:
    return Hand("Ana", date(2026, 11, 30))


@pytest.fixture
def ben() -> Hand:
    return Hand("Ben", date(2026, 12, 1))

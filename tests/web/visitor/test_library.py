from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.index.reader import load_index
from microneedling_faq.web.visitor.library import Heading, Library

CARE = "# Care\n\nBefore.\n\n### Day **one**\n\n#### Morning\n\n- Wash *gently*.\n- Rest.\n\n### Day two\n\nWork again.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_files(tmp_path / "corpus", {"after/care.md": CARE, "plain.txt": "Title\n\n# no heading\n\n*Stars* stay.\n"})


@pytest.fixture
def library(corpus: Path, tmp_path: Path, model: Model) -> Library:
    build_index(corpus, tmp_path / "index", model)
    return Library(load_index(tmp_path / "index").passages, corpus)


def test_headings_stand_above_their_passages_one_level_at_a_time(library: Library) -> None:
    assert [(section.passage.text[:6], section.headings) for section in library.sections_of("after/care")] == [
        ("Before", []),
        ("- Wash", [Heading(2, "Day one"), Heading(3, "Morning")]),
        ("Work a", [Heading(2, "Day two")]),
    ]


def test_the_title_is_no_heading(library: Library) -> None:
    assert all(heading.text != "Care" for section in library.sections_of("after/care") for heading in section.headings)


def test_only_markdown_is_set_as_markdown(library: Library) -> None:
    parts = [part for section in library.sections_of("plain") for part in section.parts]
    assert all(part.kind == "plain" and run.styles == () for part in parts for row in part.rows for run in row)


def test_a_document_that_was_changed_since_is_shown_as_it_was_indexed(library: Library, corpus: Path) -> None:
    before = library.passages_of("after/care")
    (corpus / "after" / "care.md").write_text("Something else.", encoding="utf-8")
    sections = library.sections_of("after/care")
    assert [section.passage for section in sections] == before
    assert [heading.text for section in sections for heading in section.headings] == ["Day one", "Morning", "Day two"]


def test_a_document_that_is_gone_is_shown_as_it_was_indexed(library: Library, corpus: Path) -> None:
    (corpus / "after" / "care.md").unlink()
    assert len(library.sections_of("after/care")) == 3


def test_the_order_is_that_of_the_document(small_corpus: Path, small_index: Path) -> None:
    passages = load_index(small_index).passages
    library = Library(passages, small_corpus)
    found = library.passages_of("returns")
    assert [passage.start for passage in found] == sorted(
        passage.start for passage in passages if passage.document == "returns"
    )
    assert library.passages_of("nothing") == library.sections_of("nothing") == []

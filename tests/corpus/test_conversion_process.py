"""Hostile, huge and damaged files: each is named, and the others are read."""

import io
import os
import signal
import zipfile
from pathlib import Path

import pypdf
import pytest
from test_conversion import FAQS, WORD_PARTS, excel_file, word_file

from builders import write_files
from microneedling_faq.corpus.conversion_process import conversion_process
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.errors import CorpusError

GOOD = {"good.docx": FAQS["faq.docx"]}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
MIB = 2**20


def archive_of(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def scan_of(pages: int) -> bytes:
    """A PDF of pages without text."""
    writer, file = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(600, 800)
    writer.write(file)
    return file.getvalue()


HOSTILE = {
    "entities.docx": (
        archive_of(WORD_PARTS | {"word/document.xml": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'}),
        r"cannot be read as \.docx",
    ),
    "bomb.docx": (archive_of(WORD_PARTS | {"word/document.xml": " " * 300 * MIB}), "unpacks to more than 256 MiB"),
    "nested.html": (b"<div>" * 10_000, "cannot be read as|holds no text"),
    "scan.pdf": (scan_of(500), r"holds no text\. If it is a scan, have its text recognised"),
    "cut.pdf": (FAQS["faq.pdf"][:200], r"cannot be read as \.pdf"),
    "empty.xlsx": (b"", r"cannot be read as \.xlsx"),
    "unlabelled.xlsx": (excel_file(Sheet=[]), "holds no text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_with_what_to_do_and_the_others_are_read(tmp_path: Path, name: str):
    data, said = HOSTILE[name]
    corpus = read_corpus(write_files(tmp_path, {name: data} | GOOD))

    assert [document.id for document in corpus.documents] == ["good"]
    (problem,) = corpus.problems
    assert problem.path == tmp_path / name
    with pytest.raises(CorpusError, match=said):
        raise problem


def test_a_file_that_is_larger_than_a_disk_of_old_is_not_read(tmp_path: Path):
    write_files(tmp_path, GOOD)
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(65 * MIB)  # a hole: it takes no room

    (problem,) = read_corpus(tmp_path).problems
    assert problem.problem == "is larger than 64 MiB. Split it, or take the pictures out"


def test_a_file_that_needs_more_memory_than_it_may_is_named_and_the_next_is_read(tmp_path: Path):
    write_files(tmp_path, GOOD | {"long.docx": word_file(*[("Normal", "a paragraph")] * 40_000)})

    with conversion_process(memory=48 * MIB) as conversions:
        with pytest.raises(CorpusError, match=r"long\.docx: needs more than 48 MiB of memory to be read\. Split it"):
            conversions.convert(tmp_path / "long.docx")
        assert "We numb the tooth first" in conversions.convert(tmp_path / "good.docx").text


def test_a_file_that_takes_longer_than_it_may_is_named(tmp_path: Path):
    write_files(tmp_path, GOOD)

    with (
        conversion_process(seconds=0.000_001) as conversions,
        pytest.raises(CorpusError, match=r"good\.docx: takes more than 1e-06 seconds to be read\. Open it in a program"),
    ):
        conversions.convert(tmp_path / "good.docx")


def test_where_the_process_is_ended_from_outside_a_new_one_reads_the_next_file(tmp_path: Path):
    write_files(tmp_path, GOOD)

    with conversion_process() as conversions:
        first = conversions.convert(tmp_path / "good.docx")
        os.kill(conversions._process.pid, signal.SIGKILL)
        conversions._process.wait()
        assert conversions.convert(tmp_path / "good.docx") == first


def test_no_process_is_left_when_a_corpus_was_read(tmp_path: Path):
    with conversion_process() as conversions:
        conversions.convert(write_files(tmp_path, GOOD) / "good.docx")
        process = conversions._process

    assert process.poll() == 0

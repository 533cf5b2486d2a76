"""Whatever stands in a file that people edit, it is read or refused by our own errors: no other comes out."""

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from mutations import mutated, mutated_archive
from samples import excel_file, pdf_file, word_file

from builders import SMALL_CORPUS, write_files
from microneedling_faq.building.build import read_material
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.formats import CONVERTED_SUFFIXES, RECORDS_SUFFIX, TEXT_SUFFIXES
from microneedling_faq.corpus.patterns import parse_pattern
from microneedling_faq.corpus.review import review_corpus
from microneedling_faq.encoder.sentence_embedder import CorpusEmbedder
from microneedling_faq.errors import FaqError
from microneedling_faq.evaluation.question_files import read_qrels, read_queries, read_questions
from microneedling_faq.paths import shipped
from microneedling_faq.settings_reading import read_settings

EXAMPLES = int(os.environ.get("MICRONEEDLING_FAQ_FUZZING", "0"))  # other ones every time, where a number is set
many = settings(max_examples=EXAMPLES or 60, deadline=None, derandomize=not EXAMPLES, suppress_health_check=list(HealthCheck))
few = settings(many, max_examples=EXAMPLES or 15)


def encoded(*texts: str) -> list[bytes]:
    return [text.encode() for text in texts]


SETTINGS = encoded(
    '[clinic]\nname = "A"\n[care]\ncountry = "US"\n[web]\norigins = ["https://a.example"]\nproxies = ["10.0.0.0/8"]\n'
    'path = "/faq"\n[answers]\nbar = 0.4\n[operate]\nmetrics = "127.0.0.1:9464"\nstop_seconds = 3\n'
    '[notices.en]\n"general.recommendation" = "See us."\n'
)
STAFF = encoded(
    '[[answers]]\ndocument = "returns"\nquote = "We refund the price"\nwordings.en = ["money back"]\nask.en = "Refund?"\n',
    '[[off_topic]]\nid = "weather"\nwordings.en = ["rain on monday"]\n',
    '[[cautions]]\nid = "c"\ndocument = "returns"\nquote = "Keep the receipt."\n'
    'sources = [{ name = "A", url = "https://a.example/x" }]\n',
    '[[signposts]]\nid = "s"\nkind = "urgent"\npriority = 1\npatterns = ["cant ... breath*"]\nwordings.en = ["i choke"]\n',
    *(path.read_text(encoding="utf-8") for path in sorted(shipped("corpus").glob("staff/signposts/*.toml"))[:4]),
)
QUESTIONS = encoded(
    '{"id": "1", "question": "a?", "kind": "direct", "answerable": true, "relevant_paragraphs": [2], "grade2": [2]}\n'
    '{"id": "2", "question": "b?", "kind": "off-topic", "answerable": false, "relevant_paragraphs": [], "grade2": []}\n'
)
TEXTS = {
    ".md": encoded(
        str(SMALL_CORPUS["returns.md"]), str(SMALL_CORPUS["care/plants.md"]), "# A\n\n| a | b |\n|---|---|\n| c | d |\n"
    ),
    ".txt": encoded(str(SMALL_CORPUS["delivery.txt"])),
    ".jsonl": encoded(str(SMALL_CORPUS["records.jsonl"])),
    ".csv": encoded("question,answer,question 2\nDoes it hurt?,We numb it.,is it sore\n", "a;b\n1;2\n"),
    ".html": encoded("<html><body><main><h1>FAQ</h1><h2>Does it hurt?</h2><p>We <b>numb</b> it.</p></main></body></html>"),
}


def only_ours(read: Callable[[], object]) -> None:
    try:
        read()
    except FaqError as error:
        assert str(error).strip()


def read_as(name: str, data: bytes, read: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        only_ours(lambda: read(write_files(Path(folder), {name: data}) / name))


@many
@given(mutated(SETTINGS))
def test_settings(data: bytes) -> None:
    read_as("clinic.toml", data, lambda path: read_settings(path, {}))


@many
@given(
    st.dictionaries(st.sampled_from(["WEB_PATH", "WEB_ORIGINS", "ANSWERS_BAR", "OPERATE_METRICS", "WEB_X", "CARE_"]), st.text())
)
def test_the_environment(values: dict[str, str]) -> None:
    only_ours(lambda: read_settings(None, {f"MICRONEEDLING_FAQ_{name}": value for name, value in values.items()}))


@pytest.mark.parametrize("suffix", TEXTS)
def test_documents(suffix: str) -> None:
    @many
    @given(mutated(TEXTS[suffix]))
    def read_any(data: bytes) -> None:
        read_as(f"doc{suffix}", data, read_corpus)

    read_any()


@few
@given(st.one_of(mutated([word_file()]), mutated_archive(word_file())))
def test_word_files(data: bytes) -> None:
    read_as("doc.docx", data, read_corpus)


@few
@given(st.one_of(mutated([excel_file()]), mutated_archive(excel_file())))
def test_workbooks(data: bytes) -> None:
    read_as("doc.xlsx", data, read_corpus)


@many
@given(mutated([pdf_file()]))
def test_pdf(data: bytes) -> None:
    read_as("doc.pdf", data, read_corpus)


@few
@given(mutated(STAFF))
def test_what_staff_write(embedder: CorpusEmbedder, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus = write_files(Path(folder), {"returns.md": SMALL_CORPUS["returns.md"], "staff.toml": data})
        only_ours(lambda: review_corpus(corpus, date(2026, 1, 1)))
        only_ours(lambda: read_material(corpus, embedder))


@many
@given(mutated(QUESTIONS))
def test_files_of_questions(data: bytes) -> None:
    for read in (read_questions, read_queries, read_qrels):
        read_as("file.jsonl", data, read)


@many
@given(st.text(st.sampled_from("abc19|*_. \nÄ"), max_size=30))
def test_patterns(text: str) -> None:
    only_ours(lambda: parse_pattern(text))


def test_every_format_is_tried() -> None:
    assert {*CONVERTED_SUFFIXES, *TEXT_SUFFIXES, RECORDS_SUFFIX} == {*TEXTS, ".xlsx", ".pdf", ".docx", ".htm"}

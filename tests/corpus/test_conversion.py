import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pypdf
import pytest

from builders import write_files
from microneedling_faq.corpus import conversion
from microneedling_faq.corpus.conversion import convert
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.formats import CONVERTED_SUFFIXES
from microneedling_faq.errors import CorpusError

WORD_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>",
}


def word_file(*paragraphs: tuple[str, str]) -> bytes:
    """A .docx of (style, text)."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>' for style, text in paragraphs
    )
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    parts = WORD_PARTS | {"word/document.xml": f"<w:document {namespace}><w:body>{body}</w:body></w:document>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def excel_file(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def pdf_file(*lines: str, password: str = "") -> bytes:
    """A PDF of one page that a hand could write, one line below the other."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Root 1 0 R /Size 6 >>\nstartxref\n{len(body)}\n%%EOF\n"
    writer = pypdf.PdfWriter(io.BytesIO((body + end).encode()))
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


FAQS = {
    "faq.csv": b"\xef\xbb\xbfQuestion;Answer;Question 2\r\nDoes a filling hurt?;We numb the tooth first.;is it sore\r\n",
    "faq.xlsx": excel_file(
        FAQ=[["question", "answer", "question 2"], ["Does a filling hurt?", "We numb the tooth first.", "is it sore"]],
        Prices=[["kit", "price"], ["home", 180]],
    ),
    "faq.html": b"<title>T</title><h2>Does a filling hurt?</h2><p>We numb the tooth first.</p>",
    "faq.docx": word_file(("Title", "Our FAQ"), ("Heading2", "Does a filling hurt?"), ("Normal", "We numb the tooth first.")),
    "faq.pdf": pdf_file("Does a filling hurt?", "We numb the tooth first."),
}


@pytest.mark.parametrize("name", FAQS)
def test_a_question_and_its_answer_are_told_apart_in_every_format(tmp_path: Path, name: str):
    corpus = read_corpus(write_files(tmp_path, {name: FAQS[name]}))
    (document,) = corpus.documents

    assert corpus.problems == ()
    assert "# Does a filling hurt?\n\nWe numb the tooth first.\n" in document.text
    assert (document.id, document.converted_from) == ("faq", name)
    assert document.converter
    assert list(corpus.files) == [name]


def test_the_title_of_a_word_file_is_its_title(tmp_path: Path):
    (document,) = read_corpus(write_files(tmp_path, {"faq.docx": FAQS["faq.docx"]})).documents

    assert document.title == "Our FAQ"
    assert document.text[document.body_start :].startswith("## Does")


def test_every_format_that_is_offered_has_a_converter():
    assert conversion._CONVERTERS.keys() == CONVERTED_SUFFIXES


def test_sheets_of_a_workbook_stand_under_their_names(tmp_path: Path):
    converted = convert(write_files(tmp_path, FAQS) / "faq.xlsx")

    assert converted.text.startswith("# FAQ\n\n## Does a filling hurt?")
    assert "# Prices\n\n| kit | price |\n| --- | --- |\n| home | 180 |" in converted.text
    ((place, question),) = converted.questions
    assert (question, converted.text[place : place + 7]) == ("is it sore", "## Does")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0", r"\.doc files cannot be read\. Save it as \.docx"),
        ("a.docx", b"no archive", r"cannot be read as \.docx \(BadZipFile\)"),
        ("a.xlsx", FAQS["faq.docx"], r"cannot be read as \.xlsx"),
        ("a.pdf", b"%PDF-1.4 broken", r"cannot be read as \.pdf"),
        ("a.pdf", pdf_file(), "If it is a scan"),
        ("a.pdf", pdf_file("Text.", password="secret"), "protected by a password"),
        ("a.html", b"<nav>Menu</nav>", "holds no text"),
        ("a.csv", b"question,answer\nDoes it hurt?,\n", "line 2: has a question without an answer"),
        ("a.csv", b"question,answer\ncaf\xe9,x\n", "line 2: is not UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_named_with_what_to_do_and_the_others_stay(tmp_path: Path, name, data, said):
    corpus = read_corpus(write_files(tmp_path, {name: data, "good.md": "Text.\n"}))

    assert [document.id for document in corpus.documents] == ["good"]
    with pytest.raises(CorpusError, match=said):
        raise corpus.problems[0]
    assert corpus.problems[0].path == tmp_path / name


@pytest.mark.parametrize("name", ["picture.png", "faq"])
def test_a_single_file_of_another_kind_is_refused_by_name(tmp_path: Path, name: str):
    with pytest.raises(CorpusError, match=rf"{name}: .* files cannot be read\. Save it as one of \.md, \.txt"):
        read_corpus(write_files(tmp_path, {name: b"\x89PNG"}) / name)


def test_an_archive_that_says_it_is_enormous_is_not_unpacked(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(conversion, "MOST_UNPACKED_BYTES", 10)

    with pytest.raises(CorpusError, match="unpacks to more"):
        convert(write_files(tmp_path, FAQS) / "faq.docx")


def test_a_missing_library_is_named_with_the_command_that_installs_it(tmp_path: Path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mammoth", None)  # as if it were not installed

    with pytest.raises(CorpusError, match=r"need mammoth\. Install it: pip install 'microneedling-faq\[documents\]'"):
        convert(write_files(tmp_path, FAQS) / "faq.docx")

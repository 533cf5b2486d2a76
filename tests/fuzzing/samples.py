"""The smallest valid files of each format that is converted."""

import io
import zipfile

import openpyxl

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PARAGRAPH = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'


def word_file() -> bytes:
    """A heading and a paragraph."""
    body = _PARAGRAPH.format("Heading1", "Does it hurt?") + _PARAGRAPH.format("Normal", "We numb it first.")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{_CONTENT}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def excel_file() -> bytes:
    """A question and its answer."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in (["question", "answer"], ["Does it hurt?", "We numb it first."]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def pdf_file() -> bytes:
    """A page with two lines, as a hand could write it."""
    stream = "BT /F1 12 Tf 14 TL 50 700 Td (Does it hurt?) Tj T* (We numb it first.) Tj ET"
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
    return (body + end).encode()

"""Files that are no text -> Markdown: spreadsheets, web pages, Word and PDF, each by a library that is kept up.

An index keeps what came out beside the names and hashes of what went in, and passages count their offsets in it. The libraries
are in the extra `documents`; a `.csv` needs none.
"""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from ..errors import CorpusError
from .formats import READ, SAVE_AS
from .pdf_pages import pages_to_markdown
from .spreadsheets import MissingAnswerError, Sheet, sheet_to_markdown
from .web_pages import markdown_of, page_to_markdown

MOST_BYTES = 64 * 2**20
MOST_UNPACKED_BYTES = 256 * 2**20  # of the parts of a .docx or .xlsx
MOST_PDF_PAGES = 1_000
_WORD_STYLES = "p.Title => h1:fresh\np[style-name='Title'] => h1:fresh"  # besides mammoth's own, which know the headings


@dataclass(frozen=True, slots=True)
class Converted:
    """What came out of a file."""

    text: str  # Markdown
    converter: str  # library and version
    title: str | None = None
    questions: tuple[tuple[int, str], ...] = ()  # where in the text an answer stands, and a question that it answers


def convert(path: Path) -> Converted:
    """Convert a file here; module `conversion_process` does it within bounds.

    :raises CorpusError: If it cannot be read; the message says what to do.
    """
    suffix = path.suffix.lower()
    if suffix not in _CONVERTERS:
        raise CorpusError(path, f"{suffix or 'such'} files cannot be read. Save it as {SAVE_AS.get(suffix, f'one of {READ}')}")
    data = _read(path)
    try:
        converted = _CONVERTERS[suffix](path, data)
    except ImportError as error:
        raise CorpusError(
            path, f"{suffix} files need {error.name}. Install it: pip install 'microneedling-faq[documents]'"
        ) from error
    except (CorpusError, MemoryError):
        raise
    except Exception as error:  # each library raises bare exceptions of many kinds on a damaged file
        raise CorpusError(path, f"cannot be read as {suffix} ({type(error).__name__}). Open it, and save it anew") from error
    if not converted.text.strip():
        raise CorpusError(path, "holds no text. If it is a scan, have its text recognised (OCR) and save it anew")
    return converted


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CorpusError(path, f"is larger than {MOST_BYTES // 2**20} MiB. Split it, or take the pictures out")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(path, f"cannot be read ({error.strerror}). Check the file and its permissions") from error


def _convert_csv(path: Path, data: bytes) -> Converted:
    text = _decoded(path, data)
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t|")
    except csv.Error:
        dialect = "excel"
    sheet = _sheet(path, list(csv.reader(io.StringIO(text, newline=""), dialect)))
    return Converted(sheet.text, "csv", questions=tuple(sheet.questions))


def _convert_xlsx(path: Path, data: bytes) -> Converted:
    import openpyxl

    _check_unpacked(path, data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    text, questions = "", []
    for page in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
        sheet = _sheet(path, rows)
        above = f"# {page.title}\n\n" if len(book.worksheets) > 1 and sheet.text else ""
        questions += [(len(text) + len(above) + place, question) for place, question in sheet.questions]
        text += above + sheet.text + "\n"
    return Converted(text, f"openpyxl {version('openpyxl')}", questions=tuple(questions))


def _convert_html(path: Path, data: bytes) -> Converted:
    page = page_to_markdown(_decoded(path, data))
    return Converted(page.text, f"markdownify {version('markdownify')}", page.title, page.questions)


def _convert_docx(path: Path, data: bytes) -> Converted:
    import mammoth

    _check_unpacked(path, data)
    pictures = mammoth.images.img_element(lambda _: {"src": ""})  # their alternative text stays
    html = mammoth.convert_to_html(io.BytesIO(data), style_map=_WORD_STYLES, convert_image=pictures).value
    return Converted(markdown_of(html), f"mammoth {version('mammoth')}, markdownify {version('markdownify')}")


def _convert_pdf(path: Path, data: bytes) -> Converted:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise CorpusError(path, "is protected by a password. Save it without one")
    if len(reader.pages) > MOST_PDF_PAGES:
        raise CorpusError(path, f"has more than {MOST_PDF_PAGES:,} pages. Split it")
    title = reader.metadata.title if reader.metadata else None
    text = pages_to_markdown([page.extract_text() for page in reader.pages])
    return Converted(text, f"pypdf {version('pypdf')}", title or None)


_CONVERTERS: dict[str, Callable[[Path, bytes], Converted]] = {
    ".csv": _convert_csv,
    ".xlsx": _convert_xlsx,
    ".html": _convert_html,
    ".htm": _convert_html,
    ".docx": _convert_docx,
    ".pdf": _convert_pdf,
}


def _sheet(path: Path, rows: list[list[str]]) -> Sheet:
    try:
        return sheet_to_markdown(rows)
    except MissingAnswerError as error:
        raise CorpusError(path, "has a question without an answer. Write one, or delete the row", error.row) from error


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(path, "is not UTF-8. Save the file as UTF-8", line) from error


def _check_unpacked(path: Path, data: bytes) -> None:
    """Refuse an archive that says of itself that it is far larger than any document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise CorpusError(path, f"unpacks to more than {MOST_UNPACKED_BYTES // 2**20} MiB. Save it anew, without pictures")

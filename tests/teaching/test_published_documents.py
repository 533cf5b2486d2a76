import io
import zipfile
from datetime import date

import pypdf
import pytest
from making import chatbot_of, make

from builders import write_files
from microneedling_faq.corpus.review import review_corpus
from microneedling_faq.errors import TeachingError
from microneedling_faq.teaching.documents import PutDocument, ReviewDocument, document_states, keep_content, shown_by_file
from microneedling_faq.teaching.operations import Hand, from_json, to_json
from microneedling_faq.teaching.publishing import undo
from microneedling_faq.teaching.trial import Workplace, try_change

PARKING = b"# Parking\n\n## Where do I park?\n\nBehind the house, for two hours.\n"


def pdf(pages: int = 1, password: str = "") -> bytes:
    """A PDF of blank pages, as a scan is to who looks for text."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """A .docx of 300 KB that unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(2**20))
    return out.getvalue()


def test_a_document_is_published_replaced_taken_away_and_had_back(place: Workplace, ana: Hand) -> None:
    def answers() -> list[str]:
        return [passage.text for passage in chatbot_of(place).reply("Where do I park?").passages]

    make(place, PutDocument.of(place.corpus, "parking.md", PARKING), ana)
    assert answers() == ["Behind the house, for two hours."]
    make(place, PutDocument.of(place.corpus, "parking.md", PARKING.replace(b"two", b"three")), ana)
    assert answers() == ["Behind the house, for three hours."]
    removed = make(place, PutDocument("parking.md", None), ana)
    assert answers() == []

    undo(place, removed.id, ana)

    assert answers() == ["Behind the house, for three hours."]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("scan.pdf", pdf(), "scan.pdf: holds no text. If it is a scan"),
        ("long.pdf", pdf(pages=1_001), "more than 1,000 pages"),
        ("secret.pdf", pdf(password="x"), "protected by a password"),
        ("bomb.docx", bomb(), "unpacks to more than 256 MiB"),
        ("broken.docx", b"PK\x03\x04 and nothing", "cannot be read as .docx"),
        ("latin.txt", "Caf\xe9".encode("latin-1"), "not UTF-8"),
        ("empty.md", b" \n", "is empty"),
        ("title.md", b"# A title\n", "no text below it"),
    ],
)
def test_what_cannot_be_quoted_is_told_by_its_name(place: Workplace, ana: Hand, name, data, message) -> None:
    with pytest.raises(TeachingError, match=message) as caught:
        make(place, PutDocument.of(place.corpus, name, data), ana)

    assert str(caught.value).startswith(name)
    assert not (place.corpus / name).exists()


@pytest.mark.parametrize(
    "name", ["../x.md", "staff/x.md", "x.exe", ".hidden.md", "a/../../x.md", "x\n.md", f"{'x' * 200}.md", ".md"]
)
def test_a_name_that_leads_elsewhere_is_refused(place: Workplace, name: str) -> None:
    with pytest.raises(TeachingError):
        PutDocument.of(place.corpus, name, PARKING)


def test_the_last_document_stays(place: Workplace, ana: Hand) -> None:
    with pytest.raises(TeachingError, match="only document"):
        make(place, PutDocument("faq.md", None), ana)


def test_absolute_wording_in_a_document_must_be_looked_at_twice(place: Workplace, ana: Hand) -> None:
    trial = try_change(place, PutDocument.of(place.corpus, "p.md", PARKING + b"\nIt is guaranteed.\n"), ana)

    assert trial.second_look == ["Parking, paragraph 2: absolute wording without a caution: “guaranteed”"]


def test_a_kept_content_that_was_damaged_is_not_published(place: Workplace, ana: Hand) -> None:
    sha256 = keep_content(place.corpus, PARKING)
    (place.corpus / "staff/changes/files" / sha256).write_bytes(b"else")

    with pytest.raises(TeachingError, match="gone or damaged"):
        make(place, PutDocument("parking.md", sha256), ana)


def test_overdue_reviews_come_first_and_verify_names_them(place: Workplace, ana: Hand) -> None:
    make(place, PutDocument.of(place.corpus, "parking.md", PARKING), ana)
    make(place, ReviewDocument("parking.md", "Dr. Ana Park", "2026-11-30", "2027-01-31"), ana)
    later = date(2027, 2, 1)

    assert [(state.name, state.overdue) for state in document_states(place.corpus, later)] == [
        ("parking.md", True),
        ("faq.md", False),
    ]
    assert any("parking.md: its review was due" in line for line in review_corpus(place.corpus, later).warnings)
    assert not any("parking.md" in line for line in review_corpus(place.corpus, date(2027, 1, 31)).warnings)


def test_a_review_of_what_is_not_there_or_on_no_day_is_refused(place: Workplace, ana: Hand) -> None:
    with pytest.raises(TeachingError, match=r"no document 'x.md'"):
        make(place, ReviewDocument("x.md", "A", "2026-11-30", "2027-01-31"), ana)
    with pytest.raises(TeachingError, match="2027-01-31"):
        make(place, ReviewDocument("faq.md", "A", "2026-11-30", "soon"), ana)


def test_changes_are_the_same_after_json(place: Workplace) -> None:
    for operation in (PutDocument("a.md", "0" * 64), ReviewDocument("a.md", "A", "2026-11-30", "2027-01-31")):
        assert from_json(to_json(operation)) == operation


def test_of_documents_alike_those_that_visitors_are_shown_most_come_first(place):
    records = '{"id": "a", "title": "A", "text": "One."}\n{"id": "b", "title": "B", "text": "Two."}\n'
    write_files(place.corpus, {"more.jsonl": records, "prices.md": "# Prices\n\nA session costs $200.\n"})
    shown = shown_by_file(place.corpus, [("faq", 2), ("a", 3), ("b", 4), ("gone", 99)])
    states = document_states(place.corpus, date(2026, 12, 1), shown)

    assert [(state.name, state.shown) for state in states] == [("more.jsonl", 7), ("faq.md", 2), ("prices.md", 0)]

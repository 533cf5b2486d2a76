"""On the files of the shipped corpus, which nothing here writes to."""

import difflib
import shutil
from pathlib import Path

import pytest
from making import chatbot_of, make

from microneedling_faq.corpus.clinician_signatures import health_texts
from microneedling_faq.corpus.notices import read_notices
from microneedling_faq.corpus.review import review_corpus
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.errors import TeachingError
from microneedling_faq.paths import shipped
from microneedling_faq.teaching.atomic_files import write_edits
from microneedling_faq.teaching.health_texts import RewriteText, SignTexts, fingerprints_now
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.publishing import undo
from microneedling_faq.teaching.trial import Workplace

KEY = "signposts.keloids.text"


@pytest.fixture(scope="module")
def whole() -> Path:
    return shipped("corpus")


@pytest.fixture
def corpus(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "corpus"))


def signatures(corpus: Path, *keys: str, language: str = "en") -> dict[str, dict[str, str] | None]:
    by = {"reviewer": 'Dr. "Ana" Park', "reviewed": "2026-12-01"}
    return {key: by | {"text": text} for key, text in fingerprints_now(corpus, language, keys).items()}


def added(corpus: Path, edits: dict[str, bytes | None]) -> list[str]:
    """The lines that a change puts in or takes out, with the sign of a diff."""
    lines = []
    for name, data in edits.items():
        old, new = (corpus / name).read_text().split("\n"), (data or b"").decode().split("\n")
        lines += [line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[0] in "+-"][2:]
    return lines


def test_every_text_about_health_can_be_signed_in_every_language_at_one_line_each(whole: Path, ana: Hand) -> None:
    keys = [key for key, _ in health_texts(read_tables(whole))]
    for language in read_notices(whole):
        lines = added(whole, SignTexts(language, signatures(whole, *keys, language=language)).edits(whole, ana))

        assert len(lines) == len(keys) > 50
        assert all(line.startswith(f"+signed.{language} = {{ reviewer = ") for line in lines)


def test_signing_counts_until_the_text_is_written_anew(corpus: Path, ana: Hand) -> None:
    signed = SignTexts("en", signatures(corpus, KEY))
    write_edits(corpus, signed.edits(corpus, ana))
    assert signed.now(corpus) == signed
    rewritten = RewriteText(KEY, "en", "Please ask a clinician about keloids first.")
    concerns = rewritten.concerns(corpus)

    write_edits(corpus, rewritten.edits(corpus, ana))

    assert concerns == [f"{KEY}: it was signed by a clinician, and must be read and signed anew"]
    assert any(
        "'keloids'" in line and "changed after it was signed" in line for line in review_corpus(corpus, ana.day).warnings
    )
    with pytest.raises(TeachingError, match="changed since it was read"):
        signed.edits(corpus, ana)


def test_taking_signature_and_text_back_leaves_the_files_as_they_were(corpus: Path, whole: Path, ana: Hand) -> None:
    for change in (
        SignTexts("es", signatures(corpus, KEY, language="es")),
        RewriteText("topics.price.text", "es", "Pregunte."),
    ):
        before = change.now(corpus)
        write_edits(corpus, change.edits(corpus, ana))
        assert change.now(corpus) == change
        write_edits(corpus, before.edits(corpus, ana))

    assert {path.name: path.read_bytes() for path in corpus.rglob("*.toml")} == {
        path.name: path.read_bytes() for path in whole.rglob("*.toml")
    }


def test_a_new_text_changes_its_lines_and_the_day_it_was_written(whole: Path, ana: Hand) -> None:
    lines = added(whole, RewriteText(KEY, "en", 'One "line".\n- and a \\ second').edits(whole, ana))

    assert [line for line in lines if line.startswith("+")] == [
        '+text = """',
        '+One "line".',
        "+- and a \\\\ second",
        '+"""',
        "+written = { en = 2026-11-30, es = 2026-11-27 }",
    ]
    assert len(lines) == 7


def test_a_number_that_is_no_longer_named_is_told(whole: Path) -> None:
    told = RewriteText("signposts.chest-pain.text", "en", "Call somebody.").concerns(whole)

    assert told == ["signposts.chest-pain.text: the new text no longer names {emergency}"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (RewriteText(KEY, "en", "Call {doctor}."), r"nothing fills in \{doctor\}"),
        (RewriteText(KEY, "en", " "), "empty"),
        (RewriteText("topics.none.text", "en", "x"), "no text 'topics.none.text'"),
        (RewriteText(KEY, "xx", "x"), "in 'xx'"),
        (SignTexts("en", {"topics.price.text": None}), "no text about health"),
        (SignTexts("en", {KEY: {"reviewer": "A", "reviewed": "2026-12-01", "text": "0"}}), "changed since it was read"),
    ],
)
def test_what_cannot_be_written_or_signed_is_told(whole: Path, ana: Hand, change, message) -> None:
    with pytest.raises(TeachingError, match=message):
        change.edits(whole, ana)


def test_a_text_that_the_program_brings_is_signed_in_the_files_of_the_corpus(place: Workplace, ana: Hand) -> None:
    key = "signposts.breathing.text"
    before = chatbot_of(place).content.unsigned("en")
    change = make(place, SignTexts("en", signatures(place.corpus, key)), ana)

    assert f'[[signatures]]\nid = "{key}"\nsigned.en = ' in (place.corpus / "staff/signatures.toml").read_text()
    assert chatbot_of(place).content.unsigned("en") == before - 1
    undo(place, change.id, ana)
    assert chatbot_of(place).content.unsigned("en") == before

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq.corpus.annotations import Annotations, read_annotations
from microneedling_faq.corpus.chunking import chunk_document
from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.errors import CorpusError

NOTICES = '[cautions.pain]\ntext = "It may hurt."\n[signposts.pus]\ntext = "See a doctor."\n[signposts.risk]\ntext = "Ask."\n'
CAUTION = '[[cautions]]\nid = "pain"\ndocument = "doc"\nquote = "It never hurts."\nsources = [{name = "NHS", url = "https://n.example"}]\n'
SIGNPOSTS = (
    '[[signposts]]\nid = "pus"\nkind = "urgent"\nif_asked = "risk"\npatterns = ["pus|oozing"]\nwordings.en = ["it oozes"]\n'
    '[[signposts]]\nid = "risk"\nkind = "refer"\n'
)
ANSWER = (
    '[[answers]]\ndocument = "doc"\nquote = "It fades scars."\nrefer = "risk"\nask.en = "Scars?"\nask.es = "¿Cicatrices?"\n'
    'wordings.en = ["old marks"]\nwordings.es = ["las cicatrices old"]\n'
)
SUBJECT = '[[subject]]\nnames = ["needling", "Derma-Pen"]\n'
FILES = {
    "doc.md": "# A title\n\nIt never hurts. It fades scars.\n",
    "notices.en.toml": NOTICES,
    "notices.es.toml": NOTICES,
    "cautions.toml": CAUTION,
    "signposts.toml": SIGNPOSTS,
    "answers.toml": ANSWER,
    "subject.toml": SUBJECT,
    "lures.toml": '[[lures]]\npatterns = ["gold fever"]\n',
}


def annotations(folder: Path, **changed: str) -> Annotations:
    files = FILES | {f"{name}.toml": text for name, text in changed.items()}
    corpus = write_files(folder, files)
    documents = read_corpus(corpus).documents
    passages = [each for document in documents for each in chunk_document(document, count_tokens=len, max_tokens=9999)]
    return read_annotations(corpus, read_tables(corpus), documents, passages)


def test_urgent_signposts_come_first_then_those_of_the_lowest_priority(tmp_path):
    groups = [("late", "urgent", 20), ("early", "refer", 1), ("soon", "urgent", 10)]
    text = "".join(f'[[signposts]]\nid = "{name}"\nkind = "{kind}"\npriority = {rank}\n' for name, kind, rank in groups)
    said = "".join(f'[signposts.{name}]\ntext = "See a doctor."\n' for name, *_ in groups)
    rest = {"answers": "# none", "notices.es": NOTICES + said, "notices.en": NOTICES + said}

    assert [each.id for each in annotations(tmp_path, signposts=text, **rest).signposts] == ["soon", "late", "early"]


def test_a_priority_is_a_whole_number(tmp_path):
    with pytest.raises(CorpusError, match="priority must be a whole number"):
        annotations(tmp_path, signposts=SIGNPOSTS.replace('kind = "refer"', 'kind = "refer"\npriority = "high"'))


def test_what_staff_wrote_is_compiled(tmp_path):
    notes = annotations(tmp_path)

    assert [(each.id, each.quote) for each in notes.cautions] == [("pain", "It never hurts.")]
    assert [(each.id, each.kind, each.if_asked, each.answered) for each in notes.signposts] == [
        ("pus", "urgent", "risk", False),
        ("risk", "refer", None, True),
    ]
    assert notes.signposts[0].patterns == [[[["pus"], ["oozing"]]]]
    assert notes.lures == [[[["gold"]], [["fever"]]]]
    assert notes.subject_names == ["needling", "Derma-Pen"]
    assert notes.notices["en"]["cautions.pain.text"] == "It may hurt."


def test_words_of_release_and_of_return_are_compiled(tmp_path):
    course = '[[released]]\npatterns = ["false alarm"]\n[[renewed]]\npatterns = ["its back"]\n'
    notes = annotations(tmp_path, course=course)

    assert (notes.released, notes.renewed) == ([[[["false"]], [["alarm"]]]], [[[["its"]], [["back"]]]])


def test_a_caution_stands_where_its_quote_stands(tmp_path):
    (caution,) = annotations(tmp_path).cautions

    assert FILES["doc.md"][caution.start : caution.end] == "It never hurts."


def test_a_question_to_offer_belongs_to_its_passage(tmp_path):
    (suggestion,) = annotations(tmp_path).suggestions

    assert (suggestion.start, suggestion.passage) == (11, "doc:11-42")
    assert suggestion.texts == {"en": "Scars?", "es": "¿Cicatrices?"}


def test_words_of_texts_wordings_and_patterns_are_known(tmp_path):
    assert {"hurts", "marks", "oozing", "needling"} <= set(annotations(tmp_path).vocabulary)


def test_a_word_that_english_wordings_use_too_does_not_tell_spanish(tmp_path):
    notes = annotations(tmp_path)

    assert "cicatrices" in notes.spanish_words
    assert "old" not in notes.spanish_words


def test_annotations_survive_json(tmp_path):
    notes = annotations(tmp_path)

    assert Annotations.from_json(json.loads(json.dumps(asdict(notes)))) == notes


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("cautions", "It never hurts.", "It always hurts.", "0 times, not once"),
        ("cautions", "https:", "javascript:", "must start with https"),
        ("cautions", "https:", "http:", "must start with https"),
        ("cautions", "name =", "title =", "sources must be a list of"),
        ("cautions", "sources =", "signed.en = {}\nsources =", r"write signed\.en"),
        (
            "cautions",
            'id = "pain"',
            'id = "new"',
            r"'cautions\.new\.text' is missing in language en. Write it into notices\.en\.toml",
        ),
        ("signposts", '"urgent"', '"soon"', "kind must be urgent or refer, not 'soon'"),
        ("signposts", "pus|oozing", "Pus", "lower-case"),
        ("signposts", 'id = "pus"', 'id = "new"', r"'signposts\.new\.text' is missing"),
        ("answers", 'ask.en = "Scars?"', "ask.en = 7", r"write ask\.en"),
        ("lures", "gold fever", "... fever", "must start and end with a word"),
    ],
)
def test_what_is_wrong_is_refused_with_the_name_of_file_and_group(tmp_path, name, old, new, said):
    text = FILES[f"{name}.toml"]

    assert old in text
    with pytest.raises(CorpusError, match=rf"{name}\.toml: the group .*{said}"):
        annotations(tmp_path, **{name: text.replace(old, new)})


def test_a_corpus_without_tables_has_no_annotations_but_the_shipped_notices(tmp_path):
    corpus = write_files(tmp_path, {"doc.md": FILES["doc.md"]})
    notes = read_annotations(corpus, {}, read_corpus(corpus).documents, [])

    assert (notes.cautions, notes.signposts, notes.vocabulary, notes.subject_names) == ([], [], {}, [])
    assert "general.recommendation" in notes.notices["en"]

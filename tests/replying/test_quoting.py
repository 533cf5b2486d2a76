from dataclasses import replace

import pytest

from builders import make_entry, make_passage
from microneedling_faq.corpus.annotations import CautionRecord
from microneedling_faq.corpus.notices import Notices
from microneedling_faq.replying.quoting import quote
from microneedling_faq.safety.cautions import Cautions
from microneedling_faq.types import Hit, Target

TEXT = "It never hurts. It fades scars."
PASSAGE = make_passage(TEXT, start=100, paragraphs=(4,), author="Ada", reviewed="2026-01-31", headings=("A", "B"))
NOTICES = Notices(
    {"en": {"cautions.pain.text": "It may hurt.", "cautions.scars.text": "Some."}, "es": {"cautions.pain.text": "Duele."}}
)


def make_hit(**entry: object) -> Hit:
    return Hit(PASSAGE, 0.9, 1, 0.8, 2.0, make_entry(**{"kind": "wording", "start": 116, "end": 131} | entry))


def caution(name: str, start: int, end: int, document: str = "doc") -> CautionRecord:
    return CautionRecord(name, document, start, end, "quoted", [{"name": "NHS", "url": "https://nhs.example"}])


def test_a_quotation_is_the_passage_word_for_word():
    quotation = quote(make_hit(), ())

    for name in ("headings", "document", "title", "author", "reviewed", "paragraphs", "start", "end", "text", "sha256"):
        assert getattr(quotation, name) == getattr(PASSAGE, name)
    assert quotation.score == 0.9


def test_the_sentence_that_answers_is_highlighted():
    ((start, end),) = quote(make_hit(), ()).highlights

    assert TEXT[start:end] == "It fades scars."


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"kind": "passage"}, ()),
        ({"start": 100, "end": 131}, ()),
        ({"start": None, "end": None}, ()),
        ({"start": 90, "end": 105}, ((0, 5),)),
        ({"start": 120, "end": 900}, ((20, 31),)),
        ({"kind": "sentence", "start": 100, "end": 115}, ((0, 15),)),
    ],
)
def test_a_highlight_stays_within_its_passage(entry, expected):
    assert quote(make_hit(**entry), ()).highlights == expected


@pytest.mark.parametrize(
    ("record", "touches"),
    [
        (caution("pain", 103, 114), True),
        (caution("pain", 90, 101), True),
        (caution("pain", 130, 140), True),
        (caution("pain", 90, 100), False),
        (caution("pain", 131, 140), False),
        (caution("pain", 103, 114, "another"), False),
    ],
)
def test_a_caution_stands_beside_every_passage_that_it_touches(record, touches):
    assert bool(Cautions([record], NOTICES).on(PASSAGE, "en")) is touches


def test_cautions_come_in_the_order_of_the_text():
    cautions = Cautions([caution("scars", 116, 131), caution("pain", 103, 114)], NOTICES).on(PASSAGE, "en")

    assert [each.note for each in cautions] == ["It may hurt.", "Some."]
    assert [source.url for source in cautions[0].sources] == ["https://nhs.example"]


def test_a_caution_speaks_the_language_of_the_reply():
    assert [each.note for each in Cautions([caution("pain", 103, 114)], NOTICES).on(PASSAGE, "es")] == ["Duele."]


def test_a_hit_of_another_target_kind_keeps_its_span():
    hit = make_hit(target=Target("signpost", "general-risk"), start=None, end=None)

    assert quote(replace(hit, score=0.1), ()).highlights == ()

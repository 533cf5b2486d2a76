import pytest
from serving import TEXT, make_caution, make_quotation

from microneedling_faq.texts import Texts
from microneedling_faq.types import SourceLink
from microneedling_faq.web.visitor.quotation_view import article_link, beside, view_of

Words = dict[str, Texts]


def test_a_caution_whose_claim_is_not_all_in_the_passage_stands_beside_whatever_is_shown() -> None:
    caution = make_caution("At all. Ask an expert first. Then")
    assert beside(make_quotation(cautions=(caution,))) == (caution,)


@pytest.mark.parametrize(("claim", "touches"), [("fades scars.", True), ("scars. It has", True), ("It has no", False)])
def test_a_caution_stands_beside_what_answers_as_soon_as_a_letter_of_its_claim_is_shown(claim: str, touches: bool) -> None:
    assert bool(beside(make_quotation(cautions=(make_caution(claim),)))) is touches


def test_every_letter_that_is_shown_first_is_of_the_passage_and_in_its_order(words: Words) -> None:
    view = view_of(make_quotation(highlights=((47, 67), (0, 15))), words["en"], "en")
    shown = ["".join(piece.text for piece in lead.pieces) for lead in view.leads]
    assert shown == ["It fades scars.", TEXT[47:67]]


@pytest.mark.parametrize(
    ("span", "before", "after"),
    [((0, 15), False, False), ((3, 15), True, False), ((16, 30), False, True), ((47, 67), False, False)],
)
def test_a_span_that_is_no_whole_sentence_says_so(words: Words, span: tuple[int, int], before: bool, after: bool) -> None:
    (lead,) = view_of(make_quotation(highlights=(span,)), words["en"], "en").leads
    assert (lead.cut_before, lead.cut_after) == (before, after)


def test_a_passage_without_a_known_sentence_is_shown_whole_and_opens_nothing(words: Words) -> None:
    view = view_of(make_quotation(highlights=(), cautions=(make_caution(),)), words["en"], "en")
    assert "".join(piece.text for piece in view.leads[0].pieces) == TEXT
    assert (view.whole, view.further, len(view.near)) == ([], (), 1)


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("nothing", "Also: Paragraph 4, “It has no side effects …”"),
        ("no side effects at all", "Also: Paragraph 4, “It has …”"),
        ("has no side effects", "Also: Paragraph 4"),
    ],
)
def test_the_line_of_a_folded_passage_holds_its_first_words_but_nothing_of_a_claim(
    words: Words, claim: str, label: str
) -> None:
    cautions = (make_caution(claim),) if claim in TEXT else ()
    assert view_of(make_quotation(highlights=((16, 43),), cautions=cautions), words["en"], "en").label == label


def test_the_link_into_the_article_names_the_span_that_answers() -> None:
    assert article_link("care/plants & co", (3, 9), 2, "es") == "article/care%2Fplants%20%26%20co?from=3&to=9&lang=es#p2"


def test_what_is_copied_after_a_quotation_is_its_source_and_its_cautions_with_theirs(words: Words) -> None:
    cautions = (make_caution("fades"), make_caution(sources=(SourceLink("A manual"),)))
    view = view_of(make_quotation(cautions=cautions), words["en"], "en")
    first = (
        "— Paragraph 4, A title, by Ada Park, reviewed 2026-01-31\n"
        "Please note (“fades”): This is not so. [A public health service <https://health.example/facts>]"
    )
    assert view.cited == first
    assert view.cited_whole == f"{first}\nPlease note (“no side effects at all”): This is not so. [A manual]"


def test_below_two_sentences_stand_the_cautions_of_both_each_once_and_no_others(words: Words) -> None:
    first, common, last = make_caution("fades"), make_caution("scars. It has"), make_caution("an expert")
    view = view_of(make_quotation(highlights=((0, 15), (16, 46)), cautions=(first, common, last)), words["en"], "en")
    assert (view.near, view.further) == ((first, common), (last,))


@pytest.mark.parametrize(
    ("claims", "numbered"),
    [
        (("no side",), False),
        (("has no", "at all"), True),
        (("fades", "at all"), True),
        (("no side", "side effects"), False),
        (("scars. It has", "at all"), False),
        (("It ", "partly elsewhere"), False),
    ],
)
def test_claims_have_numbers_where_there_are_several_and_each_is_seen_once_and_in_one_piece(
    words: Words, claims: tuple[str, ...], numbered: bool
) -> None:
    quotation = make_quotation(highlights=((0, 15), (16, 46)), cautions=tuple(map(make_caution, claims)))
    assert view_of(quotation, words["en"], "en").numbered is numbered

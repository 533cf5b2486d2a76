import pytest

from microneedling_faq.safety.cautions import claim_spans, touches
from microneedling_faq.types import QuotedCaution


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("no pain", [(0, 7), (9, 16)]), ("pain", [(3, 7), (12, 16)]), ("joy", []), ("", [])],
)
def test_a_claim_is_found_every_time_it_stands_there(quote, expected):
    assert claim_spans("no pain, no pain", [QuotedCaution(quote, "Not so.", ())]) == expected


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("no pain", False), ("scars. It", True), ("heals", True), ("pain. It fades", True), ("fades scars for good", True)],
)
def test_a_caution_touches_spans_that_hold_a_letter_of_its_claim_and_all_spans_if_its_claim_goes_on_elsewhere(quote, expected):
    text = "There is no pain. It fades scars. It heals."
    assert touches(QuotedCaution(quote, "Not so.", ()), text, [(18, 33), (34, 43)]) is expected

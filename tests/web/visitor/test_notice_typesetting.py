import pytest

from microneedling_faq.web.visitor.notice_typesetting import (
    Block,
    Stretch,
    leading_number,
    link_numbers,
    set_notice,
    telephone_address,
)


def test_the_first_line_is_what_to_do_and_its_number_is_a_button():
    notice = set_notice("Call 911 now.\nFor:\n- pus\n- fever\nDo not wait.", ["911", "988"])

    assert notice.action == [Stretch("Call "), Stretch("911", "tel:911"), Stretch(" now.")]
    assert notice.buttons == [Stretch("911", "tel:911")]
    assert notice.blocks == [
        Block("p", [[Stretch("For:")]]),
        Block("ul", [[Stretch("pus")], [Stretch("fever")]]),
        Block("p", [[Stretch("Do not wait.")]]),
    ]


@pytest.mark.parametrize("line", ["1911 was a year", "call 911-555", "", "9 1 1"])
def test_a_number_inside_another_is_none(line):
    assert link_numbers(line, ["911"]) == ([Stretch(line)] if line else [])


def test_of_numbers_that_begin_alike_the_longer_is_taken():
    assert link_numbers("116 123", ["116", "116 123"]) == [Stretch("116 123", "tel:116123")]


def test_joined_the_stretches_are_the_line():
    line = "Call 112, or 0800 111 0 111."

    assert "".join(stretch.text for stretch in link_numbers(line, ["112", "0800 111 0 111", ""])) == line


@pytest.mark.parametrize(
    ("text", "number"), [("988 (call or text)", "988"), ("+44 20 7946", "+44 20 7946"), ("your local one", "")]
)
def test_a_setting_may_start_with_a_number(text, number):
    assert leading_number(text) == number


def test_a_telephone_address_holds_digits_and_a_plus():
    assert telephone_address("+1 (505) 555-0100") == "tel:+15055550100"

from microneedling_faq.corpus.pdf_pages import pages_to_markdown


def test_lines_are_joined_to_paragraphs_and_a_question_alone_is_a_heading():
    pages = [
        "Does a filling hurt?\nWe numb the tooth first, so most people feel\npressure but no pain.\nDo I pay?\nYes.",
        "On page two.",
    ]

    assert pages_to_markdown(pages) == (
        "## Does a filling hurt?\n\nWe numb the tooth first, so most people feel pressure but no pain.\n\n"
        "## Do I pay?\n\nYes.\n\nOn page two.\n"
    )


def test_lines_with_bullets_are_items_that_may_go_on():
    assert pages_to_markdown(["Bring:\n• a card that is\nstill valid\n• a friend"]) == (
        "Bring:\n\n- a card that is still valid\n\n- a friend\n"
    )


def test_pages_without_text_give_none():
    assert pages_to_markdown(["", " \n"]).strip() == ""

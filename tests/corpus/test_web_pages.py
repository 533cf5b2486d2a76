import json

from microneedling_faq.corpus.web_pages import page_to_markdown


def page(body: str, head: str = "<title>Our FAQ</title>") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_the_main_text_is_kept_and_what_stands_around_it_is_not():
    around = "<header>Logo</header><nav>Menu</nav><script>alert(1)</script><aside>Ads</aside>"
    found = page_to_markdown(page(f"{around}<main><h2>Does it hurt?</h2><p>No, <b>not</b> much.</p></main><footer>©</footer>"))

    assert (found.title, found.text) == ("Our FAQ", "## Does it hurt?\n\nNo, **not** much.\n")


def test_a_page_without_a_body_is_read_and_its_title_is_no_text():
    assert page_to_markdown("<title>T</title><p>Text.</p>").text == "Text.\n"


def test_lists_tables_and_pictures_are_markdown():
    found = page_to_markdown(
        page("<ul><li>one</li><li>two</li></ul><table><tr><td>kit</td><td>$1</td></tr></table><img src='a.png' alt='a map'>")
    )

    assert found.text == "- one\n- two\n\n| kit | $1 |\n| --- | --- |\n\n![a map](a.png)\n"


def test_what_folds_out_and_terms_have_headings():
    body = "<details><summary>Does it hurt?</summary><p>No.</p></details><dl><dt>Fees?</dt><dd>$40.</dd></dl>"

    assert page_to_markdown(page(body)).text.split() == "###### Does it hurt? No. ###### Fees? : $40.".split()


def faq_page(**answers: str) -> str:
    questions = [
        {"@type": "Question", "name": name, "acceptedAnswer": {"@type": "Answer", "text": answer}}
        for name, answer in answers.items()
    ]
    content = {"@context": "https://schema.org", "@graph": [{"@type": "FAQPage", "mainEntity": questions}]}
    return f'<script type="application/ld+json">{json.dumps(content)}</script>'


def test_a_question_told_to_search_engines_stands_at_its_answer():
    found = page_to_markdown(page("<p>Welcome.</p><p>No, not much.</p>", faq_page(hurt="<p>No, not much.</p>")))

    assert found.questions == ((found.text.index("No, not"), "hurt"),)


def test_an_answer_that_the_page_does_not_show_stands_at_its_end():
    found = page_to_markdown(page("<p>Welcome.</p>", faq_page(fees="Forty <b>dollars</b>.")))

    assert found.text == "Welcome.\n\n## fees\n\nForty **dollars**.\n"


def test_a_broken_description_for_search_engines_is_left_alone():
    assert page_to_markdown(page("<p>Text.</p>", '<script type="application/ld+json">{</script>')).text == "Text.\n"

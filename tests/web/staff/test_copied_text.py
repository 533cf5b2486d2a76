from html.parser import HTMLParser

from serving import TEXT, make_caution, make_quotation

from microneedling_faq.settings import Settings
from microneedling_faq.types import SourceLink
from microneedling_faq.web.staff.copied_text import copied_foot, copied_quotation


class Seen(HTMLParser):
    """What a mail program shows of some HTML, and the elements in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_every_form_has_quotation_source_and_cautions(words):
    quotation = make_quotation(cautions=(make_caution("fades"),))
    copied = copied_quotation(quotation, words["en"], "en")

    for form in (copied.plain, copied.markdown, Seen(copied.html).text):
        assert "It fades scars." in form
        assert "Paragraph 4, A title, by Ada Park, reviewed 2026-01-31" in form
        assert "“fades”): This is not so." in form
        assert "A public health service" in form
    assert copied.markdown.startswith("> It fades scars.\n\n— *Paragraph 4")
    assert "[A public health service](https://health.example/facts)" in copied.markdown
    assert 'href="https://health.example/facts"' in copied.html


def test_a_passage_of_which_no_sentence_is_known_to_answer_is_copied_whole_with_all_cautions(words):
    quotation = make_quotation(highlights=(), cautions=(make_caution(),))

    assert TEXT in copied_quotation(quotation, words["en"], "en").plain
    assert "no side effects at all" in copied_quotation(quotation, words["en"], "en").html


def test_no_text_becomes_markup_in_an_email(words):
    evil = "<img src=x onerror=alert(1)> & <script>alert(2)</script>"
    quotation = make_quotation(evil, highlights=(), title=evil, cautions=(make_caution(evil, note=evil),))

    assert {"img", "script"}.isdisjoint(Seen(copied_quotation(quotation, words["en"], "en").html).tags)
    assert {"img", "script"}.isdisjoint(Seen(copied_foot(evil, Settings(name=evil, phone=evil)).html).tags)


def test_a_link_that_is_none_is_a_name(words):
    caution = make_caution("fades", sources=(SourceLink("A book"), SourceLink("Evil", "javascript:alert(1)")))
    copied = copied_quotation(make_quotation(cautions=(caution,)), words["en"], "en")

    assert "](javascript" not in copied.markdown
    assert 'href="javascript' not in copied.html


def test_a_table_is_a_table_in_an_email(words):
    table = "| option | price |\n|---|---|\n| home | $180 |"
    copied = copied_quotation(make_quotation(table, highlights=()), words["en"], "en")

    assert {"table", "th", "td"} <= set(Seen(copied.html).tags)
    assert "> | home | $180 |" in copied.markdown


def test_the_foot_has_the_advice_and_the_ways_to_the_clinic():
    settings = Settings(name="Riverside", phone="+1 505 555 0100", booking="https://clinic.example/book")
    foot = copied_foot("See an expert.", settings)

    assert foot.plain == "See an expert.\nRiverside\n+1 505 555 0100\nhttps://clinic.example/book"
    assert foot.html.count("<p>") == 2
    assert copied_foot("See an expert.", Settings()).plain == "See an expert."

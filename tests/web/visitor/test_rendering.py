from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from serving import TEXT, make_caution, make_quotation, make_reply

from microneedling_faq import Reply
from microneedling_faq.cli.printing import format_quotation
from microneedling_faq.settings import Settings
from microneedling_faq.texts import Texts
from microneedling_faq.types import SourceLink
from microneedling_faq.web.visitor.rendering import announcement, copied_advice, render_reply

Words = dict[str, Texts]
HOSTILE = (
    """<script>alert(1)</script> **bold** $x^2$ `code` \x1b[31mred\x1b[0m </blockquote> "quoted" & 'so' ${1+1} {{ 1+1 }}"""
)


class Parsed(HTMLParser):
    """The elements of a piece of HTML: (tag, attributes, text of it and below)."""

    VOID = frozenset({"path"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.elements.append((tag, dict(attrs), text))
        self._open.append((tag, text))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, text in self._open:
            text.append(data)

    def all(self, tag: str, **attributes: str) -> list[tuple[dict[str, str | None], str]]:
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        return [
            (found, " ".join("".join(text).split()) if tag != "blockquote" else "".join(text))
            for name, found, text in self.elements
            if name == tag and wanted.items() <= found.items()
        ]


Render = Callable[..., Parsed]


def html_texts(html: Parsed, name: str) -> list[str]:
    """The texts of all boxes with a class."""
    return [text for _, text in html.all("div", **{"class": name})]


@pytest.fixture
def render(words: Words) -> Render:
    def render(reply: Reply, settings: Settings | None = None, language: str = "en") -> Parsed:
        return Parsed(render_reply(reply, words[language], settings or Settings(), language=language))

    return render


def test_a_quotation_is_the_passage_letter_for_letter(render: Render) -> None:
    text = "  Two spaces,\n\na blank line & <b>signs</b>.\ttab "
    reply = make_reply(passages=(make_quotation(text, highlights=((2, 9),), cautions=(make_caution("blank line & <b>"),)),))
    assert [found for _, found in render(reply).all("blockquote")] == [text[2:9], text]


def test_a_table_a_list_and_a_link_of_a_passage_are_set_as_such(render: Render) -> None:
    text = "Prices & more:\n\n| kit | price |\n|---|---|\n| home <b> | $180 |\n\n- see [our list](https://clinic.example/list)"
    html = render(make_reply(passages=(make_quotation(text, highlights=((0, 8),)),)))
    assert [found for _, found in html.all("th")] == ["kit", "price"]
    assert [found for _, found in html.all("td")] == ["home <b>", "$180"]
    assert [found.strip() for _, found in html.all("li") if "see" in found] == ["see our list"]
    assert [found for _, found in html.all("mark")] == ["Prices &"]
    assert "https://clinic.example/list" in [found["href"] for found, _ in html.all("a")]


def test_in_the_whole_passage_what_answers_is_marked_and_so_is_the_doubtful_claim(render: Render) -> None:
    reply = make_reply(passages=(make_quotation(cautions=(make_caution(),)),))
    html = render(reply)
    assert html.all("mark") == [({}, "It fades scars.")]
    assert html.all("span", **{"class": "claim"}) == [({"class": "claim"}, "no side effects at all")]


def test_the_sentence_that_answers_comes_first_and_the_passage_opens_behind_it(render: Render) -> None:
    html = render(make_reply())
    assert html.all("figure")[0][1].startswith("It fades scars. Paragraph 4, A title")
    assert html.all("details", **{"class": "whole"})[0][1] == f"Show the whole paragraph {TEXT} Copy"


def test_a_caution_stands_beside_its_quotation_with_note_and_source(render: Render) -> None:
    caution = make_caution("fades")
    note = render(make_reply(passages=(make_quotation(cautions=(caution,)),))).all("div", role="note")[0][1]
    assert note == "Please note: fades This is not so. Sources A public health service (opens in a new tab)"


def test_beside_the_sentence_stand_its_own_cautions_and_the_others_open_with_the_passage(render: Render) -> None:
    cautions = (make_caution("fades", note="Not always."), make_caution(note="They are common."))
    html = render(make_reply(passages=(make_quotation(cautions=cautions),)))
    beside, opened = (note for _, note in html.all("div", role="note"))
    assert "Not always." in beside and "They are common." not in beside
    assert "They are common." in opened and "Not always." not in opened
    assert opened in html.all("details", **{"class": "whole"})[0][1]


def test_what_is_copied_holds_the_cautions_of_what_is_seen(render: Render) -> None:
    cautions = (make_caution("fades", note="Not always."), make_caution(note="They are common."))
    html = render(make_reply(passages=(make_quotation(cautions=cautions),)))
    whole, sentence = (str(found["data-copy"]) for found, _ in html.all("button") if "data-copy" in found)
    assert "Not always." in sentence and "They are common." not in sentence
    assert "Not always." in whole and "They are common." in whole


def test_further_passages_are_a_line_each_and_the_first_is_open(render: Render) -> None:
    passages = (make_quotation(), make_quotation("Second one, longer.", highlights=()), make_quotation("Third.", highlights=()))
    html = render(make_reply(passages=passages))
    second, third = (folded for _, folded in html.all("details", **{"class": "also"}))
    assert second.startswith("Also: Paragraph 4, “Second one, longer. …” Second one, longer.")
    assert third.startswith("Also: Paragraph 4 Third.")
    assert TEXT not in second + third


def test_what_found_nothing_says_what_was_understood_and_who_can_be_asked_by_a_mail_that_holds_the_question_if_one_wants(
    render: Render,
) -> None:
    reply = make_reply(
        kind="not_covered", query="what's the price & why?", notice="It does not say.", unsupported=("the price",)
    )
    html = render(reply, Settings(phone="123", booking="https://clinic.example/book", email="hello@clinic.example"))
    assert html.all("div", **{"class": "notice"})[0][1] == "You ask about: the price It does not say."
    assert html.all("div", **{"class": "persons"})[0][1].startswith("Ask a person Call 123 Book an appointment")
    mail, with_question = (str(found["href"]) for found, text in html.all("a") if "email" in text)
    assert mail == "mailto:hello@clinic.example?subject=A%20question%20from%20the%20chat&body="
    assert with_question.endswith("had%20no%20answer%3A%0D%0A%0D%0Awhat%27s%20the%20price%20%26%20why%3F%0D%0A")


def test_where_no_way_to_a_person_is_set_none_is_offered(render: Render) -> None:
    assert html_texts(render(make_reply(kind="not_covered", notice="Not there.")), "persons") == []


@pytest.mark.parametrize("kind", ["answer", "not_covered", "refer"])
def test_a_link_to_the_answer_holds_the_question_as_it_was_understood(render: Render, kind: str) -> None:
    shared = [
        found["data-share"]
        for found, _ in render(make_reply(kind=kind, understood_as="scars: why?")).all("button")
        if "data-share" in found
    ]
    assert shared == ["?q=scars%3A+why%3F&lang=en"]


@pytest.mark.parametrize("kind", ["answer", "not_covered", "refer", "small_talk", "invalid"])
def test_every_reply_recommends_an_expert_and_shows_the_way_to_the_clinic(render: Render, kind: str) -> None:
    settings = Settings(phone="+1 (505) 555-0100", booking="https://clinic.example/book")
    html = render(make_reply(kind=kind, notice="A notice."), settings)
    assert "See an expert." in html.all("div", **{"class": "advice"})[0][1]
    assert html.all("a", href="tel:+15055550100")[0][1] == "Call +1 (505) 555-0100"
    assert html.all("a", href="https://clinic.example/book")


def test_an_urgent_notice_is_an_alert_that_comes_first_with_the_number_to_call(render: Render) -> None:
    html = render(make_reply(kind="urgent", notice="Call 911 now.\nFor:\n- pus\n- fever", suggestions=("Does it hurt?",)))
    assert html.all("div", role="alert")[0][1] == "Get help now Call 911 now. Call 911 For: pus fever"
    assert html.elements[1][1].get("role") == "alert"
    assert [text for _, text in html.all("a", **{"class": "call"})] == ["Call 911"]
    assert [text for _, text in html.all("li")] == ["pus", "fever"]
    assert html.all("button") == []  # nothing leads away


def test_beside_an_urgent_notice_stands_advice_and_nothing_else_that_asks_for_a_visit(render: Render) -> None:
    settings = Settings(phone="+1 505 555 0100", booking="https://clinic.example/book")
    html = render(make_reply(kind="urgent", tier="now", notice="Call 911 now."), settings)
    assert "See an expert." in html.all("div", **{"class": "advice"})[0][1]
    assert [found["href"] for found, _ in html.all("a")] == ["tel:911"]


def test_care_that_is_wanted_today_looks_otherwise_and_its_button_is_the_clinics_phone(render: Render) -> None:
    settings = Settings(phone="+1 505 555 0100", booking="https://clinic.example/book")
    notice = "Phone a doctor or the clinic today.\nWith fever: call 911."
    html = render(make_reply(kind="urgent", tier="today", notice=notice), settings)
    assert html.all("div", role="alert")[0][0]["class"] == "notice today"
    assert html.all("div", role="alert")[0][1].startswith("Get help today Phone a doctor or the clinic today. Call +1 505")
    assert [found["href"] for found, _ in html.all("a")] == ["tel:+15055550100", "tel:911"]


def test_a_number_in_a_line_below_can_be_tapped_there(render: Render) -> None:
    html = render(make_reply(kind="urgent", notice="Call 988 now.\n- In danger? Call 911."))
    assert [(found["href"], found.get("class")) for found, _ in html.all("a")] == [("tel:988", "call"), ("tel:911", None)]


@pytest.mark.parametrize("kind", ["answer", "urgent", "invalid"])
def test_every_reply_can_be_reported_to_the_clinic_by_mail_that_holds_nothing_of_what_was_asked(render: Render, kind) -> None:
    reply = make_reply(kind=kind, notice="A notice.", content_version="abc123")
    links = render(reply, Settings(email="hello@clinic.example")).all("a")
    ((found, text),) = [link for link in links if str(link[0]["href"]).startswith("mailto:")]
    assert text == "Report a wrong or unsafe reply"
    assert str(found["href"]).startswith("mailto:hello@clinic.example?subject=Wrong%20or%20unsafe%20reply")
    assert "abc123" in str(found["href"]) and "scars" not in str(found["href"])


def test_without_a_mail_address_nothing_can_be_reported(render: Render) -> None:
    assert "Report" not in " ".join(text for _, text in render(make_reply()).all("a"))


def test_only_an_urgent_reply_is_an_alert(render: Render) -> None:
    for kind in ("answer", "not_covered", "refer", "small_talk", "invalid"):
        assert render(make_reply(kind=kind, notice="A notice.")).all("div", role="alert") == []


def test_what_found_nothing_is_named_beside_what_was_found(render: Render) -> None:
    html = render(make_reply(unsupported=("the price", "A & B")))
    assert html.all("p", **{"class": "unsupported"})[0][1] == "The article says nothing about: the price; A & B."


def test_what_was_understood_can_be_undone(render: Render) -> None:
    html = render(make_reply(query="why?", understood_as="Do stretch marks fade: why?"))
    assert html.all("q")[0][1] == "Do stretch marks fade: why?"
    assert html.all("button", data_bare="why?")[0][1] == "Search only my words"


def test_at_most_three_suggestions_are_offered_to_be_asked(render: Render) -> None:
    html = render(make_reply(suggestions=("One?", "Two?", "Three?", "Four?")))
    assert [found["data-ask"] for found, _ in html.all("button") if "data-ask" in found] == ["One?", "Two?", "Three?"]


def test_a_reply_that_covers_nothing_says_what_is_covered(render: Render) -> None:
    html = render(make_reply(kind="not_covered", notice="Not there.", suggestions=("One?",)))
    assert html.all("h3")[0][1] == "The article does answer"


def test_the_reply_of_a_spanish_visitor_is_labelled_in_spanish(render: Render) -> None:
    html = render(make_reply(language="es"), language="es")
    assert html.elements[0][1]["lang"] == "es"
    assert html.all("figcaption")[0][1] == "Párrafo 4, A title (se abre en otra pestaña), de Ada Park, revisado el 2026-01-31"
    assert html.all("blockquote")[0][0]["lang"] == "en"


def test_quotations_are_marked_with_the_language_of_their_document(render: Render) -> None:
    html = render(make_reply(passages=(make_quotation(language="de"),)))
    assert {found["lang"] for found, _ in [*html.all("blockquote"), *html.all("cite")]} == {"de"}


def test_all_text_is_shown_as_text(render: Render) -> None:
    passage = make_quotation(
        HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        reviewed=HOSTILE,
        document=HOSTILE,
        cautions=(make_caution("**bold**", note=HOSTILE, sources=(SourceLink(HOSTILE, "https://x.example/'\"><i>"),)),),
    )
    fields = {"query": HOSTILE, "notice": HOSTILE, "understood_as": HOSTILE, "recommendation": HOSTILE}
    reply = make_reply(passages=(passage,), unsupported=(HOSTILE,), suggestions=(HOSTILE,), language="en", **fields)
    html = render(reply, Settings(name=HOSTILE, phone=HOSTILE, booking='https://x.example/"><script>'))
    allowed = {
        "div",
        "p",
        "q",
        "details",
        "summary",
        "button",
        "figure",
        "blockquote",
        "mark",
        "span",
        "figcaption",
        "cite",
        "time",
        "ul",
        "li",
    }
    assert {tag for tag, _, _ in html.elements} <= allowed | {"a", "strong", "h3", "code", "svg", "path"}
    assert html.all("blockquote")[1][1].strip() == HOSTILE.replace("**", "").replace("`", "")  # its Markdown is set
    assert not any(name.startswith("on") for _, attributes, _ in html.elements for name in attributes)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " https://x.example", ""])
def test_only_web_addresses_become_links(render: Render, address: str) -> None:
    caution = make_caution(sources=(SourceLink("Named", address),))
    html = render(make_reply(passages=(make_quotation(cautions=(caution,)),)), Settings(booking=address))
    assert [found["href"] for found, _ in html.all("a") if not str(found["href"]).startswith("article/")] == []
    assert "Named" in html.all("div", role="note")[0][1]


def test_copied_advice_holds_the_way_to_the_clinic() -> None:
    assert copied_advice(make_reply(), Settings(name="Our clinic", phone="123")) == "See an expert.\nOur clinic: 123"


def test_headings_stand_above_the_passage_on_the_page_and_in_the_terminal(render: Render, words: Words) -> None:
    quotation = make_quotation(headings=("Money & care", "Does it hurt?"))
    assert render(make_reply(passages=(quotation,))).all("p", **{"class": "headings"})[0][1] == "Money & care › Does it hurt?"
    source = "A title › Money & care › Does it hurt?, by Ada Park, reviewed 2026-01-31"
    assert format_quotation(quotation, words["en"]) == f"Money & care › Does it hurt?\n“{TEXT}”\n    Paragraph 4 of {source}"


def test_a_source_without_a_page_to_show_is_named_in_plain_text(render: Render, words: Words) -> None:
    quotation = make_quotation(cautions=(make_caution(sources=(SourceLink("A manual"),)),))
    html = render(make_reply(passages=(quotation,)))
    assert "A manual" in html.all("div", role="note")[0][1]
    assert [found["href"] for found, _ in html.all("a") if not str(found["href"]).startswith("article/")] == []
    assert format_quotation(quotation, words["en"]).endswith("This is not so. (A manual)")


def test_a_screen_reader_hears_the_answer_its_source_its_cautions_and_the_advice(words: Words) -> None:
    cautions = (make_caution("fades"), make_caution(note="Of what is not read out."))
    said = announcement(make_reply(passages=(make_quotation(cautions=cautions),)), words["en"])
    assert said == (
        "Answer: “It fades scars.” Paragraph 4, A title, by Ada Park, reviewed 2026-01-31 "
        "Please note: This is not so. See an expert."
    )


def test_a_screen_reader_hears_how_a_question_was_understood_and_what_found_nothing(words: Words) -> None:
    said = announcement(make_reply(understood_as="scars: why?", unsupported=("price", "pain")), words["en"])
    assert said.startswith("Understood as “scars: why?”. Answer: ")
    assert said.endswith("The article says nothing about: price; pain. See an expert.")


def test_an_urgent_reply_is_not_announced_twice(words: Words) -> None:
    assert announcement(make_reply(kind="urgent", notice="Call 911 now."), words["en"]) == ""

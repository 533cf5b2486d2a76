import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from serving import make_caution
from starlette.testclient import TestClient

from builders import make_passage, write_files
from microneedling_faq import Chatbot
from microneedling_faq.building.build import build_index
from microneedling_faq.encoder.model_files import Model
from microneedling_faq.texts import Texts
from microneedling_faq.types import Passage
from microneedling_faq.web.visitor.article import Frame, create_articles, render_article
from microneedling_faq.web.visitor.library import Section
from microneedling_faq.web.visitor.markdown import parts_of, plain_parts
from microneedling_faq.web.visitor.page_words import page_words

Words = dict[str, Texts]


@pytest.fixture
def frame(words: Words) -> Frame:
    return Frame("en", words["en"], "See an expert.", [("Call 123", "tel:123")], "../")


def render(frame: Frame, *passages: Passage, quoted: tuple[int, int] = (0, 0), cautions: tuple[object, ...] = ()) -> str:
    sections = [Section([], passage, plain_parts(passage.text)) for passage in passages]
    return render_article(sections, frame, quoted, lambda _: cautions)


def test_every_paragraph_of_the_article_is_there_letter_for_letter(client: TestClient, chatbot: Chatbot) -> None:
    html = client.get("/article/microneedling").text
    shown = re.findall(r'<p class="text" lang="en">(.*?)</p>', html, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", "", text).replace("&#39;", "'") for text in shown]
    assert texts == [passage.text for passage in chatbot.index.passages]


def test_a_table_is_a_table_and_what_it_quotes_is_marked(frame: Frame) -> None:
    passage = make_passage("| kit <b> | price |\n|---|---|\n| **home** | $180 |")
    section = Section([], passage, parts_of(passage.text))
    html = re.sub(r"\s+(?=<)", "", render_article([section], frame, (32, 49), lambda _: ()))
    assert '<tr><th scope="col">kit &lt;b&gt;</th><th scope="col">price</th></tr>' in html
    assert "<tr><td><strong><mark>home</mark></strong></td><td><mark>$180</mark></td></tr>" in html
    assert 'id="p1"' in html


def test_paragraphs_have_anchors(client: TestClient) -> None:
    html = client.get("/article/microneedling").text
    assert re.findall(r'id="p(\d+)"', html) == [str(number) for number in range(1, 9)]


def test_the_passage_that_the_chat_quoted_is_marked(client: TestClient, chatbot: Chatbot) -> None:
    passage = chatbot.index.passages[3]
    html = client.get(f"/article/microneedling?from={passage.start}&to={passage.start + 57}").text
    assert f"<mark>{passage.text[:57]}</mark>" in html
    assert html.count("The chat quoted this paragraph.") == 1


@pytest.mark.parametrize("query", ["", "from=a&to=b", "from=9&to=3", "from=-1&to=²", "from=1", f"from=0&to={'9' * 5000}"])
def test_a_senseless_span_marks_nothing(client: TestClient, query: str) -> None:
    response = client.get(f"/article/microneedling?{query}")
    assert response.status_code == 200
    assert "<mark>" not in response.text


def test_over_claims_have_their_cautions_in_place(client: TestClient) -> None:
    html = client.get("/article/microneedling").text
    first = html[html.index('id="p1"') : html.index('id="p2"')]
    assert '<span class="claim">the therapy has no side effects</span>' in first
    assert "infection, lasting dark marks, scars and lumps have been reported." in first


def test_the_page_recommends_an_expert_in_the_readers_language(client: TestClient, chatbot: Chatbot) -> None:
    for language in ("en", "es"):
        html = client.get(f"/article/microneedling?lang={language}").text
        assert f'<html lang="{language}">' in html
        assert chatbot.notices.text("general.recommendation", language) in html


def test_an_unknown_language_is_english(client: TestClient) -> None:
    assert '<html lang="en">' in client.get("/article/microneedling?lang=%3Cscript%3E").text


@pytest.mark.parametrize("document", ["nothing", "../../etc/passwd", "%2e%2e/x", "microneedling/", "%00"])
def test_an_unknown_document_is_not_found(client: TestClient, document: str) -> None:
    assert client.get(f"/article/{document}").status_code == 404


def test_text_is_shown_as_text(frame: Frame) -> None:
    text = "<script>alert(1)</script> & <b>bold</b>"
    html = render(frame, make_passage(text, title=text, author=text), quoted=(3, 9), cautions=(make_caution("<b>", note=text),))
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_a_paragraph_that_was_split_has_one_anchor_and_joined_ones_have_two(frame: Frame) -> None:
    passages = [make_passage(paragraphs=(1,)), make_passage(paragraphs=(1,)), make_passage(paragraphs=(2, 3))]
    assert re.findall(r'id="p(\d+)"', render(frame, *passages)) == ["1", "2", "3"]


def test_each_paragraph_that_was_joined_has_its_anchor_where_it_starts(frame: Frame) -> None:
    html = render(frame, make_passage("One.\n\nTwo.", paragraphs=(1, 2)))
    assert html.index('id="p1"') < html.index("One.") < html.index('id="p2"') < html.index("Two.")


def test_markdown_is_set_and_marked_and_everything_else_in_it_is_text(tmp_path: Path, model: Model) -> None:
    text = "# Care\n\n## Day <b>one</b>\n\n- Wash *very* gently. <script>alert(1)</script>\n- [Rest](https://x.example/).\n"
    corpus = write_files(tmp_path / "corpus", {"care.md": text})
    build_index(corpus, tmp_path / "index", model)
    chatbot = Chatbot.open(corpus, tmp_path / "index")
    app = FastAPI()
    app.mount("/article", create_articles(chatbot, page_words(chatbot.notices)))
    start = text.index("very")
    html = TestClient(app).get(f"/article/care?from={start}&to={start + len('very* gently.')}").text
    assert '<h2 lang="en">Day &lt;b&gt;one&lt;/b&gt;</h2>' in html
    assert "<li>Wash <em><mark>very</mark></em><mark> gently.</mark> &lt;script&gt;alert(1)&lt;/script&gt;</li>" in html
    assert '<li><a href="https://x.example/" rel="noopener noreferrer">Rest</a>.</li>' in html


def test_title_author_and_review_are_named(frame: Frame) -> None:
    html = render(frame, make_passage(title="On scars", author="Ada Park", reviewed="2026-01-31"))
    assert '<h1 lang="en">On scars</h1>' in html
    assert 'by Ada Park, reviewed <time datetime="2026-01-31">' in html


def test_a_document_in_a_folder_finds_its_way_back(client: TestClient, tmp_path: Path, model: Model) -> None:
    corpus = write_files(tmp_path / "corpus", {"care/scars & co.md": "Scars\n\nThey fade with time.\n"})
    build_index(corpus, tmp_path / "index", model)
    chatbot = Chatbot.open(corpus, tmp_path / "index")
    app = FastAPI()
    app.mount("/article", create_articles(chatbot, page_words(chatbot.notices)))
    for address, home in (("care%2Fscars%20%26%20co", "../"), ("care/scars%20&%20co", "../../")):
        html = TestClient(app).get(f"/article/{address}").text
        assert "They fade with time." in html
        assert f'href="{home}web/base.css"' in html

"""The table of the article's sentences, corpus/staff/cautions/sentences.md, is whole and fits the cautions."""

import re

from sentencex import segment

from microneedling_faq.corpus.documents import read_corpus
from microneedling_faq.corpus.tables import read_tables
from microneedling_faq.paths import shipped

TABLE = (shipped("corpus") / "staff" / "cautions" / "sentences.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line.split(" | ")) for line in TABLE.splitlines() if re.match(r"\| \d", line)]
DECIDED = {sentence: verdict.removesuffix("|").strip() for _, sentence, verdict in ROWS}
CAUTIONS = {group.text("id"): group.text("quote") for group in read_tables(shipped("corpus"))["cautions"]}


def test_every_sentence_of_the_article_is_in_the_table_in_its_order():
    (document,) = read_corpus(shipped("corpus")).documents
    body = document.text[document.body_start :]
    sentences = [each.strip() for paragraph in body.split("\n\n") for each in segment("en", paragraph) if each.strip()]

    assert list(DECIDED) == sentences


def test_every_sentence_has_its_cautions_or_a_reason_for_none():
    for sentence, verdict in DECIDED.items():
        named = re.findall(r"`([a-z-]+)`", verdict)

        assert named == [name for name, quote in CAUTIONS.items() if quote in sentence] or not named
        assert bool(named) != bool(re.match(r"none: \w.{10}", verdict)), sentence


def test_every_caution_stands_in_the_table():
    assert {name for verdict in DECIDED.values() for name in re.findall(r"`([a-z-]+)`", verdict)} == CAUTIONS.keys()

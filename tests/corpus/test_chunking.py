import hashlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from builders import make_document, make_passage, words_and_two
from microneedling_faq.corpus.chunking import chunk_document, passage_entries, sentence_spans
from microneedling_faq.types import Document, Passage

MAX_TOKENS = 12

words = st.sampled_from(["skin", "Needle", "über", "皮肤", "🙂", "a.b", "#tag", "3.5", "Dr.", "(see", "below)", "¿por", "”"])
sentences = st.builds(
    lambda middle, end: " ".join(middle) + end, st.lists(words, min_size=1, max_size=20), st.sampled_from(".?! …\n")
)
headings = st.builds("{} {}".format, st.sampled_from(["#", "##", "######"]), words)
paragraphs = st.one_of(st.lists(sentences, min_size=1, max_size=5).map(" ".join), headings)
gaps = st.sampled_from(["\n\n", "\r\n\r\n", "\n \t\n", "\n", "\n\n\n  ", "\r\n"])
bodies = st.lists(st.tuples(paragraphs, gaps), min_size=1, max_size=8).map(lambda pairs: "".join(map("".join, pairs)))


def chunk(document: Document, count_tokens=words_and_two, max_tokens: int = MAX_TOKENS) -> list[Passage]:
    return chunk_document(document, count_tokens=count_tokens, max_tokens=max_tokens)


def chunk_text(text: str, **options) -> list[Passage]:
    return chunk(make_document(text), **options)


def long_paragraph(name: str) -> str:
    """A paragraph that is too long to take in a neighbour, and not too long for the model's window."""
    return f"{name} " + "x" * 120 + "."


# What holds for every text


@given(bodies)
def test_every_passage_is_the_span_of_the_document_that_it_says(body):
    document = make_document("Title\n\n" + body, body_start=7)

    for passage in chunk(document):
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.sha256 == hashlib.sha256(passage.text.encode()).hexdigest()
        assert passage.start >= document.body_start


@given(bodies)
@example("# A\nb\n# C\n\nd\n")
def test_passages_and_headings_give_the_body_back(body):
    passages = chunk_text(body)
    between = [0, *(edge for passage in passages for edge in (passage.start, passage.end)), len(body)]

    assert between == sorted(between)
    left_out = "".join(body[start:end] for start, end in zip(between[::2], between[1::2], strict=True))
    assert re.sub(r"^[ \t]*#{1,6} \S.*$", "", left_out, flags=re.MULTILINE).strip() == ""


@given(bodies)
def test_every_passage_fits_the_window_unless_it_is_one_word(body):
    for passage in chunk_text(body):
        assert words_and_two(passage.text) <= MAX_TOKENS or len(passage.text.split()) == 1


@given(bodies)
def test_paragraphs_are_numbered_from_one_without_a_gap(body):
    numbers = [number for passage in chunk_text(body) for number in passage.paragraphs]

    assert numbers == sorted(numbers)
    assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))


@given(bodies)
def test_sentences_stand_in_their_passage_in_order_and_leave_out_space_only(body):
    for passage in chunk_text(body):
        spans = sentence_spans(passage.text)
        between = [0, *(edge for span in spans for edge in span), len(passage.text)]

        assert between == sorted(between)
        assert not "".join(passage.text[a:b] for a, b in zip(between[::2], between[1::2], strict=True)).strip()


# Paragraphs


def test_paragraphs_are_passages():
    first, second = long_paragraph("One"), long_paragraph("Two")

    assert [(p.text, p.paragraphs) for p in chunk_text(f"{first}\n\n{second}\n")] == [(first, (1,)), (second, (2,))]


def test_a_line_of_blanks_parts_paragraphs_and_a_single_line_end_does_not():
    first, second = long_paragraph("One") + "\nstill one", long_paragraph("Two")

    assert [p.text for p in chunk_text(f"{first}\n \t\r\n{second}")] == [first, second]


def test_headings_are_neither_passages_nor_counted():
    first, second = long_paragraph("One"), long_paragraph("Two")
    passages = chunk_text(f"## A heading\n\n{first}\n\n### Another\n{second}\n# A third\n")

    assert [(p.text, p.paragraphs) for p in passages] == [(first, (1,)), (second, (2,))]


def test_a_word_with_a_number_sign_is_no_heading():
    assert [p.text for p in chunk_text("#skin is a tag")] == ["#skin is a tag"]


def test_a_short_paragraph_takes_in_the_next_one():
    passages = chunk_text("Opening hours:\n\nMonday to Friday.\n")

    assert [(p.text, p.paragraphs) for p in passages] == [("Opening hours:\n\nMonday to Friday.", (1, 2))]


def test_a_short_paragraph_takes_in_nothing_from_under_another_heading():
    passages = chunk_text("Fees:\n\n## Hours\n\nMonday.\n")

    assert [(p.text, p.paragraphs) for p in passages] == [("Fees:", (1,)), ("Monday.", (2,))]


def test_a_short_paragraph_takes_in_nothing_that_would_not_fit():
    long = " ".join(["word"] * (MAX_TOKENS - 2))

    assert [p.paragraphs for p in chunk_text(f"Fees:\n\n{long}\n")] == [(1,), (2,)]


def test_a_paragraph_that_does_not_fit_is_split_at_the_end_of_a_sentence():
    passages = chunk_text("One two three four five. Six seven eight nine. Ten eleven twelve.")

    assert [(p.text, p.paragraphs) for p in passages] == [
        ("One two three four five. Six seven eight nine.", (1,)),
        ("Ten eleven twelve.", (1,)),
    ]


def test_a_sentence_without_end_is_split_between_words():
    passages = chunk_text(" ".join(["word"] * 25))

    assert [len(p.text.split()) for p in passages] == [10, 10, 5]


def test_a_word_without_end_stays_whole():
    assert [p.text for p in chunk_text("x" * 5000, count_tokens=len)] == ["x" * 5000]


def test_a_document_of_headings_only_has_no_passage():
    assert chunk_text("# One\n\n## Two\n") == []


@pytest.mark.parametrize("text", ["Needles are tiny. " * 300, "needles and skin and " * 300, "皮肤护理很重要。" * 300])
def test_with_the_real_tokens_of_the_model_every_passage_fits_its_window(embedder, text):
    passages = chunk_text(text, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)

    assert embedder.max_tokens == 256
    assert len(passages) > 3
    assert all(embedder.count_tokens(passage.text) <= 256 for passage in passages)
    assert max(embedder.count_tokens(passage.text) for passage in passages) > 200


def test_a_record_that_fits_with_its_title_is_one_passage_blank_lines_and_all():
    document = make_document("One.\n\n# Two.\n\nThree.", title="T", record=True)

    assert [(p.text, p.paragraphs, p.start) for p in chunk(document)] == [(document.text, (1,), 0)]


def test_of_a_long_record_nothing_is_lost():
    document = make_document("One two three four. " * 50 + "The end.", title="Words of title", record=True)
    passages = chunk(document)

    assert " ".join(passage.text for passage in passages) == document.text
    assert {passage.paragraphs for passage in passages} == {(1,)}
    assert all(words_and_two(f"{document.title} {passage.text}") <= MAX_TOKENS for passage in passages)


def test_a_record_with_a_title_that_fills_the_window_is_cut_as_if_it_had_none():
    document = make_document("One two three four. " * 5, title="title " * 50, record=True)

    assert len(chunk(document)) == 3


def test_a_passage_says_which_document_it_is_from():
    (passage,) = chunk(make_document("Text.", id="x", title="T", author="A", reviewed="2026-01-31"))

    assert (passage.document, passage.title, passage.author, passage.reviewed) == ("x", "T", "A", "2026-01-31")
    assert passage.id == "x:0-5"


# Sections


def test_what_stands_under_a_heading_is_one_passage_where_it_fits():
    text = "# One\n\n## Two\n\nA b c.\n\n- d\n- e\n\n## Three\n\nF."

    assert [(p.text, p.paragraphs, p.headings) for p in chunk_text(text)] == [
        ("A b c.\n\n- d\n- e", (1, 2), ("One", "Two")),
        ("F.", (3,), ("One", "Three")),
    ]


def test_a_list_that_does_not_fit_is_cut_between_its_items_and_a_table_between_its_rows():
    items = "- one two three four\n- five six seven\n- eight nine ten eleven"
    table = "| a | b |\n|---|---|\n| c | d |\n| e | f |"

    assert [p.text for p in chunk_text(items)] == ["- one two three four\n- five six seven", "- eight nine ten eleven"]
    assert [p.text for p in chunk_text(table)] == ["| a | b |\n|---|---|", "| c | d |\n| e | f |"]


def test_a_plain_text_has_neither_headings_nor_lists():
    document = make_document("# One\nTwo.", plain=True)

    assert [(p.text, p.headings) for p in chunk(document)] == [("# One\nTwo.", ())]


# Entries


def test_a_passage_is_found_by_itself_and_by_each_of_its_sentences():
    entries = passage_entries(make_passage("One is here. Two is there.", start=40), 3, record=False)

    assert [(entry.kind, entry.text, entry.start, entry.end) for entry in entries] == [
        ("passage", "One is here. Two is there.", 40, 66),
        ("sentence", "One is here.", 40, 52),
        ("sentence", "Two is there.", 53, 66),
    ]
    assert {(entry.target.kind, entry.target.id) for entry in entries} == {("passage", "3")}


def test_a_passage_of_one_sentence_is_one_entry():
    assert [entry.kind for entry in passage_entries(make_passage("Only one."), 0, record=False)] == ["passage"]


@pytest.mark.parametrize(
    ("headings", "over"),
    [
        (("Visits", "Is it safe?"), "Is it safe?"),
        (("Visits", "Is it safe?", "Any risks?"), "Is it safe?"),
        (("Visits", "Safety"), "Safety"),
    ],
)
def test_a_passage_is_searched_below_its_heading_and_its_sentences_alone(headings, over):
    whole, sentence = passage_entries(make_passage("Only one.", headings=headings), 0, record=False)

    assert (whole.text, whole.kind) == (f"{over} Only one.", "passage")
    assert (sentence.text, sentence.kind) == ("Only one.", "sentence")


def test_a_record_is_found_by_title_and_text_together():
    (entry,) = passage_entries(make_passage("One. Two.", title="Needles"), 0, record=True)

    assert entry.text == "Needles One. Two."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Brown said so. She left.", ["Dr. Brown said so.", "She left."]),
        ("It costs 3.5 times more. Why?", ["It costs 3.5 times more.", "Why?"]),
        ("Él dijo “no”. Después 😀 ñandú!", ["Él dijo “no”.", "Después 😀 ñandú!"]),
        ("  no end", ["no end"]),
        ("Bring: \n- a list\n* a friend. Or two.\n1. cash", ["Bring:", "a list", "a friend.", "Or two.", "cash"]),
        ("| kit | price |\n|---|--:|\n| home | $180 |", ["kit | price |", "home | $180 |"]),
        ("", []),
    ],
)
def test_sentences_are_split_as_a_reader_would(text, expected):
    assert [text[start:end] for start, end in sentence_spans(text)] == expected

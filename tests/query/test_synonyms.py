import pytest

from microneedling_faq.corpus.synonyms import key
from microneedling_faq.query.synonyms import MOST_WORDS, rewrite

TERMS = {"striae": "stretch marks", "stretch lines": "stretch marks", "marks": "scars", "derma pen": "microneedling"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Striae?", "stretch marks?"),
        ("do my STRETCH   lines fade", "do my stretch marks fade"),
        ("striae, marks.", "stretch marks, scars."),
        ("derma-pen", "microneedling"),
        ("astriae striaes", "astriae striaes"),
        ("", ""),
        ("¿nada? 😀", "¿nada? 😀"),
    ],
)
def test_whole_words_are_replaced_and_the_rest_stays(message, expected):
    assert rewrite(message, TERMS) == expected


def test_the_longest_variant_comes_first():
    assert rewrite("a b c", {"a": "one", "a b": "two"}) == "two c"


def test_a_term_is_not_rewritten_again():
    assert rewrite("striae", TERMS) == "stretch marks"  # not "stretch scars"


@pytest.mark.parametrize(("words", "replaced"), [(MOST_WORDS, True), (MOST_WORDS + 1, False)])
def test_a_variant_has_so_many_words_and_no_more(words, replaced):
    variant = " ".join(["word"] * words)

    assert (rewrite(variant, {variant: "term"}) == "term") is replaced


@pytest.mark.parametrize("variant", ["Derma-Pen", " derma  pen ", "derma pen!"])
def test_a_variant_is_looked_up_by_its_words(variant):
    assert key(variant) == "derma pen"


def test_every_shipped_variant_can_be_found(chatbot):
    for terms in chatbot.index.annotations.synonyms.values():
        assert {variant for variant in terms if rewrite(variant, terms) != terms[variant]} == set()


def test_no_shipped_term_is_changed_by_another(chatbot):
    """A rewritten query would then say something else than the corpus."""
    for terms in chatbot.index.annotations.synonyms.values():
        changed = {term: again for term in set(terms.values()) if (again := rewrite(term, terms)) != term}
        assert changed == {}

import pytest

from microneedling_faq.corpus.vocabulary import is_english, make_vocabulary, words_without_dictionary
from microneedling_faq.query.spelling import corrected, nearest_written, swapped_back

VOCABULARY = {
    "skin": 90,
    "brown": 20,
    "needling": 60,
    "scars": 40,
    "can": 50,
    "rosacea": 30,
    "wrinkles": 25,
    "treatment": 50,
    "hurry": 6,
    "hurt": 9,
}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("what is rosaca", "what is rosacea"),
        ("ROSACA", "rosacea"),
        ("wrinkels, treatmnt!", "wrinkles, treatment!"),
        ("brwn skn", "brown skin"),
        ("hury", "hurry"),
        ("cna ti hurt", "can ti hurt"),  # two letters are too few
        ("scaars", "scars"),
        ("does it fade scarrrrs", "does it fade scars"),
    ],
)
def test_a_slip_of_the_keyboard_is_put_right(message, expected):
    assert corrected(message, VOCABULARY) == expected


@pytest.mark.parametrize(
    "message",
    [
        "knitting",  # an English word never becomes needling
        "sewing and scarves",
        "can't don't",
        "skn" * 9,  # longer than any word
        "zq",
        "xyzzyplugh",
        "I paid with Rosaca",  # a capital inside a sentence is a name
        "¿cuánto? 123 😀",
    ],
)
def test_everything_else_stays_as_it_was(message):
    assert corrected(message, VOCABULARY) == message


def test_spaces_and_signs_between_words_are_kept():
    assert corrected("  rosaca --  (rosaca)\t?", VOCABULARY) == "  rosacea --  (rosacea)\t?"


def test_of_equally_near_words_the_most_used_wins():
    assert corrected("xcars", {"scars": 2, "cars": 9}) == "cars"


def test_without_a_vocabulary_only_runs_of_letters_are_put_right():
    assert corrected("rosaca is sooooo red", {}) == "rosaca is so red"


def test_a_word_with_few_letters_is_not_guessed():
    assert corrected("skx", VOCABULARY) == "skx"


def test_the_vocabulary_counts_the_texts_that_use_a_word():
    assert make_vocabulary(["Skin, skin and skin", "the skin"])["skin"] == 2


def test_a_misspelling_in_a_text_is_no_word_to_correct_towards():
    texts = ["wrinkles on the skin"] * 4 + ["wrinkels"] * 3

    assert "wrinkels" not in make_vocabulary(texts)


@pytest.mark.parametrize(("uses", "known"), [(2, False), (3, True)])
def test_a_name_counts_once_it_is_used_often_enough(uses, known):
    assert ("dermapenzz" in make_vocabulary(["the dermapenzz"] * uses)) is known


@pytest.mark.parametrize(("word", "expected"), [("needle", True), ("needles", True), ("nedle", False)])
def test_an_english_word_is_known(word, expected):
    assert is_english(word) is expected


@pytest.mark.parametrize("word", ["dont", "aint", "wasnt", "wouldnt", "neednt", "mustnt", "theyre", "isnt"])
def test_a_contraction_without_its_apostrophe_stays(word):
    near = {"done": 9, "faint": 9, "want": 9, "couldn't": 9, "need": 9, "must": 9, "there": 9, "isn't": 9}

    assert corrected(f"i {word} bleeding", near) == f"i {word} bleeding"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("tengo fierbe", "tengo fiebre"),
        ("Fierbe alta", "fiebre alta"),
        ("la lenugua", "la lenugua"),
        ("mucha fiebbre", "mucha fiebre"),
        ("en mi casa", "en mi casa"),
        ("infección", "infección"),
    ],
)
def test_letters_that_changed_places_are_put_back_and_nothing_else(message, expected):
    assert swapped_back(message, {"fiebre", "lengua", "cara", "infeccion", "mucha", "tengo"}) == expected


def test_a_short_word_is_not_bent_towards_a_rare_one():
    assert corrected("how many will i nead", {"dead": 1, "how": 9}) == "how many will i nead"
    assert corrected("how many will i nead", {"need": 3, "dead": 1}) == "how many will i need"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Welche Versicherng nehmen Sie?", "Welche versicherung nehmen Sie?"),
        ("tut eine Fülulng weh", "tut eine füllung weh"),
        ("tut eine Fullung weh", "tut eine Fullung weh"),  # without its accent it is known
        ("Was kostet eine Fällung?", "Was kostet eine füllung?"),
        ("unsere Füchse", "unsere Füchse"),
        ("the insurance", "the insurance"),
    ],
)
def test_without_a_dictionary_a_slip_is_put_right_towards_the_documents(message, expected):
    words = words_without_dictionary(["Welche Versicherung nehmen Sie?", "Tut eine Füllung weh?", "Unsere Fächer."])

    assert nearest_written(message, words) == expected


def test_without_documents_in_the_language_nothing_is_changed():
    assert nearest_written("Versicherng", {}) == "Versicherng"

import pytest

from microneedling_faq.corpus.vocabulary import plain_word
from microneedling_faq.query.language import OTHER_LANGUAGE, detect_language


@pytest.mark.parametrize(
    "message",
    [
        "Can it remove surgical scars?",
        "how much",
        "acne scars on the face",
        "my skin is en route to hell",
        "does the la mer cream help",
        "no idea",
        "was it a mistake to do it",
    ],
)
def test_english_is_told(message):
    assert detect_language(message) == "en"


@pytest.mark.parametrize("message", ["¿Ayuda?", "me sirve para las manchas", "cuanto cuesta", "mañana", "tengo la cara roja"])
def test_spanish_is_told(message):
    assert detect_language(message) == "es"


@pytest.mark.parametrize(
    "message",
    [
        "Was kostet die Behandlung und hilft das gegen Narben?",
        "est-ce que le traitement aide pour les cicatrices",
        "помогает ли это от шрамов",
        "この治療は傷跡に効きますか",
        "هل يساعد هذا",
        "çok güzel bir cilt için ne var",
    ],
)
def test_any_other_language_is_one_other(message):
    assert detect_language(message) == OTHER_LANGUAGE


@pytest.mark.parametrize("message", ["", "rosacea", "123 !?", "ok 😀"])
def test_a_message_without_a_sign_is_in_the_default_language(message):
    assert detect_language(message) == "en"
    assert detect_language(message, default="es") == "es"


def test_a_word_that_only_spanish_wordings_use_tells():
    assert detect_language("precio") == "en"
    assert detect_language("precio", {"precio"}) == "es"


def test_a_sign_of_english_outweighs_one_spanish_word():
    assert detect_language("what is the precio of it", {"precio"}) == "en"


def test_a_language_set_as_default_does_not_overrule_the_message():
    assert detect_language("what does it do for the skin", default="es") == "en"


@pytest.mark.parametrize(("word", "expected"), [("más", "mas"), ("niño", "nino"), ("crème", "creme"), ("skin", "skin")])
def test_a_plain_word_has_no_accents(word, expected):
    assert plain_word(word) == expected

import pytest

from builders import write_files
from microneedling_faq.corpus.annotations import read_annotations
from microneedling_faq.corpus.program_signposts import brought_tables
from microneedling_faq.safety.signposts import Signposts


@pytest.fixture(scope="module")
def signposts(tmp_path_factory) -> Signposts:
    corpus = write_files(tmp_path_factory.mktemp("dentist"), {"faq.md": "# Teeth\n\nWe numb the tooth first.\n"})
    return Signposts.from_annotations(read_annotations(corpus, brought_tables(corpus, {}), [], []))


@pytest.mark.parametrize(
    ("message", "signpost"),
    [
        ("je veux mourir", "crisis"),
        ("ich kriege keine Luft mehr", "breathing"),
        ("救命，快叫救护车", "emergency"),
        ("У него болит сердце", "chest-pain"),
        ("לא", None),
        ("quanto costa la seduta?", None),
        ("wie lange dauert die Behandlung", None),
    ],
)
def test_danger_is_heard_in_other_languages_and_a_question_is_not(signposts, message, signpost):
    assert signposts.most_pressing(signposts.told(message)[0]) == signpost


@pytest.mark.parametrize("message", ["911", "Help me!!", "sos", "urgente", "please, ambulance"])
def test_a_bare_call_for_help_is_an_emergency(signposts, message):
    assert signposts.told(message)[0] == {"emergency"}


@pytest.mark.parametrize(
    "message", ["help me choose a day", "porsche 911", "where is the emergency exit", "it is urgent that you reply"]
)
def test_the_words_of_a_call_within_another_message_are_none(signposts, message):
    assert signposts.told(message)[0] == set()


@pytest.mark.parametrize(
    ("message", "signpost"),
    [
        ("I want to kill myself", "crisis"),
        ("I can't breathe", "breathing"),
        ("my throat is closing up after the filler", "breathing"),
        ("my gum wont stop bleeding since the extraction", "bleeding"),
    ],
)
def test_a_corpus_without_signposts_hears_danger(signposts, message, signpost):
    assert signposts.most_pressing(signposts.told(message)[0]) == signpost


@pytest.mark.parametrize(
    "message",
    [
        "I want a refund for my last visit",
        "will I look frozen?",
        "does a filling hurt?",
        "how do I stop my gums bleeding when I floss",
        "can I eat after a root canal",
        "my crown fell off, what now",
        "do you take cigna",
        "is parking free",
        "kids ok?",
        "can whitening damage the enamel",
    ],
)
def test_everyday_questions_to_it_are_not_urgent(signposts, message):
    assert signposts.told(message)[0] == set()


def test_the_number_to_call_is_there_in_the_language_of_the_message(signposts):
    assert signposts.call_in("je veux mourir", None) == "En cas d'urgence, appelez le {emergency}."
    assert signposts.call_in("bonjour", "fr") == "En cas d'urgence, appelez le {emergency}."
    assert signposts.call_in("good morning", None) is None

import time

import pytest

from microneedling_faq.safety.respellings import respellings

VOCABULARY = frozenset({"cant", "breathe", "help", "want", "to", "die", "see", "my", "throat", "kill"})
CYRILLIC_A, CYRILLIC_E = "\u0430", "\u0435"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("icantbreathe", "i cant breathe"),
        ("c a n t  b r e a t h e", "cant breathe"),
        (f"i c{CYRILLIC_A}n't br{CYRILLIC_E}athe", "i cant breathe"),
        ("my thr0at", "my throat"),
        ("caaant breeeathe", "cant breathe"),
        ("heeelp cant seeee", "heelp cant see"),
        ("cnt brth hlp", "cant breathe help"),
        ("want 2 \U0001f52b", "want to  kill "),
    ],
)
def test_disguised_words_have_a_reading_in_which_they_are_plain(written, read):
    assert read in [" ".join(reading.split(" ")) for reading in respellings(written, VOCABULARY)]


def test_a_plain_message_has_no_other_reading():
    assert list(respellings("my throat is fine at 39 degrees", VOCABULARY)) == []


def test_two_thousand_invented_letters_take_milliseconds():
    message = " ".join("qzxv" * 14 for _ in range(35))

    started = time.process_time()
    list(respellings(message, VOCABULARY))

    assert time.process_time() - started < 0.05

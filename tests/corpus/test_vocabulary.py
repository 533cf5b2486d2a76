from microneedling_faq.corpus.vocabulary import make_vocabulary


def test_words_used_as_often_stand_in_the_order_of_the_alphabet_on_every_run():
    assert list(make_vocabulary(["scar pain nose", "scar"])) == ["scar", "nose", "pain"]

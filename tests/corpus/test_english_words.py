import importlib.util
import random
import string
from pathlib import Path

import numpy as np
import pytest

from microneedling_faq.corpus import english_words as dictionary
from microneedling_faq.corpus.english_words import LONGEST, hash_lines, is_listed


@pytest.fixture(scope="module")
def words() -> list[str]:
    """The words of the list, read line by line."""
    spec = importlib.util.find_spec("symspellpy")
    path = Path(spec.origin).parent / "frequency_dictionary_en_82_765.txt"
    return [line.partition(" ")[0] for line in path.read_text(encoding="utf-8-sig").splitlines()]


def test_every_word_of_the_list_is_listed(words):
    assert len(words) > 82_000
    assert [word for word in words if not is_listed(word)] == []


def test_nothing_else_is_listed(words):
    known, letters = set(words), random.Random(0)
    others = [word[:-1] for word in words] + [word[1:] for word in words] + [word + word[0] for word in words]
    others += ["".join(letters.choices(string.ascii_lowercase, k=length)) for length in range(1, 30) for _ in range(500)]

    assert [word for word in others if is_listed(word) != (word in known)] == []


@pytest.mark.parametrize("word", ["", " ", "the 23135851162", "The", "héros", "皮肤", "x" * LONGEST, "x" * 10_000, "\n", "\0"])
def test_what_is_no_word_is_not_listed(word):
    assert not is_listed(word)


def test_no_two_words_of_the_list_share_a_hash(words):
    hashes = dictionary._hashes()

    assert len(hashes) == len(words) == len(np.unique(hashes))
    assert np.array_equal(hashes, np.sort(hashes))


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_hash_is_worked_out_in_one_way_for_lines_and_for_words(end):
    spelled = ["a", "eight", "lettered", "ninelette", "antidisestablishmentarianism", "x" * LONGEST]
    lines = "\n".join(f"{word} {count}" for count, word in enumerate(spelled)) + end

    assert hash_lines(lines.encode()).tolist() == sorted(dictionary._hash(word.encode()) for word in spelled)


def test_without_symspellpy_no_word_is_listed(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    dictionary._hashes.cache_clear()
    try:
        assert not is_listed("needle")
    finally:
        dictionary._hashes.cache_clear()

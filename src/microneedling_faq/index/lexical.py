"""How well the words of a query match each entry: BM25 as sparse columns in memory-mapped arrays.

Every weight that a query may ask for is worked out when the index is built, after bm25s (Lù, "BM25S: Orders of magnitude faster
lexical search", 2024), whose scores these are; importing bm25s and the SciPy behind it would take a fifth of a cold answer.
"""

import hashlib
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import Stemmer

from ..corpus.languages import DEFAULT_LANGUAGE, Words, read_words
from .mapped_arrays import map_array

K1, B = 1.2, 0.75  # the values of Lucene, with which BM25 on SciFact scores nDCG@10 0.679 (BEIR's figure)
_FOLDER = "lexical"
_WORD = re.compile(r"\b\w\w+\b")


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """BM25 (Lucene's variant) over stemmed words, stop words left out; row i is entry i."""

    words: npt.NDArray[np.uint64]  # (n_words,) a hash of each word, ascending
    starts: npt.NDArray[np.int64]  # (n_words + 1,) where each word's stretch of the two arrays below begins
    rows: npt.NDArray[np.int32]  # entries that hold the word, ascending
    weights: npt.NDArray[np.float32]  # what the word is worth in each of them
    size: npt.NDArray[np.int64]  # () number of entries

    @classmethod
    def from_texts(cls, texts: Sequence[str], language: str = DEFAULT_LANGUAGE) -> "LexicalIndex":
        """Index the texts of the entries.

        :param language: Of most of them, whose stop words and stemmer are used.
        """
        counted = count_words(texts, language)
        holding = np.diff(counted.starts)
        lengths = counted.lengths
        weights = bm25(
            counted.counts,
            lengths[counted.rows],
            holding=np.repeat(holding, holding),
            entries=len(lengths),
            mean_length=float(lengths.mean()),
        )
        return cls(counted.words, counted.starts, counted.rows, weights, np.array(len(lengths)))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index from disk, by memory map."""
        return cls(*(map_array(folder / _FOLDER / f"{each.name}.npy") for each in fields(cls)))

    def save(self, folder: Path) -> None:
        """Write the index below a folder."""
        (folder / _FOLDER).mkdir()
        for each in fields(self):
            np.save(folder / _FOLDER / f"{each.name}.npy", getattr(self, each.name))

    def scores(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every entry for a query's tokens: (n_entries,) float32, 0 where no word is shared."""
        scores = np.zeros(int(self.size), dtype=np.float32)
        wanted = hash_words(tokens)
        for place, word in zip(np.searchsorted(self.words, wanted).tolist(), wanted, strict=True):
            if place < len(self.words) and self.words[place] == word:
                held = slice(self.starts[place], self.starts[place + 1])
                scores[self.rows[held]] += self.weights[held]  # no entry twice for one word
        return scores


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word is in each entry, before anything is known of other entries."""

    words: npt.NDArray[np.uint64]  # (n_words,) a hash of each word, ascending
    starts: npt.NDArray[np.int64]  # (n_words + 1,) where each word's stretch of the two arrays below begins
    rows: npt.NDArray[np.int32]  # entries that hold the word, ascending
    counts: npt.NDArray[np.int64]  # how often each of them holds it
    lengths: npt.NDArray[np.int64]  # (n_entries,) words of each entry, 1 or more


def count_words(texts: Sequence[str], language: str) -> WordCounts:
    """Count the words of the entries.

    :param language: As in `LexicalIndex.from_texts`.
    """
    numbers = _Numbers(language)
    lines = [np.array([numbers[word] for word in _words_of(text)], dtype=np.int64) for text in texts]
    lines = [line[line >= 0] for line in lines]
    lengths = np.array([max(len(line), 1) for line in lines], dtype=np.int64)  # an entry without a word has the length 1
    hashes = hash_words(numbers.stems)
    order = np.argsort(hashes)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    held = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    told = place[np.concatenate(lines)] if numbers.stems else np.empty(0, dtype=np.int64)
    pairs, counts = np.unique(told * len(lines) + held, return_counts=True)  # by word, then by entry
    words, rows = np.divmod(pairs, max(len(lines), 1))
    starts = np.concatenate([[0], np.cumsum(np.bincount(words, minlength=len(hashes)))])
    return WordCounts(hashes[order], starts, rows.astype(np.int32), counts, lengths)


def bm25(
    counts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    *,
    holding: npt.NDArray[np.int64],
    entries: int,
    mean_length: float,
) -> npt.NDArray[np.float32]:
    """What a word is worth in each entry that holds it: (n,) float32.

    :param counts: (n,) how often the entry holds it.
    :param lengths: (n,) words of the entry.
    :param holding: (n,) how many entries hold the word.
    :param entries: Number of all.
    :param mean_length: Of all.
    """
    idf = np.log(1 + (entries - holding + 0.5) / (holding + 0.5))
    saturation = counts / (counts + K1 * (1 - B + B * lengths / mean_length))
    return np.asarray(idf * saturation, dtype=np.float32)


def hash_words(words: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Sixty-four bits for each word."""
    hashes = (int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little") for word in words)
    return np.fromiter(hashes, dtype=np.uint64)


def tokenize(texts: Sequence[str], language: str = DEFAULT_LANGUAGE) -> list[list[str]]:
    """Lower-case words of two or more letters, without stop words, stemmed (Snowball).

    :param language: That of the index.
    """
    stop_words, stemmer = _known(language).stop_words, _stemmers.of(language)
    return [stemmer.stemWords([word for word in _words_of(text) if word not in stop_words]) for text in texts]


def _known(language: str) -> Words:
    """The words of a language; English ones where it is not known."""
    return read_words().get(language) or read_words()[DEFAULT_LANGUAGE]


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


class _Stemmers(threading.local):
    """A stemmer for each thread and language: it keeps a cache of its own and may not be shared."""

    def __init__(self) -> None:
        self.known: dict[str, Stemmer.Stemmer] = {}

    def of(self, language: str) -> Stemmer.Stemmer:
        """The stemmer of a language."""
        if language not in self.known:
            self.known[language] = Stemmer.Stemmer(_known(language).stemmer)
        return self.known[language]


_stemmers = _Stemmers()


class _Numbers(dict[str, int]):
    """Word -> the number of its stem, made when first met; -1 for a stop word."""

    def __init__(self, language: str) -> None:
        self.stems: dict[str, int] = {}
        self.stop_words = _known(language).stop_words
        self.stemmer = _stemmers.of(language)

    def __missing__(self, word: str) -> int:
        if word in self.stop_words:
            self[word] = -1
        else:
            self[word] = self.stems.setdefault(self.stemmer.stemWord(word), len(self.stems))
        return self[word]

"""The door to bm25s: how well the words of a query match each entry."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer

K1, B = 1.2, 0.75  # the values of Lucene, with which BM25 on SciFact scores nDCG@10 0.679 (BEIR's figure)
_WORDS_FOLDER = "lexical"


class LexicalIndex:
    """BM25 (Lucene's variant) over stemmed words, English stop words left out; row i is entry i."""

    def __init__(self, bm25: bm25s.BM25, entry_count: int) -> None:
        self._bm25 = bm25
        self._entry_count = entry_count

    @classmethod
    def from_texts(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts of the entries."""
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index([tokens or [""] for tokens in tokenize(texts)], show_progress=False)
        return cls(bm25, len(texts))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read an index from disk, by memory map."""
        bm25 = bm25s.BM25.load(folder / _WORDS_FOLDER, mmap=True)
        return cls(bm25, int(bm25.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        """Write the index below a folder."""
        self._bm25.save(folder / _WORDS_FOLDER, show_progress=False)

    def scores(self, tokens: Sequence[str]) -> npt.NDArray[np.float32]:
        """BM25 of every entry for a query's tokens: (n_entries,) float32, 0 where no word is shared."""
        known = self._bm25.get_tokens_ids(list(tokens))
        if not known:
            return np.zeros(self._entry_count, dtype=np.float32)
        return np.asarray(self._bm25.get_scores_from_ids(known), dtype=np.float32)


def tokenize(texts: Sequence[str]) -> list[list[str]]:
    """Lower-case words of two or more letters, without English stop words, stemmed (Snowball)."""
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts), stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
    )
    return tokens

"""Which words are English: the list that symspellpy carries, as sorted hashes.

Splitting its 82,765 lines into strings takes ten times as long as this and would be a twentieth of a cold answer.
"""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

_FILE = "frequency_dictionary_en_82_765.txt"  # SCOWL joined with Google Books n-grams: a word, a space and its count a line
_LANES = 4  # words are hashed by eights of bytes
LONGEST = 8 * _LANES  # bytes; longer ones are no words
_MULTIPLIER = 0x9E3779B97F4A7C15  # 2**64 through the golden ratio, as in Knuth's multiplicative hashing
_SHIFT = 29
_BITS = 2**64 - 1
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], dtype=np.uint64)  # of so many bytes


def is_listed(word: str) -> bool:
    """Whether the list has a word, which it spells in lower case.

    Two different words share a hash once in 2**64; those of up to eight letters never do.
    """
    spelled = word.encode()
    if not 0 < len(spelled) <= LONGEST:
        return False
    hashes = _hashes()
    wanted = np.uint64(_hash(spelled))
    place = int(np.searchsorted(hashes, wanted))
    return place < len(hashes) and bool(hashes[place] == wanted)


@cache
def _hashes() -> npt.NDArray[np.uint64]:
    """The hash of every word of the list, (n_words,) ascending; empty if symspellpy is not there."""
    spec = importlib.util.find_spec("symspellpy")  # found without being imported: only its word list is wanted
    if spec is None or spec.origin is None:
        return np.empty(0, dtype=np.uint64)
    return hash_lines((Path(spec.origin).parent / _FILE).read_bytes().removeprefix(b"\xef\xbb\xbf"))


def hash_lines(lines: bytes) -> npt.NDArray[np.uint64]:
    """The hash of the first word of every line, (n_lines,) ascending; each line has one space, after its word."""
    data = np.frombuffer(b"\n" + lines.rstrip() + bytes(LONGEST), dtype=np.uint8)
    starts = np.flatnonzero(data == ord("\n")) + 1
    lengths = np.flatnonzero(data == ord(" ")) - starts
    eights = np.ndarray(len(data) - 7, dtype="<u8", buffer=data, strides=(1,))  # the eight bytes from each byte on
    hashes = np.zeros(len(starts), dtype=np.uint64)
    for lane in range(0, LONGEST, 8):
        hashes ^= eights[starts + lane] & _MASKS[np.clip(lengths - lane, 0, 8)]
        hashes *= np.uint64(_MULTIPLIER)
        hashes ^= hashes >> np.uint64(_SHIFT)
    return np.sort(hashes)


def _hash(word: bytes) -> int:
    """What `hash_lines` makes of a word."""
    value = 0
    for lane in range(0, LONGEST, 8):
        value = (value ^ int.from_bytes(word[lane : lane + 8], "little")) * _MULTIPLIER & _BITS
        value ^= value >> _SHIFT
    return value

"""Where things are: the shipped corpus and index, and the user's cache folder."""

import hashlib
import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent

SHORT_PARAGRAPH_CHARACTERS = 120  # below this a paragraph is rarely an answer of its own ("Opening hours:")
TRAINED = "trained"  # the folder of trained weights below an index
PREPARED = "prepared"  # the folder below an index where `index prepare` puts the encoder for those who may only read
SHIPPED = "shipped"  # where the wheel carries corpus and index; `pyproject.toml` names it too
COPY_OF_SHIPPED = ".copy-of-shipped"  # a file that marks one: all that the program brings to a corpus is in it already
CACHE_VARIABLE = "MICRONEEDLING_FAQ_CACHE"


def shipped(folder: str) -> Path:
    """The `corpus` or `index` folder that came with the program: in the wheel, or in the checkout it runs from."""
    packaged = _PACKAGE / SHIPPED / folder
    return packaged if packaged.is_dir() else _CHECKOUT / folder


def is_shipped(corpus: Path) -> bool:
    """Whether a corpus is the one that came with the program, or a bundle's copy of it."""
    return _is_in_its_place(corpus) or (corpus / COPY_OF_SHIPPED).is_file()


def _is_in_its_place(corpus: Path) -> bool:
    return corpus.resolve() == shipped("corpus").resolve()


def cache_folder() -> Path:
    """The user's cache folder, or the one that MICRONEEDLING_FAQ_CACHE names; may not exist yet."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_cache_dir("microneedling-faq", appauthor=False))


def default_index(corpus: Path) -> Path:
    """Where the index of a corpus is kept when nobody says: beside the shipped corpus, else in the cache folder."""
    if _is_in_its_place(corpus):
        return shipped("index")
    return cached_index(corpus)


def trained_folder(corpus: Path, index: Path) -> Path:
    """Where the trained weights for a corpus are: below its index, or below the one it has when nobody names another.

    One that was never trained uses those of the shipped corpus, which know better than the base model what people ask alike.
    """
    places = (index / TRAINED, default_index(corpus) / TRAINED)
    return next((place for place in places if place.is_dir()), shipped("index") / TRAINED)


def cached_index(corpus: Path) -> Path:
    """Where the index of a corpus is kept in the cache folder."""
    name = hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:16]
    return cache_folder() / "indexes" / name

"""A bundle: all that a server answers from, in one folder, so that it needs neither torch nor the model's weights.

corpus/            the texts, and what staff wrote about them
index/             the index with its derived files, and below it the query encoder, checked by hash whenever it is opened
model/             the model without its weights: tokenizer, settings, and the hash of the weights it was
"""

from dataclasses import dataclass
from pathlib import Path

from ..errors import IndexFileError
from .reader import MANIFEST


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where the parts of a bundle are."""

    folder: Path

    @property
    def corpus(self) -> Path:
        """The folder of documents."""
        return self.folder / "corpus"

    @property
    def index(self) -> Path:
        """The index of the corpus."""
        return self.folder / "index"

    @property
    def model(self) -> Path:
        """The model without its weights."""
        return self.folder / "model"

    @property
    def is_there(self) -> bool:
        """Whether the folder holds a bundle; whether that is whole is seen when it is opened."""
        return self.corpus.is_dir() and self.model.is_dir() and (self.index / MANIFEST).is_file()


def find_bundle(folder: Path) -> Bundle:
    """The bundle in a folder.

    :raises IndexFileError: If there is none.
    """
    bundle = Bundle(folder)
    if not bundle.is_there:
        raise IndexFileError(f"{folder}: there is no bundle. Make one where the program is whole: microneedling-faq bundle DIR")
    return bundle

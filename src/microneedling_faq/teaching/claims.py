"""Looks a text through for absolute wording ("cure", "guaranteed") before it goes live, as `index verify` does afterwards."""

from pathlib import Path

from ..corpus.overclaims import find_overclaims, listed_words
from ..corpus.tables import locate_quote, read_tables
from ..errors import CorpusError
from ..paths import shipped
from ..types import Document


def claim_lines(corpus: Path, document: Document) -> list[str]:
    """The absolute wording of a document that no caution of the corpus answers, a line for each paragraph.

    :raises CorpusError: If what staff wrote cannot be read.
    """
    tables = read_tables(corpus)
    words = listed_words(tables) or listed_words(read_tables(shipped("corpus")))
    quoted: list[tuple[int, int]] = []
    for group in tables.get("cautions", ()):
        try:
            quoted.append(locate_quote(group, {document.id: document.text}))
        except CorpusError:  # of another document
            continue
    found = find_overclaims([document], words, {document.id: quoted})
    return [
        f"{document.title}, paragraph {claim.paragraph}: absolute wording without a caution: "
        + ", ".join(f"“{word}”" for word in claim.words)
        for claim in found
    ]

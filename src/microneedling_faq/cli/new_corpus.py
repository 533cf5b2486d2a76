"""Makes a corpus to start from: an example of every file, with notes on what to write, and settings beside it."""

from pathlib import Path

from ..errors import CorpusError

STARTER = Path(__file__).parent.parent / "starter"
CORPUS, SETTINGS = "faq", "clinic.toml"  # below it, and below the folder that is made


def make_corpus(folder: Path) -> list[Path]:
    """Write the examples into a new or empty folder.

    :return: The files, in the order of their names.
    :raises CorpusError: If something is there already, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusError(folder, "is there already. Name a new folder, or an empty one")
    made = []
    for example in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        path = folder / example.relative_to(STARTER)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(example.read_bytes())
        except OSError as error:
            raise CorpusError(path, f"cannot be written ({error.strerror}). Name another folder") from error
        made.append(path)
    return made

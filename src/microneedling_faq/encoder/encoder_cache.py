"""Opens the query encoder in the user's cache folder, or where it was prepared, if it was made of this very model."""

from pathlib import Path

from ..checksums import read_sealed
from .model_files import Model, hash_settings
from .onnx_encoder import MANIFEST, EncoderDamagedError, QueryEncoder, encoder_folder

SETTINGS_SHA256 = "settings_sha256"  # in the encoder's manifest


def open_cached_encoder(model: Model, below: Path | None = None) -> QueryEncoder:
    """The encoder of a model; its folder is named after the weights, its manifest holds the hash of tokenizer and settings.

    :param below: The folder that holds it, if not the one in the cache.
    :raises FileNotFoundError: If there is none.
    :raises PermissionError: If it may not be read.
    :raises EncoderDamagedError: If it is not as it was written, or was made with another tokenizer or other settings.
    """
    folder = encoder_folder(model, below)
    encoder = QueryEncoder.open(folder)
    if read_sealed(folder / MANIFEST).get(SETTINGS_SHA256) != hash_settings(model.folder):
        raise EncoderDamagedError(f"{folder}: made with another tokenizer or other settings than those in {model.folder}")
    return encoder

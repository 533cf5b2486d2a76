"""Opens the query encoder in the user's cache folder, if it was made of this very model."""

from ..checksums import read_sealed
from .model_files import Model, hash_settings
from .onnx_encoder import MANIFEST, EncoderDamagedError, QueryEncoder, encoder_folder

SETTINGS_SHA256 = "settings_sha256"  # in the encoder's manifest


def open_cached_encoder(model: Model) -> QueryEncoder:
    """The encoder of a model; its folder is named after the weights, its manifest holds the hash of tokenizer and settings.

    :raises FileNotFoundError: If there is none.
    :raises EncoderDamagedError: If it is not as it was written, or was made with another tokenizer or other settings.
    """
    folder = encoder_folder(model)
    encoder = QueryEncoder.open(folder)
    if read_sealed(folder / MANIFEST).get(SETTINGS_SHA256) != hash_settings(model.folder):
        raise EncoderDamagedError(f"{folder}: made with another tokenizer or other settings than those in {model.folder}")
    return encoder

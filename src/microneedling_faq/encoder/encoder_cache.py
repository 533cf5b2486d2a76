"""Opens the query encoder in the user's cache folder, or where it was prepared, if it was made of this very model."""

from pathlib import Path

from ..checksums import read_sealed
from ..errors import ModelError
from .model_files import Model, hash_settings
from .onnx_encoder import MANIFEST, EncoderDamagedError, QueryEncoder, encoder_folder

SETTINGS_SHA256 = "settings_sha256"  # in the encoder's manifest


def open_encoder(model: Model, prepared: Path) -> QueryEncoder:
    """The query encoder of a model: from the cache folder, from where it was prepared, or else made.

    :param prepared: The folder below an index where `index prepare` and `bundle` put it.
    :raises ModelError: If it cannot be made.
    """
    try:
        return open_made_encoder(model, prepared)
    except (FileNotFoundError, PermissionError, EncoderDamagedError) as error:
        if not model.has_weights:  # of a bundle: it cannot be made here
            raise ModelError(
                f"the query encoder of the bundle cannot be used ({error}). Copy the bundle here anew, or make it anew: "
                "microneedling-faq bundle DIR"
            ) from error
    from .onnx_export import make_encoder  # torch, which answering does not need

    return make_encoder(model)


def open_made_encoder(model: Model, prepared: Path) -> QueryEncoder:
    """The query encoder of a model from the cache folder, or else from where it was prepared.

    :raises FileNotFoundError: If there is none.
    :raises PermissionError: If it may not be read.
    :raises EncoderDamagedError: If it is not as it was written.
    """
    try:
        return open_cached_encoder(model)
    except (FileNotFoundError, PermissionError, EncoderDamagedError):
        if not encoder_folder(model, prepared).is_dir():
            raise
    return open_cached_encoder(model, prepared)


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

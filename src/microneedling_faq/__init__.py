"""microneedling-faq: answers questions about microneedling by quoting one article word for word."""

from . import telemetry

telemetry.switch_off()  # first of all: libraries that the imports below reach read their switches when they are imported

from .errors import (
    AddressError,
    CorpusError,
    FaqError,
    IndexFileError,
    ModelError,
    QuestionsError,
    SettingsError,
    StoreError,
    TeachingError,
)
from .replying.chatbot import Chatbot
from .settings import Settings
from .settings_reading import read_settings
from .types import Quotation, Reply, SearchResult

__all__ = [
    "AddressError",
    "Chatbot",
    "CorpusError",
    "FaqError",
    "IndexFileError",
    "ModelError",
    "QuestionsError",
    "Quotation",
    "Reply",
    "SearchResult",
    "Settings",
    "SettingsError",
    "StoreError",
    "TeachingError",
    "__version__",
    "read_settings",
]

__version__ = "0.1.0"

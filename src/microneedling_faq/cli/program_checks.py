"""Whether the program, its settings and its files are well, for `doctor`."""

import platform
import re
import time
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

from .. import __version__
from ..corpus.documents import hash_corpus
from ..encoder.encoder_cache import open_made_encoder
from ..encoder.model_files import INSTALL_BUILD, check_weights
from ..encoder.onnx_encoder import EncoderDamagedError
from ..errors import IndexFileError
from ..index.engines import engine_of
from ..index.reader import stale_because
from ..index_places import IndexPlace, beside
from ..paths import PREPARED, cached_index
from ..replying.chatbot import Chatbot
from ..settings_reading import list_settings, read_settings
from ..store.opening import check_libraries
from .findings import Finding, Place

_ASKED = "Can it remove surgical scars?"


def installation(_: Place) -> Iterator[Finding]:
    """Version, system, and whether every package that is needed is there."""
    yield Finding(
        "installation", "ok", f"microneedling-faq {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    try:
        required = [each for each in metadata.requires("microneedling-faq") or [] if "extra ==" not in each]
    except metadata.PackageNotFoundError:
        yield Finding("installation", "note", "runs from a checkout that is not installed. To install it: pip install .")
        return
    for name in (_distribution(each) for each in required):
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding("installation", "mend", f"the package {name} is missing. Run: pip install {name}")


def _distribution(requirement: str) -> str:
    """The name in "numpy>=2"."""
    return re.split(r"[^\w.-]", requirement)[0]


def settings(place: Place) -> Iterator[Finding]:
    """Which settings are not the defaults; not what they are set to."""
    changed = [each for each in list_settings(place.settings) if each.source != "default"]
    names = ", ".join(f"{each.setting.name} ({each.source})" for each in changed)
    yield Finding("settings", "ok", f"set: {names}" if names else "all are the defaults")


def corpus(place: Place) -> Iterator[Finding]:
    """How many files there are."""
    yield Finding("corpus", "ok", f"{place.corpus}: {len(hash_corpus(place.corpus))} files")


def model(place: Place) -> Iterator[Finding]:
    """Whether the weights are the ones they should be."""
    model = place.find_model()
    if model.has_weights:
        check_weights(model)
    trained = f", trained weights {model.fingerprint[:12]}" if model.trained else ""
    weights = "" if model.has_weights else ", without its weights, as in every bundle"
    yield Finding("model", "ok", f"{model.name}, sha256 {model.sha256[:12]}{trained}{weights}")


def index(place: Place) -> Iterator[Finding]:
    """Whether an index fits corpus and model, and is as it was written; one in the cache folder does as well."""
    wrong = _wrong_with(place, place.index)
    where = cached_index(place.corpus) if wrong and not _wrong_with(place, cached_index(place.corpus)) else place.index
    if wrong and where == place.index:
        yield Finding("index", "mend", f"{wrong}. Run: microneedling-faq index build")
        return
    manifest = engine_of(where).read_manifest()
    entries = ", ".join(f"{count:,} {name}" for name, count in manifest.counts.items())
    yield Finding("index", "ok", f"{where}: {entries}; format {manifest.format}, every hash is right")
    for problem in manifest.skipped.values():
        yield Finding("index", "note", f"left out: {problem}")


def _wrong_with(place: Place, where: IndexPlace) -> str | None:
    """Why an index cannot be used; `None` if it can."""
    try:
        manifest = engine_of(where).read_manifest()
        damage = next(engine_of(where).damage(), None)
    except IndexFileError as error:
        return str(error).split(". ")[0]
    stale = stale_because(manifest, place.corpus, place.find_model())
    return damage or (f"{where}: {stale}" if stale else None)


def cache(place: Place) -> Iterator[Finding]:
    """Whether the query encoder is there, and as it was made."""
    try:
        open_made_encoder(place.find_model(), beside(place.index) / PREPARED)
    except (FileNotFoundError, EncoderDamagedError) as error:
        reason = "is not there yet" if isinstance(error, FileNotFoundError) else "is damaged"
        if util.find_spec("torch"):
            yield Finding("cache", "note", f"the query encoder {reason}; the next start makes it, once, in half a minute")
        else:
            yield Finding(
                "cache", "mend", f"the query encoder {reason}, and torch, which makes it, is missing. Run: {INSTALL_BUILD}"
            )
        return
    yield Finding("cache", "ok", "the query encoder is as it was made")


def store(place: Place) -> Iterator[Finding]:
    """Whether the store can be used, if there is one; it is not made, and not brought up to date."""
    database = read_settings(place.settings).database
    if not database:
        yield Finding("store", "ok", "none is named: nothing is stored, and there is no desk")
        return
    check_libraries(database)
    from ..store.database import Store
    from ..store.migrating import is_current

    found = Store.connect(database)
    if found.is_file and not Path(found.name).is_file():
        yield Finding("store", "note", f"{found.name} is not there yet; the next start makes it")
        return
    with found.reading() as connection:
        current = is_current(connection)
    later = "can be read" if current else "was made by another version; the next start brings it up to date, if that was older"
    yield Finding("store", "ok" if current else "note", f"{found.name} {later}")


def reply(place: Place) -> Iterator[Finding]:
    """Whether a question is answered, and how many texts about health are unsigned."""
    settings = read_settings(place.settings)
    chatbot = Chatbot.open(place.corpus, place.index, model=place.model, settings=settings)
    begun = time.perf_counter()
    kind = chatbot.reply(_ASKED).kind
    yield Finding("reply", "ok", f"{kind} in {(time.perf_counter() - begun) * 1000:.0f} ms; content {chatbot.content.version}")
    unsigned = chatbot.content.unsigned_line(chatbot.notices.texts)
    if unsigned:
        yield Finding("sign-off", "note", f"{unsigned}. To print them for it: microneedling-faq texts --html")
    else:
        yield Finding("sign-off", "ok", "every text about health is signed")

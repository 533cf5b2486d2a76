"""Whether the machine gives the program what it needs, for `doctor`: rights, disk, clock, ports."""

import json
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from ..errors import AddressError, FaqError
from ..index.reader import MANIFEST
from ..index_places import beside
from ..paths import cache_folder
from ..setting_kinds import split_address
from ..settings import Settings
from ..settings_reading import read_settings
from ..web.operating.listening import listen
from .findings import Finding, Place, State

LEAST_FREE_BYTES = 300 * 2**20  # a query encoder, an index and what a build needs beside them
_WAIT_SECONDS = 2  # for who listens on a port that is taken


def rights(place: Place) -> Iterator[Finding]:
    """Whether what has to be written can be."""
    if not _can_write(cache_folder()):
        yield Finding("rights", "mend", f"{cache_folder()}: cannot be written. Let this user, or set MICRONEEDLING_FAQ_CACHE")
    elif not _can_write(beside(place.index)):
        yield Finding("rights", "note", f"{place.index}: cannot be written; a new index is kept in {cache_folder()}")
    else:
        yield Finding("rights", "ok", "the folders of cache and index can be written")


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=_existing(folder)):
            return True
    except OSError:
        return False


def _existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that is there."""
    return next(each for each in (folder.absolute(), *folder.absolute().parents) if each.is_dir())


def disk(place: Place) -> Iterator[Finding]:
    """Whether there is room for a build."""
    for name, folder in (("cache", cache_folder()), ("index", beside(place.index))):
        free = shutil.disk_usage(_existing(folder)).free
        state: State = "ok" if free >= LEAST_FREE_BYTES else "mend"
        what = "" if state == "ok" else f". Free some: a build needs {LEAST_FREE_BYTES / 2**20:.0f} MiB"
        yield Finding("disk", state, f"{free / 2**30:.1f} GiB are free where the {name} is{what}")


def clock(place: Place) -> Iterator[Finding]:
    """A clock cannot be checked without the network, but that it stands before what was written already."""
    now = time.time()
    written = [path.stat().st_mtime for path in (Path(__file__), beside(place.index) / MANIFEST) if path.exists()]
    told = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now))
    if now < max(written) - 60:
        behind = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(max(written)))
        yield Finding("clock", "mend", f"{told} is before {behind}, when a file here was written. Set the clock")
    else:
        yield Finding("clock", "ok", told)


def ports(place: Place) -> Iterator[Finding]:
    """Whether the chat could listen at its addresses, or does."""
    settings = _settings_or_defaults(place)
    yield _port("chat", place.host, place.port, f"http://{_in_address(place.host)}:{place.port}/healthz")
    if settings.metrics:
        host, port = split_address(settings.metrics)
        yield _port("metrics", host, port, f"http://{_in_address(host)}:{port}/metrics")


def _settings_or_defaults(place: Place) -> Settings:
    try:
        return read_settings(place.settings)
    except FaqError:  # told by another check
        return Settings()


def _port(name: str, host: str, port: int, ours: str) -> Finding:
    """Whether the chat could listen there, or does."""
    try:
        listen(host, port).close()
    except AddressError as error:
        if _is_ours(ours):
            return Finding("ports", "ok", f"{name}: a chat is running on {host}, port {port}")
        return Finding("ports", "mend", f"{name}: {error}")
    return Finding("ports", "ok", f"{name}: {host}, port {port} is free")


def _is_ours(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever the environment says of proxies
    try:
        with direct.open(address, timeout=_WAIT_SECONDS) as response:
            content = response.read(100_000).decode()
    except (OSError, ValueError):
        return False
    return "microneedling_faq_" in content or _says_ok(content)


def _says_ok(content: str) -> bool:
    try:
        return bool(json.loads(content)["status"] == "ok")
    except (ValueError, KeyError, TypeError):
        return False


def _in_address(host: str) -> str:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 asked, not listened on
    return f"[{here}]" if ":" in here else here

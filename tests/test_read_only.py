"""The program as a service has it: nobody's user, no home, nothing to write to, locale C, an odd path."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

import microneedling_faq
from microneedling_faq.paths import PREPARED, shipped

NOBODY = 65534
QUESTION = "Can it help scars?"
READ_ONLY = """
set -e
mount --make-rprivate /
mount --bind / / 2> /dev/null || true
for folder in / /tmp /var/tmp /dev/shm "$1"; do
    mountpoint -q "$folder" || mount --bind "$folder" "$folder"
    mount -o remount,bind,ro "$folder"
done
shift
exec env -i PATH=/usr/bin:/bin LC_ALL=C setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
"""


def may_unshare() -> bool:
    if os.getuid() != 0 or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "mount", "--make-rprivate", "/"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not may_unshare(), reason="only root may take the right to write from everything")


class Installation:
    """The program and what it was prepared with, in a folder that others may only read."""

    def __init__(self, place: Path) -> None:
        self.place = place
        venv.create(place / "venv", with_pip=False, symlinks=True)
        self.python = place / "venv" / "bin" / "python"
        packages = next((place / "venv" / "lib").glob("python*/site-packages"))
        (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="ascii")
        self.package = packages / "microneedling_faq"
        shutil.copytree(Path(microneedling_faq.__file__).parent, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        for folder in ("corpus", "index"):
            shutil.copytree(shipped(folder), self.package / "shipped" / folder, dirs_exist_ok=True)

    @property
    def index(self) -> Path:
        return self.package / "shipped" / "index"

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        command = ["unshare", "-m", "bash", "-c", READ_ONLY, "bash", self.place, self.python, "-m", "microneedling_faq"]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False, cwd=self.place)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="Prüf stand ") as folder:
        Path(folder).chmod(0o755)
        made = Installation(Path(folder))
        reachable = subprocess.run(
            ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", made.python, "-c", "import numpy"],
            capture_output=True,
            check=False,
        )
        if reachable.returncode != 0:
            pytest.skip(f"the libraries in {sys.prefix} cannot be read by others")
        subprocess.run([made.python, "-m", "microneedling_faq", "index", "prepare"], capture_output=True, check=True)
        yield made


def test_it_answers_from_read_only_files_alone(installation):
    done = installation.run("ask", QUESTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert "The other reason to use this treatment is to treat scars" in done.stdout


def test_the_chat_says_in_one_line_what_it_cannot_do_without(installation):
    done = installation.run("chat", "--port", "0")

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "Name one in TMPDIR" in done.stderr


def test_where_nothing_was_prepared_it_says_what_to_prepare(installation):
    kept = installation.index / PREPARED
    away = kept.rename(installation.place / "away")
    done = installation.run("ask", QUESTION)
    away.rename(kept)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "'microneedling-faq index prepare'" in done.stderr


def test_an_index_that_nobody_derived_is_named_with_what_to_do(installation):
    derived = next(installation.index.glob("*/derived"))
    away = derived.rename(installation.place / "derived")
    done = installation.run("ask", QUESTION)
    away.rename(derived)

    assert done.returncode == 1
    assert "'microneedling-faq index prepare'" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr

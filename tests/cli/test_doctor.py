import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from builders import flip_byte, index_files, write_files
from microneedling_faq.checksums import read_sealed
from microneedling_faq.cli import machine_checks, main
from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.encoder.onnx_encoder import MANIFEST, encoder_folder
from microneedling_faq.paths import CACHE_VARIABLE
from microneedling_faq.store.opening import open_store

PARTS = [
    *(
        "installation",
        "settings",
        "corpus",
        "model",
        "index",
        "cache",
        "store",
        "rights",
        "disk",
        "disk",
        "clock",
        "ports",
        "reply",
    ),
    "sign-off",
]
Told = tuple[int, dict[str, str]]  # exit code, and part -> the line about it
Doctor = Callable[..., Told]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], shipped_index: Path, encoder: object) -> Doctor:
    """Runs the doctor on a free port."""

    def run(*options: object, index: Path = shipped_index) -> Told:
        code = main(["doctor", "--port", "0", "--index", str(index), *map(str, options)])
        captured = capsys.readouterr()
        assert captured.err == ""
        return code, {line.split()[1]: line for line in captured.out.splitlines()}

    return run


def small(corpus: Path) -> list[object]:
    return ["--corpus", corpus]


def test_every_part_of_what_works_is_told_to_be_well(shipped_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--port", "0", "--index", str(shipped_index)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == PARTS
    assert {line.split()[0] for line in lines} == {"ok", "note"}
    assert [line.split()[1] for line in lines if line.startswith("note")] in (["sign-off"], ["installation", "sign-off"])


def test_what_is_wrong_with_an_index_is_told_with_what_to_run(doctor, corpus_copy: Path, index_copy: Path, tmp_path: Path):
    assert doctor(*small(corpus_copy), index=index_copy)[0] == 0
    flip_byte(index_files(index_copy)[1], 0)
    code, told = doctor(*small(corpus_copy), index=index_copy)
    assert (code, told["index"][:4]) == (1, "mend")
    assert told["index"].endswith("sha256 differs). Run: microneedling-faq index build")
    assert "reply" not in told
    assert "there is no index" in doctor(*small(corpus_copy), index=tmp_path / "nowhere")[1]["index"]


def test_an_index_that_does_not_fit_its_corpus_is_told(doctor, corpus_copy: Path, index_copy: Path):
    write_files(corpus_copy, {"returns.md": "Other text."})
    code, told = doctor(*small(corpus_copy), index=index_copy)
    assert (code, "returns.md changed since. Run: microneedling-faq index build" in told["index"]) == (1, True)


def test_a_query_encoder_that_is_missing_or_damaged_is_told(doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    assert doctor(index=tmp_path)[1]["cache"].startswith("note  cache         the query encoder is not there yet")
    assert not (tmp_path / "cache").exists()


def test_every_wrong_setting_is_told(shipped_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    wrong = write_files(tmp_path, {"s.toml": "[clinic]\nphone = 7\n[web]\npath = 'faq'\n"}) / "s.toml"
    assert main(["doctor", "--port", "0", "--index", str(shipped_index), "--settings", str(wrong)]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.split()[1] == "settings"]
    assert [line[:4] for line in lines] == ["mend", "mend"]


def test_settings_are_named_and_not_told(doctor, tmp_path: Path):
    path = write_files(tmp_path, {"s.toml": "[clinic]\nphone = '505 555 0100'\n"}) / "s.toml"
    assert f"clinic.phone ({path})" in doctor("--settings", path)[1]["settings"]
    assert "0100" not in doctor("--settings", path)[1]["settings"]


def test_unsigned_texts_are_something_to_mend_where_the_settings_want_them_signed(doctor, tmp_path: Path):
    path = write_files(tmp_path, {"s.toml": "[care]\nrequire_signed = true\n"}) / "s.toml"
    code, told = doctor("--settings", path)
    assert (code, told["reply"][:4]) == (1, "mend")
    assert "require_signed" in told["reply"]


def test_a_port_that_another_program_has_is_told(doctor):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, told = doctor("--port", taken.getsockname()[1])
    assert (code, told["ports"][:4]) == (1, "mend")
    assert "Name another port" in told["ports"]


def test_a_port_that_cannot_be_is_told(doctor):
    assert "there is no such port" in doctor("--port", 99_999)[1]["ports"]


def test_a_clock_that_was_set_back_is_told(doctor, corpus_copy: Path, index_copy: Path):
    later = time.time() + 86_400
    os.utime(index_copy / "manifest.json", (later, later))
    assert doctor(*small(corpus_copy), index=index_copy)[1]["clock"].endswith("Set the clock")


def test_a_full_disk_is_told(doctor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine_checks, "LEAST_FREE_BYTES", 2**60)
    assert "Free some" in doctor()[1]["disk"]


def test_a_cache_folder_that_cannot_be_written_is_told(doctor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(CACHE_VARIABLE, "/proc/nowhere")
    code, told = doctor()
    assert (code, told["rights"][:4]) == (1, "mend")


def test_no_users_name_is_told(doctor, small_corpus: Path, index_copy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(index_copy.parent))
    monkeypatch.setenv(CACHE_VARIABLE, str(index_copy.parent / "cache"))
    assert str(index_copy.parent) not in " ".join(doctor("--corpus", small_corpus, index=index_copy)[1].values())


def test_a_damaged_query_encoder_is_told_and_left_for_the_next_start(
    doctor, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ours = encoder_folder(find_model())
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    copytree(ours, encoder_folder(find_model()))
    flip_byte(encoder_folder(find_model()) / "tokenizer.json", 50)
    before = read_sealed(encoder_folder(find_model()) / MANIFEST)
    assert "is damaged" in doctor(*small(small_corpus), index=tmp_path / "index")[1]["cache"]
    assert read_sealed(encoder_folder(find_model()) / MANIFEST) == before


def test_a_store_is_looked_at_and_neither_made_nor_changed(doctor, small_corpus: Path, small_index: Path, tmp_path: Path):
    database = tmp_path / "store.db"
    lines = write_files(tmp_path, {"clinic.toml": f"[store]\ndatabase = '{database}'\n"}) / "clinic.toml"

    def told() -> Told:
        return doctor(*small(small_corpus), "--settings", lines, index=small_index)

    assert told()[1]["store"].endswith("is not there yet; the next start makes it")
    assert not database.exists()
    open_store(str(database)).close()
    assert told()[1]["store"].endswith("store.db can be read")
    database.write_bytes(b"no store" * 200)
    assert told()[0] == 1
    assert told()[1]["store"].startswith("mend  store")
    assert database.read_bytes() == b"no store" * 200

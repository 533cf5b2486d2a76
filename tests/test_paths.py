from pathlib import Path

import pytest

from microneedling_faq.paths import cache_folder, default_index, shipped


def test_corpus_and_index_came_with_the_program():
    assert (shipped("corpus") / "microneedling.md").is_file()
    assert (shipped("index") / "manifest.json").is_file()


def test_the_cache_folder_is_the_one_that_the_variable_names(monkeypatch, tmp_path):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path))

    assert cache_folder() == tmp_path


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_the_cache_folder_is_the_users(monkeypatch, tmp_path, value):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("MICRONEEDLING_FAQ_CACHE", raising=False)
    for setting in {value} - {None}:
        monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", setting)

    assert cache_folder().is_relative_to(tmp_path)
    assert cache_folder().name == "microneedling-faq"


def test_asking_for_the_cache_folder_does_not_make_it(monkeypatch, tmp_path):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path / "cache"))

    assert not cache_folder().exists()


def test_the_index_of_the_shipped_corpus_is_the_shipped_one(monkeypatch):
    monkeypatch.chdir(shipped("corpus").parent)

    assert default_index(shipped("corpus")) == default_index(Path("corpus")) == shipped("index")


def test_every_other_corpus_has_an_index_of_its_own_in_the_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MICRONEEDLING_FAQ_CACHE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    first, second = default_index(tmp_path / "a"), default_index(tmp_path / "b")

    assert first != second
    assert first.is_relative_to(tmp_path / "indexes")
    assert first == default_index(Path("a"))

"""Rules that are kept between processes: the same as loaded ones, never stale, never anybody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline.errors import RuleError
from pipeline.rulebook import cache, load_rules

TEXT = "word\tnote\n{}\t\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "shuzhai"


def test_kept_rules_are_the_loaded_ones(folder: Path) -> None:
    loaded = load_rules()
    (file,) = folder.iterdir()
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    before = file.stat().st_mtime_ns
    again = load_rules()
    assert file.stat().st_mtime_ns == before
    assert (again.gazetteer, again.calendar, again.indicators, again.lists) == (
        loaded.gazetteer,
        loaded.calendar,
        loaded.indicators,
        loaded.lists,
    )
    patterns = [(e.pattern.pattern, e.pattern.gate, e.pattern.compiled.flags) for e in again.exclusions.patterns]
    assert patterns == [(e.pattern.pattern, e.pattern.gate, e.pattern.compiled.flags) for e in loaded.exclusions.patterns]


def test_a_changed_file_is_read_anew(folder: Path, rules_folder: MakeFolder) -> None:
    for word in ("甲乙", "丙丁"):
        folder = rules_folder({"words.tsv": TEXT.format(word)})
        assert load_rules([folder]).user_words[-1] == word


def test_a_fault_is_told_every_time(folder: Path, rules_folder: MakeFolder) -> None:
    folder = rules_folder({"money_words.tsv": "word\twrong\n甲\t\n"})
    for _ in range(2):
        with pytest.raises(RuleError):
            load_rules([folder])


def test_few_are_kept(folder: Path) -> None:
    for number in range(9):
        cache.keep(f"{number:064}", number)
    assert len(list(folder.iterdir())) == 4
    assert cache.read(f"{8:064}") == 8


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
@pytest.mark.parametrize("open_to", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_not_trusted(folder: Path, open_to: int) -> None:
    cache.keep("a", 1)
    folder.chmod(open_to)
    assert cache.read("a") is None
    cache.keep("b", 2)
    assert not (folder / "b").exists()


def test_a_file_that_others_can_write_is_not_trusted(folder: Path) -> None:
    cache.keep("a", 1)
    (folder / "a").chmod(0o622)
    assert cache.read("a") is None


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    cache.keep("a", 1)
    (folder / "b").symlink_to(folder / "a")
    assert cache.read("b") is None
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert cache.read("a") is None


def test_a_spoilt_file_is_not_unpickled(folder: Path) -> None:
    cache.keep("a", 1)
    for spoilt in (b"", (folder / "a").read_bytes()[:-1]):
        (folder / "a").write_bytes(spoilt)
        assert cache.read("a") is None


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    cache.keep("a", 1)
    assert cache.read("a") is None
    assert load_rules().user_words

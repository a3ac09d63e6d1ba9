"""Rules that are kept between processes: the same as loaded ones, never stale, never anybody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline.errors import RuleError
from pipeline.rulebook import kept, load_rules

TEXT = "word\tnote\n{}\t\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "shuzhai"


def test_kept_rules_are_the_loaded_ones(cache: Path) -> None:
    loaded = load_rules()
    (file,) = cache.iterdir()
    assert (stat.S_IMODE(cache.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
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


def test_a_changed_file_is_read_anew(cache: Path, rules_folder: MakeFolder) -> None:
    for word in ("甲乙", "丙丁"):
        folder = rules_folder({"words.tsv": TEXT.format(word)})
        assert load_rules([folder]).user_words[-1] == word


def test_a_fault_is_told_every_time(cache: Path, rules_folder: MakeFolder) -> None:
    folder = rules_folder({"money_words.tsv": "word\twrong\n甲\t\n"})
    for _ in range(2):
        with pytest.raises(RuleError):
            load_rules([folder])


def test_few_are_kept(cache: Path) -> None:
    for number in range(9):
        kept.keep(f"{number:064}", number)
    assert len(list(cache.iterdir())) == 4
    assert kept.read(f"{8:064}") == 8


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="no owners of files here")
@pytest.mark.parametrize("open_to", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_not_trusted(cache: Path, open_to: int) -> None:
    kept.keep("a", 1)
    cache.chmod(open_to)
    assert kept.read("a") is None
    kept.keep("b", 2)
    assert not (cache / "b").exists()


def test_a_file_that_others_can_write_is_not_trusted(cache: Path) -> None:
    kept.keep("a", 1)
    (cache / "a").chmod(0o622)
    assert kept.read("a") is None


def test_links_are_not_followed(cache: Path, tmp_path: Path) -> None:
    kept.keep("a", 1)
    (cache / "b").symlink_to(cache / "a")
    assert kept.read("b") is None
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    assert kept.read("a") is None


def test_a_spoilt_file_is_not_unpickled(cache: Path) -> None:
    kept.keep("a", 1)
    for spoilt in (b"", (cache / "a").read_bytes()[:-1]):
        (cache / "a").write_bytes(spoilt)
        assert kept.read("a") is None


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    kept.keep("a", 1)
    assert kept.read("a") is None
    assert load_rules().user_words

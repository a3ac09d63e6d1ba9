"""`shuzhai scale` with a real Ray on this machine: a worker killed, the driver killed, begun again; and what users get wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generated import write_articles
from helpers import MakeFolder, written
from killed import Story, killed_twice
from pipeline.writers.rows import KINDS, TABLES

Shuzhai = Callable[..., Any]
DOCS, SHARD = 200, 25
SHARDS = DOCS // SHARD


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'shuzhai[cluster]'")
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are found in /proc, which only Linux has")
    folder = tmp_path_factory.mktemp("scale")
    write_articles(folder / "corpus", DOCS, seed=1)
    # one article that cannot be read, and one whose date stands in metadata.csv
    (folder / "corpus" / "0000" / "empty.txt").write_bytes(b"")
    written(folder / "corpus", {"metadata.csv": "doc,published,title\nz.txt,2020-05-01,标题\n", "z.txt": "今年投资3亿元。"})
    yield folder


@pytest.fixture(scope="module")
def story(folder: Path) -> Story:
    parts = folder / "parts"
    asked = ["--workers", 2, "--shard-docs", SHARD, "--format", "csv", "--ner", "off"]
    return killed_twice([folder / "corpus", parts, *asked], parts, worker_at=1, driver_at=3)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_killed_and_begun_again(story: Story, folder: Path) -> None:
    """Finished parts stay as they are; the second run does the others; the article that failed is told by status 1."""
    assert 3 <= story.finished <= SHARDS
    assert story.touched == []
    assert story.status == 1, story.told
    run = json.loads((folder / "parts" / "run.json").read_text(encoding="utf-8"))
    assert (run["complete"], run["shards"], run["documents"], run["errors"]) == (True, SHARDS + 1, DOCS + 2, 1)
    assert f"done before 先前已完成{story.finished:>16}" in story.told
    assert [row["doc"] for path in sorted((folder / "parts" / "errors").iterdir()) for row in rows(path)] == ["0000/empty.txt"]
    assert not [*(folder / "parts").glob(".writing-*")]


def test_rows_are_those_of_a_run(story: Story, folder: Path, shuzhai: Shuzhai) -> None:
    """Nothing is lost or doubled: the parts one after the other are the tables of a run, and a run takes them as they are."""
    assert story.touched == []
    corpus = folder / "corpus"
    shuzhai("run", corpus, "--outputs", folder / "alone", "--workers", 2, "--ner", "off")
    result = shuzhai("run", corpus, "--outputs", folder / "gathered", "--ner", "off", "--from-parts", folder / "parts")
    assert f"Taken from parts 取自分片: {DOCS + 2:,}; extracted 提取 0" in result.out
    for table in TABLES:
        assert (folder / "gathered" / f"{table}.csv").read_bytes() == (folder / "alone" / f"{table}.csv").read_bytes(), table
    for table in ("documents", *KINDS):
        parts = [row for path in sorted((folder / "parts" / table).iterdir()) for row in rows(path)]
        assert parts == rows(folder / "alone" / f"{table}.csv"), table
    facts = [row for path in sorted((folder / "parts" / "facts").iterdir()) for row in rows(path)]
    # what repeats another article is told by a run only
    assert [{**row, "repeats": ""} for row in facts] == [{**row, "repeats": ""} for row in rows(folder / "alone" / "facts.csv")]


def test_without_ray(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "no-ray", {"ray.py": "raise ImportError"})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "no-ray"), prepend=":")
    result = shuzhai("scale", corpus({"a.txt": "投资3亿元。"}), "parts")
    assert result.status == 2
    assert "pip install 'shuzhai[cluster]'" in result.err
    assert len(result.err.strip().splitlines()) == 1
    assert not (tmp_path / "parts").exists()

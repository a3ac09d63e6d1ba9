"""`shuzhai run`: tables, summary, exit status, and plain words for whatever a user gets wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers import SAMPLES, MakeFolder, written
from pipeline.writers.rows import KINDS, TABLES

Shuzhai = Callable[..., Any]
TEXT = "2023年8月，江苏省南通市总投资26.17亿元，带动1500多户。"


def read(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_samples(shuzhai: Shuzhai, tmp_path: Path) -> None:
    """One worker and two write the same bytes, and the summary says what was written."""
    alone = shuzhai("run", SAMPLES, "--outputs", "one", "--workers", 1)
    together = shuzhai("run", SAMPLES, "--outputs", "two", "--workers", 2)
    assert (alone.status, together.status) == (0, 0)
    for table in TABLES:
        assert (tmp_path / "one" / f"{table}.csv").read_bytes() == (tmp_path / "two" / f"{table}.csv").read_bytes()
    assert alone.err == ""
    documents = read(tmp_path / "one" / "documents.csv")
    assert len(documents) >= 14
    for label, number in (
        ("articles", len(documents)),
        ("characters", sum(int(row["chars"]) for row in documents)),
        *((kind, len(read(tmp_path / "one" / f"{kind}.csv"))) for kind in (*KINDS, "facts", "projects")),
        ("files with errors", 0),
    ):
        assert re.search(rf"{label}\b.*\b{number:,}\s*$", alone.out, re.MULTILINE), label
    for kind in (*KINDS, "facts"):
        assert sum(int(row[kind]) for row in documents) == len(read(tmp_path / "one" / f"{kind}.csv"))
    assert "one/" in alone.out


def test_failed_files(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"好.txt": TEXT, "空 文件.txt": b"", "binary.txt": bytes(range(256)) * 30})
    (folder / "link.txt").symlink_to(folder / "nowhere")
    result = shuzhai("run", folder, "--workers", 2)
    assert result.status == 1
    rows = {row["doc"]: row for row in read(tmp_path / "outputs" / "documents.csv")}
    assert {doc: row["status"] for doc, row in rows.items()} == {
        **dict.fromkeys(("空 文件.txt", "binary.txt", "link.txt"), "error"),
        "好.txt": "ok",
    }
    assert all(bool(row["error"]) == (row["status"] == "error") for row in rows.values())
    assert all(doc in result.err for doc in ("空 文件.txt", "binary.txt", "link.txt"))
    assert [row["text"] for row in read(tmp_path / "outputs" / "amounts.csv")] == ["26.17亿元"]


def test_no_articles(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    result = shuzhai("run", corpus({"photo.jpg": b"\xff"}))
    assert result.status == 0
    assert "No articles" in result.out
    assert all(read(tmp_path / "outputs" / f"{table}.csv") == [] for table in TABLES)


def test_published(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": "今年投资3亿元。", "2020-05-01.txt": "今年投资3亿元。"})
    assert shuzhai("run", folder, "--published", "2024-01-30", "--workers", 1).status == 0
    assert [row["value"] for row in read(tmp_path / "outputs" / "dates.csv")] == ["2020", "2024"]


def test_own_rules(shuzhai: Shuzhai, corpus: MakeFolder, rules_folder: MakeFolder, tmp_path: Path) -> None:
    own = rules_folder({"currencies.tsv": "code\tname\tafter\tbefore\tminor\nCNY\t人民币\t砬币\t\t\n"})
    folder = corpus({"a.txt": "他带着50砬币上路。", "b.txt": "另有30砬币。"})
    assert shuzhai("run", folder, "--rules", own, "--workers", 2).status == 0
    assert [row["value"] for row in read(tmp_path / "outputs" / "amounts.csv")] == ["50", "30"]


def test_model_of_names(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    """A place that no list has is found with the model, not without it; one that cannot be loaded stops nothing."""
    folder = corpus({"a.txt": "伊宁县的牧民住在尤库日斯附近。", "b.txt": "江苏省投资5亿元。"})
    rows: dict[str, list[str]] = {}
    for ner in ("off", "doubtful", "all", "no_such_model"):
        result = shuzhai("run", folder, "--outputs", ner, "--ner", ner, "--workers", 2)
        assert result.status == 0
        rows[ner] = [f"{row['text']} {row['source']}" for row in read(tmp_path / ner / "places.csv")]
        assert ("no_such_model" in result.err and "只用规则继续" in result.err) == (ner == "no_such_model"), result.err
    assert rows["off"] == rows["no_such_model"] == ["伊宁县 gazetteer", "江苏省 gazetteer"]
    assert rows["doubtful"] == rows["all"] == ["伊宁县 gazetteer", "尤库日斯 ner", "江苏省 gazetteer"]


def test_main_place(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": "霍城县春耕忙\n\n霍城县三宫乡种下小麦。江阴援疆工作组来自江苏江阴。", "b.txt": "今年收成好。"})
    assert shuzhai("run", folder, "--outputs", "out").status == 0
    assert [row["main_place"] for row in read(tmp_path / "out" / "documents.csv")] == ["654023 霍城县", ""]


def test_default_folders_and_names_that_are_no_text(shuzhai: Shuzhai, tmp_path: Path) -> None:
    folder = written(tmp_path / "corpus", {"a.txt": TEXT})
    try:
        (folder / b"\xd0\xc2.txt".decode("utf-8", "surrogateescape")).write_text(TEXT, encoding="utf-8")
    except OSError:
        return  # a file system that refuses such names cannot hold one
    assert shuzhai("run").status == 0
    assert [row["status"] for row in read(tmp_path / "outputs" / "documents.csv")] == ["ok", "ok"]


BAD_RULES = {"units.tsv": "unit\tkind\n坨\tmeasure\n"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "nowhere"),
        (["articles/a.txt"], "a.txt is a file"),
        (["articles", "--outputs", "articles/a.txt"], "a.txt"),
        (["articles", "--outputs", "articles/a.txt/below"], "a.txt"),
        (["articles", "--published", "yesterday"], "2024-01-30"),
        (["articles", "--published", "2024-02-30"], "2024-01-30"),
        (["articles", "--rules", "my-rules"], "units.tsv, line 1"),
        (["articles", "--rules", "nowhere"], "nowhere"),
        (["articles", "--rules", "articles/a.txt"], "a.txt"),
        (["articles", "--workers", "0"], "--workers"),
        (["articles", "--worker", "2"], "--worker"),
        (["bad-metadata"], "metadata.csv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use(shuzhai: Shuzhai, corpus: MakeFolder, rules_folder: MakeFolder, arguments: list[str], says: str) -> None:
    folder = corpus({"a.txt": TEXT})
    bad = folder.parent / "bad-metadata"
    bad.mkdir()
    (bad / "metadata.csv").write_text("doc,published\na.txt,soon\n", encoding="utf-8")
    rules_folder(BAD_RULES)
    result = shuzhai("run", *arguments)
    assert result.status == 2
    assert says in result.err
    assert result.out == ""
    assert (folder / "a.txt").read_text(encoding="utf-8") == TEXT


def test_wrong_use_changes_nothing(shuzhai: Shuzhai, corpus: MakeFolder, rules_folder: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": TEXT})
    assert shuzhai("run", folder, "--workers", 1).status == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "outputs").glob("*.csv")}
    assert shuzhai("run", folder, "--rules", rules_folder(BAD_RULES)).status == 2
    assert {path.name: path.read_bytes() for path in (tmp_path / "outputs").glob("*.csv")} == before

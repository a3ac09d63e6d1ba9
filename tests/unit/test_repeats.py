"""What is said twice: in one article, and across articles."""

from __future__ import annotations

import csv
from pathlib import Path

from helpers import MakeFolder
from pipeline import Pipeline, run_corpus

HEADED = """投入820万元援藏资金新建曲松县藏香猪养殖场

去年以来，援藏工作组投入820万元援藏资金，新建曲松县藏香猪养殖场，带动群众320户。另有820万元用于道路硬化。
"""
ARTICLE = "5月6日，平罗县沙湖湿地修复工程开工。该工程总投资2.3亿元，修复湿地1.6万亩。参加开工仪式的有120人。\n"
REPRINT = "转载：5月6日，平罗县沙湖湿地修复工程开工。该工程总投资2.3亿元，修复湿地1.6万亩。\n"
RETOLD = "记者获悉，平罗县沙湖湿地修复工程总投资2.3亿元，由两家公司承建，参加座谈的有120人。\n"


def facts(folder: Path, tmp_path: Path) -> list[dict[str, str]]:
    outputs = run_corpus(folder, tmp_path / "out", workers=1, published="2024-06-30").outputs
    with (outputs / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_heading_and_its_text(pipeline: Pipeline) -> None:
    first, second, households, other = pipeline.extract(HEADED, "2024-03-01").facts
    assert (first.repeats, second.repeats) == (None, first.figure)
    assert (households.repeats, other.repeats) == (None, None)


def test_a_reprint_repeats_every_figure(corpus: MakeFolder, tmp_path: Path) -> None:
    rows = facts(corpus({"a.txt": ARTICLE, "b.txt": REPRINT}), tmp_path)
    original = {row["text"]: row["id"] for row in rows if row["doc"] == "a.txt"}
    assert {row["text"]: row["repeats"] for row in rows if row["doc"] == "b.txt"} == {
        text: original[text] for text in ("2.3亿元", "1.6万亩")
    }
    assert not any(row["repeats"] for row in rows if row["doc"] == "a.txt")


def test_a_project_told_again_in_other_words(corpus: MakeFolder, tmp_path: Path) -> None:
    rows = facts(corpus({"a.txt": ARTICLE, "b.txt": RETOLD}), tmp_path)
    again = {row["text"]: row["repeats"] for row in rows if row["doc"] == "b.txt"}
    assert again["2.3亿元"] == next(row["id"] for row in rows if row["doc"] == "a.txt" and row["text"] == "2.3亿元")
    assert again["120人"] == ""


def test_two_figures_alike_in_one_sentence_are_two(corpus: MakeFolder, tmp_path: Path) -> None:
    rows = facts(corpus({"a.txt": "甲村栽树500亩，乙村栽树500亩。\n"}), tmp_path)
    assert [row["repeats"] for row in rows] == ["", ""]

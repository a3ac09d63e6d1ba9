"""Projects gathered across articles."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline import run_corpus, write_totals

FILES = {
    "2022.txt": "2022年3月，镇原县中盛羊业产业园开工建设。该产业园总投资5.6亿元，占地面积1200亩。\n",
    "2023.txt": "2023年10月，镇原县中盛羊业产业园建成投产。中盛羊业产业园总投资6.1亿元，带动就业800人，年产能9万吨。\n",
    "2024.txt": "援建的镇原县中盛羊业产业园总投资6.1亿元，其中帮扶资金4000万元。镇原县中盛羊业产业园二期项目总投资2亿元。\n",
}


@pytest.fixture
def projects(corpus: MakeFolder, tmp_path: Path) -> dict[str, dict[str, str]]:
    folder = corpus({**FILES, "metadata.csv": "doc,published\n2022.txt,2022-04-01\n2023.txt,2023-11-01\n2024.txt,2024-05-01\n"})
    outputs = run_corpus(folder, tmp_path / "out", workers=1).outputs
    with (outputs / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["project"]: row for row in csv.DictReader(file)}


def test_one_project_over_three_articles(projects: dict[str, dict[str, str]]) -> None:
    row = projects["镇原县中盛羊业产业园"]
    assert row["aliases"] == "中盛羊业产业园"
    assert (row["type"], row["adcode"], row["articles"], row["status"]) == ("site", "621027", "3", "done")
    assert (row["land_area"], row["jobs"], row["capacity"]) == ("1200 亩", "800 人", "90000 吨")
    assert (row["start_date"], row["completion_date"]) == ("2022-03-01/2022-03-31", "2023-10-01/2023-10-31")
    assert row["aid_money"] == ""  # a part of the total


def test_contradictions_stand_side_by_side(projects: dict[str, dict[str, str]]) -> None:
    row = projects["镇原县中盛羊业产业园"]
    assert row["total_investment"] == "560000000 CNY | 610000000 CNY"
    assert row["contradictions"] == "total_investment"
    assert len(row["total_investment_ids"].split()) == 3


def test_stages_are_projects_of_their_own(projects: dict[str, dict[str, str]]) -> None:
    assert [name for name in projects if "二期" in name]
    assert projects["镇原县中盛羊业产业园"]["maybe_same_as"] == ""


def test_twins_are_proposed_not_merged(corpus: MakeFolder, tmp_path: Path) -> None:
    text = "环县现代肉羊屠宰加工中心总投资1.2亿元。环县肉羊屠宰加工中心总投资1.2亿元，建筑面积8000平方米。\n"
    outputs = run_corpus(corpus({"a.txt": text}), tmp_path / "out", workers=1).outputs
    with (outputs / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["project"]: row["maybe_same_as"] for row in csv.DictReader(file)}
    assert rows == {"环县现代肉羊屠宰加工中心": "环县肉羊屠宰加工中心", "环县肉羊屠宰加工中心": "环县现代肉羊屠宰加工中心"}


def test_kinds_of_things_are_no_projects(corpus: MakeFolder, tmp_path: Path) -> None:
    text = "全县新建标准化厂房12栋，项目总投资3亿元。幼儿园15所。\n"
    outputs = run_corpus(corpus({"a.txt": text}), tmp_path / "out", workers=1).outputs
    assert len((outputs / "projects.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_a_table_with_a_sum_fills_its_projects_and_adds_up_once(corpus: MakeFolder, tmp_path: Path) -> None:
    rows = [("项目名称", "总投资"), ("镇原县第二中学", "5600"), ("镇原县第一幼儿园", "1200"), ("合计", "6800")]
    text = "镇原县2024年援建项目\n单位：万元\n" + "".join("\t".join(row) + "\n" for row in rows)
    outputs = run_corpus(corpus({"a.txt": text}), tmp_path / "out", workers=1, published="2024-07-15").outputs
    with (outputs / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        projects = {row["project"]: row["total_investment"] for row in csv.DictReader(file)}
    assert projects == {"镇原县第二中学": "56000000 CNY", "镇原县第一幼儿园": "12000000 CNY"}
    write_totals(outputs, confidence="low")
    with (outputs / "totals.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["total"] for row in csv.DictReader(file)] == ["68000000"]

"""Reviews from a spreadsheet to the tables: the journal, dialects of CSV, what counts as a person's word, quotes found again."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import written
from pipeline import RunReport, run_corpus, write_totals
from pipeline.reviews.journal import Journal, Review, current, journal_path
from pipeline.reviews.sheets import read_sheet, same_cell

FILES = {
    "a.txt": "2024年3月，镇原县中盛羊业产业园开工建设。\n该产业园总投资5.6亿元，占地面积1200亩。朝阳区投入700万元左右。\n",
    "b.txt": "去年，霍城县新建学校3所，其中援疆资金2800万元。伊宁县培训4500余人，花了三个亿。\n",
}
Row = dict[str, str]


class Desk:
    """A corpus, its outputs, and what a reviewer does with them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.outputs = written(folder / "articles", FILES), folder / "out"
        self.run()

    def run(self, *, fresh: bool = False) -> RunReport:
        return run_corpus(self.folder, self.outputs, workers=1, published="2024-05-01", ner="off", fresh=fresh, reviewer="li")

    def rows(self, table: str) -> list[Row]:
        with (self.outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def row(self, table: str, text: str) -> Row:
        return next(row for row in self.rows(table) if row["text"] == text)

    def save(self, table: str, rows: list[Row], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> None:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with (self.outputs / f"{table}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)

    def write(self, table: str, text: str, **cells: str) -> None:
        """Fills in cells of one row."""
        self.save(table, [row | (cells if row["text"] == text else {}) for row in self.rows(table)])

    def journal(self) -> dict[tuple[str, str], Review]:
        return current(Journal(journal_path(self.outputs)).entries())

    def snapshot(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.outputs.glob("*.csv")}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def said(row: Row) -> tuple[str, str, str]:
    return row["verdict"], row["correction"], row["note"]


# -- what a spreadsheet says


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t"), ("utf-16-le", "\t")]
)
def test_dialects(desk: Desk, encoding: str, delimiter: str) -> None:
    rows = [
        row | {"verdict": "错", "correction": "6.1亿", "note": "核，对"} if row["text"] == "5.6亿元" else row
        for row in desk.rows("amounts")
    ]
    desk.save("amounts", rows, encoding=encoding, delimiter=delimiter)
    assert desk.run().taken == {"amounts.csv": 1}
    assert said(desk.row("amounts", "5.6亿元")) == ("wrong", "6.1亿", "核，对")


def test_columns_moved_and_dropped_rows_sorted_and_deleted(desk: Desk) -> None:
    rows = sorted(desk.rows("amounts"), key=lambda row: row["text"])[1:]
    rows = [{name: row[name] for name in ("note", "verdict", "id")} | {"verdict": "ok"} for row in rows]
    desk.save("amounts", rows)
    desk.run()
    assert sorted(row["verdict"] for row in desk.rows("amounts")) == ["", "ok", "ok", "ok"]


def test_deleted_rows_and_columns_take_nothing_back(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="ok")
    desk.run()
    desk.save("amounts", [{"id": row["id"], "note": "x"} for row in desk.rows("amounts")][1:])
    desk.run()
    assert desk.row("amounts", "5.6亿元")["verdict"] == "ok"


def test_an_emptied_cell_takes_back(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong", note="?")
    desk.run()
    desk.write("amounts", "5.6亿元", verdict="", note="")
    desk.run()
    assert said(desk.row("amounts", "5.6亿元")) == ("", "", "")
    assert desk.journal() == {}
    assert len(list(Journal(journal_path(desk.outputs)).entries())) == 2


def test_a_file_opened_before_the_last_run_takes_nothing_back(desk: Desk) -> None:
    """The sheet was opened after run 1; meanwhile a review came another way, and run 2 wrote it into the table."""
    opened = desk.rows("amounts")
    Journal(journal_path(desk.outputs)).append([Review("amounts", opened[0]["id"], "wrong", doc="a.txt", text=opened[0]["text"])])
    desk.run()
    assert desk.rows("amounts")[0]["verdict"] == "wrong"
    opened[1]["verdict"] = "ok"
    desk.save("amounts", opened)
    desk.run()
    assert [row["verdict"] for row in desk.rows("amounts")][:2] == ["wrong", "ok"]


def test_a_value_typed_over_is_a_correction(desk: Desk) -> None:
    desk.write("facts", "5.6亿元", subject="中盛羊业")
    desk.write("amounts", "2800万元", value="29000000")
    assert desk.run().taken == {"amounts.csv": 1, "facts.csv": 1}
    assert desk.row("facts", "5.6亿元")["subject"] == "中盛羊业"
    assert desk.row("facts", "2800万元")["value"] == "29000000"


@pytest.mark.parametrize(
    ("wrote", "saved"),
    [
        ("136000000", "1.36E+08"), ("136000000", "136,000,000"), ("12345678901234567890", "12345678901234500000"), ("0.5", ".5"),
        ("2024-06-21", "2024/6/21"), ("2024-06-21", "2024年6月21日"), ("2024-06-21", "21/06/2024"), ("2024-06-21", "6/21/24"),
        ("2024-06-21", "45464"), ("2024-06", "Jun-24"), ("2024-06-21", "2024-06-21 00:00:00"), ("−5℃", "-5℃"), ("100㎡", "100?"),
        ("'=SUM(A1)", "=SUM(A1)"), ("a b", "ab"),
    ],
)  # fmt: skip
def test_reformatted_cells_say_the_same(wrote: str, saved: str) -> None:
    assert same_cell(wrote, saved)


@pytest.mark.parametrize(
    ("wrote", "saved"),
    [
        ("136000000", "1.5E+08"),
        ("136000000", "136"),
        ("2024-06-21", "2024/6/22"),
        ("2024-06", "Jul-24"),
        ("", "3"),
        ("甲园", "乙园"),
        ("12", "?2"),
    ],
)
def test_other_cells_do_not(wrote: str, saved: str) -> None:
    assert not same_cell(wrote, saved)


def test_a_column_reformatted_throughout_is_no_correction(tmp_path: Path) -> None:
    text = "".join(f"第{n}个项目投资{n}万元。" for n in range(1, 60))
    outputs = run_corpus(written(tmp_path / "c", {"a.txt": text}), tmp_path / "out", workers=1, ner="off").outputs
    path = outputs / "amounts.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",CNY,", ",RMB,"), encoding="utf-8")
    report = run_corpus(tmp_path / "c", outputs, workers=1, ner="off")
    assert report.reviews == 0
    assert "currency" in report.faults[0][2]


# -- rows added by hand


def test_a_missed_mention(desk: Desk) -> None:
    rows = desk.rows("amounts")
    desk.save("amounts", [*rows, {"doc": "a.txt", "text": "1200亩", "correction": "3亿元", "note": "漏"}])
    desk.run()
    row = desk.row("amounts", "1200亩")
    assert (row["value"], row["rule"], row["verdict"]) == ("300000000", "person", "ok")
    fact = next(fact for fact in desk.rows("facts") if fact["id"] == row["id"])
    assert (fact["value"], fact["by_person"], fact["kind"]) == ("300000000", "value", "amount")
    assert [int(r["start"]) for r in desk.rows("amounts") if r["doc"] == "a.txt"] == sorted(
        int(r["start"]) for r in desk.rows("amounts") if r["doc"] == "a.txt"
    )
    again = desk.snapshot()
    desk.run(fresh=True)
    assert desk.snapshot() == again


def test_a_missed_fact(desk: Desk) -> None:
    desk.save(
        "facts",
        [
            *desk.rows("facts"),
            {"doc": "a.txt", "text": "开工", "subject": "甲园", "indicator": "总投资", "kind": "amount", "value": "5亿元"},
        ],
    )
    desk.run()
    fact = desk.row("facts", "开工")
    assert (fact["subject"], fact["indicator"], fact["value"]) == ("甲园", "总投资", "500000000")
    assert desk.row("amounts", "开工")["rule"] == "person"


def test_a_missed_mention_that_the_rules_find_later(desk: Desk) -> None:
    desk.save("amounts", [*desk.rows("amounts"), {"doc": "b.txt", "text": "三个亿", "correction": "3亿"}])
    desk.run()
    assert len(desk.rows("amounts")) == 4
    assert desk.row("amounts", "三个亿")["verdict"] == "ok"


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ({"doc": "c.txt", "text": "3亿元"}, "names no article"),
        ({"doc": "a.txt", "text": "没有这句"}, "does not have the text"),
        ({"doc": "a.txt", "text": "产业园"}, "2 times"),
        ({"id": "a0000000000000000", "verdict": "ok"}, "no row has the id"),
        ({"doc": "a.txt", "verdict": "wrong"}, "text is empty"),
    ],
)
def test_what_is_not_understood_is_kept_aside(desk: Desk, added: Row, why: str) -> None:
    desk.save("amounts", [*desk.rows("amounts"), added])
    report = desk.run()
    assert why in report.faults[0][2]
    assert why in desk.rows("orphaned")[0]["reason"]
    assert desk.run().unchanged
    entries = list(Journal(journal_path(desk.outputs)).entries())
    assert [entry.aside for entry in entries] == [True]
    assert added.items() <= entries[0].read.items()


def test_a_file_that_is_no_table(desk: Desk) -> None:
    (desk.outputs / "amounts.csv").write_bytes(b"PK\x03\x04 a workbook under a wrong name")
    report = desk.run()
    assert "nothing was taken" in report.faults[0][2]
    assert len(desk.rows("amounts")) == 4


def test_an_unknown_verdict(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="maybe", note="n")
    assert "maybe" in desk.run().faults[0][2]
    assert said(desk.row("amounts", "5.6亿元")) == ("", "", "n")
    assert "maybe" in desk.rows("orphaned")[0]["reason"]


def test_a_filled_in_sample(desk: Desk) -> None:
    row = desk.row("amounts", "5.6亿元")
    sample = [{"table": "amounts", "id": row["id"], "verdict": "ok"}]
    desk.save("sample", sample)
    assert desk.run().taken == {"sample.csv": 1}
    desk.write("amounts", "5.6亿元", verdict="wrong")
    desk.save("sample", [*sample, {"table": "facts", "id": row["id"], "verdict": "ok"}])
    desk.run()
    assert desk.row("amounts", "5.6亿元")["verdict"] == "wrong"  # the sample's word came before
    assert desk.row("facts", "5.6亿元")["verdict"] == "ok"


# -- what reviews do to facts, projects and totals


def test_corrected_values_stand_in_facts_projects_and_totals(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong", correction="6.1亿")
    desk.write("dates", "去年", correction="2022")
    desk.write("places", "朝阳区", correction="220104")
    desk.run()
    fact = desk.row("facts", "5.6亿元")
    assert (fact["value"], fact["by_person"]) == ("610000000", "value low high")
    assert desk.row("amounts", "5.6亿元")["value"] == "560000000"  # what the rules read stays beside the correction
    assert desk.row("facts", "2800万元")["date_start"] == "2022-01-01"
    assert desk.row("facts", "700万元左右")["adcode"] == "220104"
    (project,) = (row for row in desk.rows("projects") if row["total_investment"])
    assert (project["total_investment"], project["by_person"]) == ("610000000 CNY", "total_investment")
    totals, _ = write_totals(desk.outputs, by=("indicator",))
    total = next(total for total in totals if total.keys == ("总投资",))
    assert (int(total.total), total.by_person) == (610000000, 1)


def test_wrong_without_a_right_value_counts_nowhere(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong")
    desk.run()
    assert desk.row("facts", "5.6亿元")["value"] == ""
    assert not [row for row in desk.rows("projects") if row["total_investment"].strip(" .")]


def test_a_project_renamed(desk: Desk) -> None:
    rows = desk.rows("projects")
    desk.save("projects", [row | {"correction": "project=中盛园", "verdict": "wrong"} for row in rows])
    desk.run()
    assert [(row["project"], row["by_person"]) for row in desk.rows("projects")] == [("中盛园", "project")]


def test_a_correction_that_is_not_understood(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong", correction="看不清")
    desk.run()
    (row,) = desk.rows("orphaned")
    assert "not understood" in row["reason"]
    assert desk.row("amounts", "5.6亿元")["correction"] == "看不清"
    assert desk.row("facts", "5.6亿元")["value"] == ""


# -- quotes found again


def edited(desk: Desk, change: Callable[[str], str], name: str = "a.txt") -> None:
    path = desk.folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"新的一段，共5.6亿元。\n{text}",
        lambda text: text.replace("该产业园总投资", "据了解，该产业园计划总投资"),
        lambda text: text.replace("，占地面积", "。项目占地面积"),
        lambda text: text.replace("\n", "\n\n　　"),
        lambda text: text.replace("5.6亿元", "**5.6**亿元").replace("占地面积", "**占地**面积"),
        lambda text: text.split("\n", 1)[1],
    ],
)
def test_found_after_an_edit(desk: Desk, change: Callable[[str], str]) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong", correction="6.1亿")
    desk.run()
    edited(desk, change)
    desk.run()
    row = next(row for row in desk.rows("amounts") if row["verdict"])
    assert (row["text"], row["correction"]) == ("5.6亿元", "6.1亿")
    assert "总投资" in row["sentence"]
    assert desk.rows("orphaned") == []


def test_found_after_a_rename_and_an_edit(desk: Desk) -> None:
    desk.write("facts", "5.6亿元", verdict="ok")
    desk.run()
    (desk.folder / "a.txt").rename(desk.folder / "z.txt")
    edited(desk, lambda text: f"编者按。\n{text}", "z.txt")
    desk.run()
    assert (desk.row("facts", "5.6亿元")["doc"], desk.row("facts", "5.6亿元")["verdict"]) == ("z.txt", "ok")


def test_an_orphan_has_its_quote_and_comes_back(desk: Desk) -> None:
    desk.write("amounts", "三个亿", verdict="ok")
    desk.run()
    edited(desk, lambda text: text.replace("三个亿", "不少钱"), "b.txt")
    desk.run()
    (row,) = desk.rows("orphaned")
    assert (row["text"], row["verdict"]) == ("三个亿", "ok")
    assert "not in the article" in row["reason"]
    assert "2800万元" in row["candidates"]
    edited(desk, lambda text: text.replace("不少钱", "三个亿"), "b.txt")
    desk.run()
    assert desk.row("amounts", "三个亿")["verdict"] == "ok"
    assert desk.rows("orphaned") == []


def test_an_ok_reading_stays_when_the_rules_read_another(desk: Desk) -> None:
    key = desk.row("amounts", "5.6亿元")["id"]
    read = {"value": "56", "low": "56", "high": "56", "bound": "exact", "currency": "CNY"}
    Journal(journal_path(desk.outputs)).append([Review("amounts", key, "ok", doc="a.txt", text="5.6亿元", read=read)])
    desk.run()
    assert desk.row("facts", "5.6亿元")["value"] == "56"
    assert "another since the verdict" in desk.rows("orphaned")[0]["reason"]


def test_outputs_can_be_deleted(desk: Desk) -> None:
    desk.write("amounts", "5.6亿元", verdict="wrong", correction="6.1亿")
    desk.save("amounts", [*desk.rows("amounts"), {"doc": "a.txt", "text": "1200亩", "correction": "3亿元"}])
    desk.run()
    before = desk.snapshot()
    shutil.rmtree(desk.outputs)
    desk.run()
    assert desk.snapshot() == before


# -- the journal


def test_the_journal_bears_torn_lines_and_merges(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    journal = Journal(path)
    journal.append([Review("amounts", "a1", "ok")], by="li")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"table": "amounts", "id": "a2", "verd')
    journal.append([Review("amounts", "a3", "wrong", at="2020-01-01T00:00:00Z")])
    assert [entry.id for entry in journal.entries()] == ["a1", "a3"]
    assert [line for line, _ in journal.broken] == [2]
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(
            [lines[2], lines[0], json.dumps({"table": "amounts", "id": "a1", "verdict": "wrong", "at": "2021", "later": 1})]
        )
        + "\n"
    )
    assert current(journal.entries())["amounts", "a1"].verdict == "ok"  # the latest act, wherever it stands


def test_sheets_may_begin_with_their_separator(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text('sep=;\n\ufeff"ID" ; Verdict \nx1;ok\n', encoding="utf-8")
    assert read_sheet(path, ("id", "verdict")).rows == ((2, {"id": "x1", "verdict": "ok"}),)

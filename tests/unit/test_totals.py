"""Sums that count nothing twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from helpers import MakeFolder
from pipeline import read_facts, run_corpus, write_totals
from pipeline.errors import UsageError
from pipeline.facts.totals import add_up, reasons

FACT = {
    "id": "a1", "doc": "a.txt", "kind": "amount", "subject": "甲园", "indicator": "总投资", "value": "100", "low": "100", "high": "100",
    "bound": "exact", "unit": "", "currency": "CNY", "per": "", "change": "", "status": "", "date_start": "", "date_end": "2023-12-31",
    "adcode": "654021", "place": "伊宁县", "donor": "", "part_of": "", "repeats": "", "cumulative": "", "confidence": "high",
    "indicator_source": "rule", "verdict": "", "correction": "", "by_person": "",
}  # fmt: skip


def added(*changes: dict[str, str], by: tuple[str, ...] = ("indicator",)) -> tuple[list[tuple[str, ...]], list[str]]:
    rows = [{**FACT, "id": f"a{number}", **change} for number, change in enumerate(changes)]
    totals, left_out = add_up(rows, by, levels=frozenset({"价格"}))
    return [(*t.keys, t.unit, str(t.total), str(t.planned)) for t in totals], list(reasons(left_out))


def test_done_and_planned_are_told_apart() -> None:
    sums, left_out = added({}, {"value": "50", "low": "50", "high": "50"}, {"status": "planned"})
    assert sums == [("总投资", "CNY", "150", "100")]
    assert not left_out


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"part_of": "a9"}, "part_of"),
        ({"repeats": "a9"}, "repeats"),
        ({"change": "increase"}, "change"),
        ({"per": "年"}, "per"),
        ({"unit": "%", "currency": ""}, "rate"),
        ({"indicator": "价格"}, "level"),
        ({"indicator": ""}, "indicator"),
        ({"indicator_source": "text"}, "no rule names"),
        ({"confidence": "low"}, "confidence"),
        ({"bound": "vague"}, "vague"),
        ({"verdict": "wrong"}, "reviewer"),
    ],
)
def test_what_is_left_out(change: dict[str, str], word: str) -> None:
    sums, left_out = added({}, change)
    assert [total[2] for total in sums] == ["100"]
    assert len(left_out) == 1
    assert word in left_out[0]


def test_the_latest_state_of_a_cumulative_figure_counts() -> None:
    sums, left_out = added(
        {"cumulative": "yes", "value": "60", "date_end": "2023-06-30"}, {"cumulative": "yes", "date_end": "2023-12-31"}
    )
    assert [total[2] for total in sums] == ["100"]
    assert "cumulative" in left_out[0]


def test_bounds_are_kept() -> None:
    rows = [
        {**FACT, "bound": "over", "high": ""},
        {**FACT, "id": "a2", "bound": "range", "value": "", "low": "20", "high": "30"},
    ]
    ((total,), _) = add_up(rows, ("indicator",), levels=frozenset())
    assert (total.total, total.low, total.high, total.inexact) == (Decimal(120), Decimal(120), None, 2)


def test_keys() -> None:
    sums, _ = added({}, {"adcode": "654023", "place": "霍城县"}, {"date_end": "2024-01-31"}, by=("place", "year"))
    assert [total[:2] for total in sums] == [("654021 伊宁县", "2023"), ("654021 伊宁县", "2024"), ("654023 霍城县", "2023")]


def test_from_a_run(corpus: MakeFolder, tmp_path: Path) -> None:
    text = "镇原县肉羊产业园总投资5亿元，其中帮扶资金4000万元。镇原县苹果产业园总投资2亿元。\n"
    outputs = run_corpus(corpus({"a.txt": text}), tmp_path / "out", workers=1, published="2024-05-01").outputs
    (total,), left_out = write_totals(outputs, ("indicator",))
    assert (total.keys, total.total, len(total.ids)) == (("总投资",), Decimal(700000000), 2)
    assert [item.row["text"] for item in left_out] == ["4000万元"]
    assert "700000000" in (outputs / "totals.csv").read_text(encoding="utf-8-sig")
    assert "4000万元" in (outputs / "totals_left_out.csv").read_text(encoding="utf-8-sig")
    frame = read_facts(outputs)
    assert frame["value"].sum() == 740000000
    assert frame[frame["counts_once"]]["value"].sum() == 700000000
    assert str(frame["date_end"].dtype).startswith("datetime64")
    assert isinstance(read_facts(outputs, exact=True)["value"].iloc[0], Decimal)
    assert isinstance(frame["indicator"].dtype, pd.CategoricalDtype)


@pytest.mark.parametrize("by", [("colour",), ()])
def test_unknown_keys(tmp_path: Path, by: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="choose from"):
        write_totals(tmp_path, by)


def test_rows_that_no_run_has_taken_up(corpus: MakeFolder, tmp_path: Path) -> None:
    outputs = run_corpus(corpus({"a.txt": "镇原县苹果产业园总投资2亿元。"}), tmp_path / "out", workers=1).outputs
    facts = outputs / "facts.csv"
    whole = facts.read_bytes()
    facts.write_bytes(whole + b",a.txt" + b"," * (whole.split(b"\n")[0].count(b",") - 1) + b"\n")
    with pytest.raises(UsageError, match="by hand"):
        write_totals(outputs)
    facts.write_bytes(whole.decode("utf-8-sig").encode("gb18030"))
    with pytest.raises(UsageError, match="UTF-8"):
        write_totals(outputs)


def test_no_run_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shuzhai run"):
        write_totals(tmp_path)

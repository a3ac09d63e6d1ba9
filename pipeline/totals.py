"""Sums over the facts of a run, from facts.csv to totals.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.config import RULES
from pipeline.errors import UsageError
from pipeline.facts.totals import KEYS, LeftOut, Total, add_up
from pipeline.rulebook.indicators import load_indicators
from pipeline.rulebook.layers import Layers
from pipeline.writers.csv_files import TableFolder, allow_long_cells, csv_text
from pipeline.writers.rows import COLUMNS, Row, plain


def read_rows(outputs: Path, table: str) -> Iterator[Row]:
    """The rows of one table of a run, as text."""
    path = outputs / f"{table}.csv"
    if not path.exists():
        raise UsageError(f"{path} is not there; run `shuzhai run` first, or name its folder of outputs")
    allow_long_cells()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS[table] if column not in (reader.fieldnames or ())]
            if missing:
                raise UsageError(f"{path} lacks the columns {', '.join(missing)}; it is from another version: run again")
            yield from reader
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is no longer UTF-8: a spreadsheet saved it; `shuzhai run` reads it and writes it anew 已被表格软件改了编码，请再运行 shuzhai run"
        ) from error


def write_totals(
    outputs: Path | str = "outputs",
    by: Sequence[str] = ("indicator", "place", "year"),
    *,
    confidence: str = "medium",
    every: bool = False,
    rules: Sequence[Path | str] = (),
) -> tuple[list[Total], list[LeftOut]]:
    """Adds up facts.csv, writes totals.csv and totals_left_out.csv beside it, and returns both.

    `by` are keys of `KEYS`; `confidence` is the least that counts (low, medium, high); `every` adds indicators that no
    rule names; `rules` are the folders that the run had. Raises `UsageError` and `RuleError`.
    """
    outputs = Path(outputs)
    totals, left_out = sum_up(read_rows(outputs, "facts"), by, confidence=confidence, every=every, rules=rules)
    with TableFolder(outputs, ("totals", "totals_left_out")) as tables:
        tables.append(
            {
                "totals": csv_text((_total_row(total, by) for total in totals), COLUMNS["totals"]),
                "totals_left_out": csv_text(
                    ({**item.row, "reason": item.reason} for item in left_out), COLUMNS["totals_left_out"]
                ),
            }
        )
        tables.commit()
    return totals, left_out


def sum_up(
    rows: Iterable[Row],
    by: Sequence[str],
    *,
    confidence: str = "medium",
    every: bool = False,
    rules: Sequence[Path | str] = (),
) -> tuple[list[Total], list[LeftOut]]:
    """The sums of `write_totals` over rows of facts.csv, without writing them. Raises `UsageError` and `RuleError`."""
    unknown = [name for name in by if name not in KEYS]
    if unknown or not by:
        raise UsageError(f"--by {','.join(by)!r}: choose from {', '.join(KEYS)}")
    if confidence not in ("low", "medium", "high"):
        raise UsageError(f"--confidence {confidence!r} is none of low, medium, high")
    rows = list(rows)
    if not all(row["id"] for row in rows):
        raise UsageError(
            "facts.csv has rows that were added by hand; `shuzhai run` takes them up first 有手工添加的行，请先运行 shuzhai run"
        )
    levels = load_indicators(Layers((RULES, *map(Path, rules)))).levels()
    return add_up(rows, by, levels=levels, confidence=confidence, every=every)


def _total_row(total: Total, by: Sequence[str]) -> Row:
    keys = dict(zip(by, total.keys, strict=True))
    return {
        **{name: keys.get(name, "") for name in KEYS}, "unit": total.unit, "total": plain(total.total),
        "low": plain(total.low), "high": plain(total.high), "planned": plain(total.planned),
        "facts": str(len(total.ids)), "inexact": str(total.inexact), "by_person": str(total.by_person), "ids": " ".join(total.ids),
    }  # fmt: skip

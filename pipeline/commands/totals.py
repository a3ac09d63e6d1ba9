"""`shuzhai totals`: sums over the facts of a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import out
from pipeline.commands.options import RulesOption

_SHOWN_TOTALS = 60


def totals(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    by: Annotated[
        str, typer.Option("--by", metavar="KEYS", help="Of indicator, place, year, subject, donor, status, doc; with commas.")
    ] = "indicator",
    confidence: Annotated[
        str, typer.Option("--confidence", metavar="LEAST", help="The least confidence that counts: low, medium or high.")
    ] = "medium",
    every: Annotated[
        bool, typer.Option("--every-indicator", help="Also those that no rule names (indicator_source text).")
    ] = False,
    rules: RulesOption = None,
) -> None:
    """Add up the facts of a run, counting nothing twice; writes totals.csv and totals_left_out.csv."""
    from pipeline.facts.totals import reasons  # noqa: PLC0415
    from pipeline.totals import write_totals  # noqa: PLC0415
    from pipeline.writers.rows import plain  # noqa: PLC0415

    keys = tuple(key.strip() for key in by.split(",") if key.strip())
    sums, left_out = write_totals(outputs, keys, confidence=confidence, every=every, rules=[rules] if rules else ())
    table = Table(title="totals 合计", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in keys:
        table.add_column(column, overflow="fold")
    for column in ("total 合计", "unit", "low … high", "planned 计划", "facts"):
        table.add_column(column, justify="left" if column == "unit" else "right")
    for total in sums[:_SHOWN_TOTALS]:
        span = f"{plain(total.low)} … {plain(total.high)}" if total.inexact and total.total else ""
        planned = plain(total.planned) if total.planned else ""
        cells = (*total.keys, plain(total.total), total.unit, span, planned, str(len(total.ids)))
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
    if len(sums) > _SHOWN_TOTALS:
        out.print(Text(f"… {len(sums) - _SHOWN_TOTALS} more in totals.csv 其余见 totals.csv"))
    out.print(Text(f"\nLeft out 未计入: {len(left_out):,}"))
    for reason, count in reasons(left_out).items():
        out.print(Text(f"  {count:>7,}  {reason}"))
    out.print(Text(f"\nWritten 已写入: {outputs}/totals.csv, {outputs}/totals_left_out.csv"))

"""`shuzhai sample`: rows to review, drawn so that they speak for all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import out


def sample(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    n: Annotated[int, typer.Option("--n", min=1, metavar="N", help="How many rows.")] = 200,
    kinds: Annotated[
        str, typer.Option("--kinds", metavar="KINDS", help="Of amounts, counts, dates, places, facts; with commas; default: all.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number draws other rows.")] = 1,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="Default: sample.csv in OUTPUTS.")] = None,
    reviewed: Annotated[bool, typer.Option("--reviewed", help="Draw from reviewed rows too, with their verdicts.")] = False,
) -> None:
    """Draw a stratified sample of rows to review; writes sample.csv."""
    from pipeline.evaluation.aspects import JUDGED  # noqa: PLC0415
    from pipeline.evaluation.run import write_sample  # noqa: PLC0415

    chosen = tuple(kind.strip() for kind in kinds.split(",") if kind.strip()) or JUDGED
    report = write_sample(outputs, n, kinds=chosen, seed=seed, to=to, reviewed=reviewed)
    if not report.rows:
        out.print(Text(_nothing(report.reviewed)))
        return
    table = Table(title="sample 抽样", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("kind 类", "drawn 抽取", "of 总数", "strata 层"):
        table.add_column(column, justify="left" if column == "kind 类" else "right")
    for kind in JUDGED:
        if kind in chosen:
            table.add_row(kind, f"{report.drawn[kind]:,}", f"{report.rows[kind]:,}", f"{report.strata[kind]:,}")
    out.print(table)
    out.print(Text(f"\nWritten 已写入: {report.path}"))
    out.print(
        Text(
            "Next 下一步: fill in `verdict` (ok, wrong), `correction` and `note`, leave the other columns; `shuzhai run` takes the verdicts "
            "up, `shuzhai evaluate --sample` counts them. 填写 verdict（ok、wrong）、correction、note，其他列不要改；shuzhai run 收取，shuzhai evaluate --sample 统计。"
        )
    )


def _nothing(reviewed: int) -> str:
    if reviewed:
        return (
            "Every row is reviewed already; --reviewed draws from them too. `shuzhai evaluate` counts the verdicts. "
            "每一行都核对过了；加 --reviewed 可从中再抽。shuzhai evaluate 统计。"
        )
    return "The tables hold no rows to draw from. 表里没有可抽的行。"

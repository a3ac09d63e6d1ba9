"""`shuzhai sample`: rows to review, drawn so that they speak for all."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import out
from pipeline.errors import UsageError


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
    from pipeline.evaluation.sample import draw, sample_csv, waiting  # noqa: PLC0415
    from pipeline.evaluation.verdicts import verdicts  # noqa: PLC0415
    from pipeline.reviews.journal import Journal, journal_path  # noqa: PLC0415
    from pipeline.totals import read_rows  # noqa: PLC0415
    from pipeline.writers.csv_files import whole_file  # noqa: PLC0415

    chosen = tuple(kind.strip() for kind in kinds.split(",") if kind.strip()) or JUDGED
    if unknown := [kind for kind in chosen if kind not in JUDGED]:
        raise UsageError(f"--kinds {', '.join(unknown)}: choose from {', '.join(JUDGED)} 请从中选择")
    tables = {table: list(read_rows(outputs, table)) for table in JUDGED if table in chosen}
    told = verdicts(tables, Journal(journal_path(outputs)).entries())
    path = to or outputs / "sample.csv"
    if path.exists() and (unsaved := waiting(path, told)):
        raise UsageError(
            f"{path} holds verdicts on {unsaved} rows that no run has taken up; `shuzhai run` takes up those in {outputs}/, "
            "or draw into another file with --to 里面有尚未收取的核对结果：先运行 shuzhai run，或用 --to 另存"
        )
    rows = [judged for judged in told.rows if reviewed or not judged.outcome]
    if not rows:
        out.print(Text(_nothing(bool(told.rows))))
        return
    drawn = draw(rows, n, seed=seed)
    with whole_file(path) as file:
        file.write(sample_csv(drawn))
    table = Table(title="sample 抽样", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("kind 类", "drawn 抽取", "of 总数", "strata 层"):
        table.add_column(column, justify="left" if column == "kind 类" else "right")
    number, everything = Counter(row.judged.table for row in drawn), Counter(judged.table for judged in rows)
    for kind in tables:
        strata = {row.stratum for row in drawn if row.judged.table == kind}
        table.add_row(kind, f"{number[kind]:,}", f"{everything[kind]:,}", f"{len(strata):,}")
    out.print(table)
    out.print(Text(f"\nWritten 已写入: {path}"))
    out.print(
        Text(
            "Next 下一步: fill in `verdict` (ok, wrong), `correction` and `note`, leave the other columns; `shuzhai run` takes the verdicts "
            "up, `shuzhai evaluate --sample` counts them. 填写 verdict（ok、wrong）、correction、note，其他列不要改；shuzhai run 收取，shuzhai evaluate --sample 统计。"
        )
    )


def _nothing(any_rows: bool) -> str:
    if any_rows:
        return (
            "Every row is reviewed already; --reviewed draws from them too. `shuzhai evaluate` counts the verdicts. "
            "每一行都核对过了；加 --reviewed 可从中再抽。shuzhai evaluate 统计。"
        )
    return "The tables hold no rows to draw from. 表里没有可抽的行。"

"""`shuzhai report`: one page of what a run found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.commands.console import out


def report(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The page to write; default: report.html in OUTPUTS.")
    ] = None,
    confidence: Annotated[
        str, typer.Option("--confidence", metavar="LEAST", help="The least confidence that sums count: low, medium or high.")
    ] = "medium",
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="DIR", help="The folder of rule files that the run had.")
    ] = None,
) -> None:
    """Write one HTML page of a run: sums, places, years, projects, quality, each figure with its sentences."""
    from pipeline.report.render import write_report  # noqa: PLC0415

    written = write_report(outputs, to, confidence=confidence, rules=[rules] if rules else ())
    out.print(Text(f"Written 已写入: {written.path} ({written.size / 1024:,.0f} KB)"))
    out.print(Text(f"  {written.counted:,} facts counted in sums 条事实计入合计"))
    out.print(
        Text(
            "Next 下一步: open it in a browser; it needs no network and can be sent as it is. 用浏览器打开；不联网，可以直接转发。"
        )
    )

"""`shuzhai export`: the tables of a run for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.commands.console import err, out

_SHOWN = 20
_NEXT = {
    "xlsx": "review it in the columns verdict, correction, note; then `shuzhai import` takes it back. 填好核对列后用 shuzhai import 导回。",
    "parquet": "one file a table, for pandas, DuckDB, R, Spark. 每表一个文件。",
    "jsonl": "one article a line. 每行一篇文章。",
    "doccano": "a sequence labelling project, Import Dataset, JSONL, with `Allow overlapping spans`; what people corrected comes back "
    "with `shuzhai import`. 在 doccano 建序列标注项目并导入，核对后用 shuzhai import 导回。",
    "labelstudio": "paste the .xml as labelling interface, import the .json; export as JSON and bring it back with `shuzhai import`. "
    "把 .xml 贴为标注界面，导入 .json；导出 JSON 后用 shuzhai import 导回。",
}


def export_run(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    *,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="xlsx, parquet, jsonl, doccano or labelstudio.")] = "xlsx",
    corpus: Annotated[
        Path, typer.Option("--corpus", metavar="DIR", help="Folder of the articles, for doccano and labelstudio.")
    ] = Path("corpus"),
    file: Annotated[
        Path | None, typer.Option("--file", metavar="PATH", help="File, or folder for parquet; default: beside the outputs.")
    ] = None,
    reviews: Annotated[
        Path | None, typer.Option("--reviews", metavar="FILE", help="The file of reviews; default: <outputs>.reviews.jsonl.")
    ] = None,
) -> None:
    """Write the tables of a run for other tools, with the newest reviews."""
    from pipeline.exchange.formats import export  # noqa: PLC0415

    written = export(outputs, to, corpus=corpus, path=file, reviews=reviews)
    for what, count in written.counts.items():
        out.print(Text(f"{what:10} {count:>9,}"))
    for notice in written.notices[:_SHOWN]:
        err.print(Text(notice, style="yellow"))
    if len(written.notices) > _SHOWN:
        err.print(Text(f"… and {len(written.notices) - _SHOWN} more 其余 {len(written.notices) - _SHOWN} 条从略", style="yellow"))
    place = written.files[0].parent if to == "parquet" else ", ".join(map(str, written.files))
    out.print(Text(f"\nWritten 已写入: {place}"))
    out.print(Text(f"Next 下一步: {_NEXT[to]}"))

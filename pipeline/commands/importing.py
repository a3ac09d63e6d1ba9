"""`shuzhai import`: reviews from other tools into the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.commands.console import err, out

_SHOWN = 20
_WORDS = {
    "ok": "right 正确", "wrong": "wrong 错误", "missed": "missed 漏掉的", "taken back": "taken back 撤回", "noted": "noted 备注",
}  # fmt: skip


def import_file(
    file: Annotated[Path, typer.Argument(help="A reviewed workbook, or an export of doccano or Label Studio.")],
    *,
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Folder of the run that was exported.")] = Path(
        "outputs"
    ),
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Folder of its articles.")] = Path("corpus"),
    origin: Annotated[
        str, typer.Option("--from", metavar="TOOL", help="doccano, labelstudio, xlsx, or auto: told from the file.")
    ] = "auto",
    approved: Annotated[
        bool,
        typer.Option("--approved", help="doccano exported only approved articles: what was left as it is, is right."),
    ] = False,
    reviewer: Annotated[str, typer.Option("--reviewer", metavar="NAME", help="Who made the reviews.")] = "",
    reviews: Annotated[
        Path | None, typer.Option("--reviews", metavar="FILE", help="The file of reviews; default: <outputs>.reviews.jsonl.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be taken.")] = False,
) -> None:
    """Take reviews from a workbook, doccano or Label Studio into the journal."""
    from pipeline.exchange.imports import import_reviews  # noqa: PLC0415

    taken = import_reviews(
        file, outputs, corpus=corpus, origin=origin, approved=approved, reviewer=reviewer, reviews=reviews,
        dry_run=dry_run,
    )  # fmt: skip
    counts = taken.counts()
    for what, word in _WORDS.items():
        if counts.get(what):
            out.print(Text(f"{word:18} {counts[what]:>7,}"))
    for notice in taken.notices[:_SHOWN]:
        err.print(Text(notice, style="yellow"))
    if len(taken.notices) > _SHOWN:
        err.print(Text(f"… and {len(taken.notices) - _SHOWN} more 其余 {len(taken.notices) - _SHOWN} 条从略", style="yellow"))
    if not taken.reviews:
        out.print(Text("Nothing new in it. 没有新的核对。"))
    elif dry_run:
        out.print(Text("\nNothing was written (--dry-run). 未写入。"))
    else:
        out.print(Text("\nNext 下一步: `shuzhai run` applies the reviews to the tables. 重新运行 shuzhai run，核对写入表格。"))

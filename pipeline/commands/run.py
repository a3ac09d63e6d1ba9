"""`shuzhai run`: a folder of articles into tables, and what people wrote into the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from pipeline.commands.console import LABELS, err, out, summary
from pipeline.commands.options import NerOption, PublishedOption, RulesOption, check_date, current_user

_SHOWN_SUFFIXES = 5
_SHOWN_ERRORS = 10


def run(
    corpus: Annotated[Path, typer.Argument(help="Folder of articles (.txt, .md, .html, .docx, .pdf), with sub-folders.")] = Path(
        "corpus"
    ),
    *,
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Folder for the CSV files.")] = Path("outputs"),
    rules: RulesOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, metavar="N", help="Processes; default: all cores.")] = None,
    published: PublishedOption = "",
    ner: NerOption = "doubtful",
    fresh: Annotated[bool, typer.Option("--fresh", help="Extract every article anew, changed or not.")] = False,
    reviews: Annotated[
        Path | None, typer.Option("--reviews", metavar="FILE", help="The file of reviews; default: <outputs>.reviews.jsonl.")
    ] = None,
    from_parts: Annotated[
        str,
        typer.Option("--from-parts", metavar="PARTS", help="Take what `shuzhai scale` extracted there, where it is the same."),
    ] = "",
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="Who wrote what stands in the tables; default: the user's name.")
    ] = "",
) -> None:
    """Extract a folder of articles into CSV tables; take up what was written into them."""
    from pipeline.run import run_corpus  # noqa: PLC0415  `shuzhai --help` needs none of it

    check_date(published)
    with shown_progress() as progress:
        report = run_corpus(
            corpus,
            outputs,
            rules=[rules] if rules else (),
            workers=workers,
            published=published,
            ner=ner,
            fresh=fresh,
            reviews=reviews,
            reviewer=reviewer or current_user(),
            from_parts=from_parts,
            progress=progress,
            waiting=lambda: err.print("Another run is writing these tables; waiting for it. 另一次运行正在写这些表格，等待中……"),
        )
    _print_report(report, corpus)
    raise typer.Exit(1 if report.errors else 0)


def _print_report(report: Any, corpus: Path) -> None:
    table = summary("数摘 shuzhai")
    table.add_row("articles 文章", f"{report.files:,}")
    table.add_row("characters 字数", f"{report.chars:,}")
    for kind, label in LABELS.items():
        table.add_row(label, f"{report.mentions[kind]:,}")
    table.add_row("projects 项目", f"{report.projects:,}")
    if report.reviews:
        table.add_row("reviews 核对", f"{report.reviews:,}")
    table.add_row("files with errors 出错文件", f"{len(report.errors):,}", style="red" if report.errors else "")
    if report.passed_over:
        told = sorted(report.passed_over.items(), key=lambda item: (-item[1], item[0]))
        table.add_row("passed over 略过", ", ".join(f"{count:,} {suffix or '?'}" for suffix, count in told[:_SHOWN_SUFFIXES]))
    out.print(table)
    if report.from_parts:
        out.print(Text(f"\nTaken from parts 取自分片: {report.from_parts:,}; extracted 提取 {report.extracted:,}"))
    _print_reviews(report)
    _print_changes(report)
    for doc, error in report.errors[:_SHOWN_ERRORS]:
        err.print(Text(f"  {doc}: {error}", style="red"))
    if len(report.errors) > _SHOWN_ERRORS:
        err.print(Text(f"  … and {len(report.errors) - _SHOWN_ERRORS} more; see documents.csv", style="red"))
    _next_step(report.files, report.outputs, corpus)


def _print_reviews(report: Any) -> None:
    """What was taken up from tables that people changed, and what was not understood there."""
    for name, count in sorted(report.taken.items()):
        out.print(Text(f"\nTaken up 已收入: {count:,} from {name}"))
    for name, line, fault in report.faults[:_SHOWN_ERRORS]:
        err.print(Text(f"  {name}{f', line {line}' if line else ''}: {fault}", style="yellow"))
    if len(report.faults) > _SHOWN_ERRORS:
        err.print(
            Text(
                f"  … and {len(report.faults) - _SHOWN_ERRORS} more 另有 {len(report.faults) - _SHOWN_ERRORS} 处", style="yellow"
            )
        )
    if report.orphans:
        out.print(
            Text(f"\nTo look at again 需再看: {report.orphans:,} reviews in orphaned.csv, which says why 原因见 orphaned.csv")
        )


def _print_changes(report: Any) -> None:
    if report.unchanged:
        out.print(Text(f"\nNothing changed since run {report.run} 自第 {report.run} 次运行以来没有变化"))
    elif report.run > 1:
        how = ", ".join(f"{count:,} {name}" for name, count in sorted(report.changes.items())) or "no row changed 各行未变"
        why = "; ".join(f"{name} {count:,}" for name, count in sorted(report.causes.items()))
        out.print(
            Text(
                f"\nRun {report.run} 第 {report.run} 次运行: {how}{f' ({why})' if why else ''}; articles extracted 提取 {report.extracted:,}"
            )
        )
        if report.changes:
            out.print(Text("`shuzhai diff` lists them 逐行列出"))


def _next_step(files: int, outputs: Path, corpus: Path) -> None:
    if not files:
        out.print(
            Text(
                f"\nNo articles found. Put .txt, .md, .html, .docx or .pdf files into {corpus}/ and run again. 没有文章：请把 .txt、.md、.html、.docx 或 .pdf 文件放进 {corpus}/ 再运行。"
            )
        )
        return
    out.print(Text(f"\nTables 表格: {outputs}/ (facts, projects, amounts, counts, dates, places, documents .csv)"))
    out.print(
        Text(
            "Next 下一步: `shuzhai review` opens the review page; or open facts.csv and projects.csv in a spreadsheet, `confidence` low and "
            "`check` first, fill in verdict and correction, and run again; `shuzhai totals` adds up. "
            "shuzhai review 打开核对页面；或用表格软件打开，先看 confidence 为 low 和 check 列有内容的行，填写 verdict 和 correction 后再运行；shuzhai totals 汇总。"
        )
    )


class shown_progress:  # noqa: N801  reads as a function: `with shown_progress() as progress`
    """A progress bar on a terminal, nothing in a pipe."""

    def __enter__(self) -> Any:
        if not err.is_terminal:
            return None
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

        self._bar = Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err, transient=True)
        self._bar.start()
        task = self._bar.add_task("", total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_bar"):
            self._bar.stop()

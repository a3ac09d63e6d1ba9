"""`shuzhai scale`: a corpus beyond one machine, on Ray; `shuzhai gather`: its articles as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipeline.commands.console import LABELS, err, out, summary
from pipeline.commands.options import NerOption, PublishedOption, RulesOption, check_date
from pipeline.commands.run import shown_progress

if TYPE_CHECKING:
    from pipeline.scale.scale import ScaleReport

_SHOWN = 10


def _column(name: str, meaning: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(f"--{name}-column", metavar="NAME", help=f"Column of records with {meaning}.")
    return option


def scale(
    input: Annotated[
        str, typer.Argument(help="Folder of articles, or of files .jsonl, .jsonl.gz, .jsonl.zst, .parquet; or one such file.")
    ],
    output: Annotated[str, typer.Argument(help="Where the parts go: a folder, or s3://…, gs://…")],
    *,
    address: Annotated[
        str, typer.Option("--address", metavar="ADDRESS", help="Ray: local (this machine), auto, or ray://host:port.")
    ] = "local",
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, metavar="N", help="Shards at a time; default: all cores.")
    ] = None,
    rules: RulesOption = None,
    published: PublishedOption = "",
    ner: NerOption = "doubtful",
    text_column: Annotated[str, _column("text", "the text; default text")] = "",
    id_column: Annotated[str, _column("id", "the name, of its own in each file; default id, else the place in the file")] = "",
    date_column: Annotated[str, _column("date", "the article's date; default published")] = "",
    title_column: Annotated[str, _column("title", "the title; default title")] = "",
    source_column: Annotated[str, _column("source", "the source; default source")] = "",
    author_column: Annotated[str, _column("author", "the author; default author")] = "",
    format: Annotated[str, typer.Option("--format", metavar="parquet|csv", help="How the tables are written.")] = "parquet",
    shard_docs: Annotated[int, typer.Option("--shard-docs", min=1, metavar="N", help="Articles of a folder in a shard.")] = 1000,
    shard_mb: Annotated[
        int, typer.Option("--shard-mb", min=1, metavar="N", help="Size of a shard of a large file of records, in MB.")
    ] = 64,
    doc_seconds: Annotated[
        int, typer.Option("--doc-seconds", min=0, metavar="N", help="The most that one article may take; 0: any time.")
    ] = 600,
) -> None:
    """Extract a corpus beyond one machine on Ray into parts; a run that was stopped goes on where it was."""
    from pipeline.scale.articles import Columns  # noqa: PLC0415
    from pipeline.scale.scale import scale_corpus  # noqa: PLC0415

    check_date(published)
    with shown_progress() as progress:
        report = scale_corpus(
            input, output, address=address, workers=workers, rules=[rules] if rules else (), published=published, ner=ner,
            columns=Columns(text_column, id_column, date_column, title_column, source_column, author_column),
            format=format, shard_docs=shard_docs, shard_bytes=shard_mb * 1024 * 1024, seconds=doc_seconds, progress=progress,
        )  # fmt: skip
    _print_report(report, input)
    raise typer.Exit(3 if report.failures else 1 if report.errors else 0)


def _print_report(report: ScaleReport, input: str) -> None:
    table = summary("数摘 shuzhai scale")
    table.add_row("shards 分片", f"{report.shards:,}")
    table.add_row("done before 先前已完成", f"{report.before:,}")
    table.add_row("shards failed 失败的分片", f"{report.failures:,}", style="red" if report.failures else "")
    table.add_row("articles 文章", f"{report.documents:,}")
    table.add_row("characters 字数", f"{report.chars:,}")
    for kind, label in LABELS.items():
        table.add_row(label, f"{report.rows[kind]:,}")
    table.add_row("articles with errors 出错文章", f"{report.errors:,}", style="red" if report.errors else "")
    table.add_row("core seconds 核秒", f"{report.seconds:,.0f}")
    out.print(table)
    for notice in report.notices[:_SHOWN]:
        err.print(Text(f"  {notice}", style="yellow"))
    for name, reason in report.failed[:_SHOWN]:
        err.print(Text(f"  failed 失败 {name}: {reason}", style="red"))
    if report.failures > _SHOWN:
        err.print(Text(f"  … and {report.failures - _SHOWN} more; see {report.output}/run.json", style="red"))
    if report.errors:
        err.print(Text(f"  {report.errors:,} articles failed; {report.output}/errors says why 原因见 errors", style="red"))
    if not report.shards:
        out.print(Text(f"\nNothing to extract at {input} 没有可提取的内容"))
        return
    out.print(Text(f"\nParts 分片: {report.output}"))
    if report.failures:
        out.print(
            Text("Next 下一步: the same command again does what failed, and nothing else. 再运行同一命令，只补失败的分片。")
        )
        return
    out.print(
        Text(
            f"Next 下一步: `shuzhai run CORPUS --from-parts {report.output}` makes the tables with repetitions, projects and reviews; "
            f"for records first `shuzhai gather {report.output} CORPUS`. 用 run --from-parts 生成可核对的表格；记录型输入先用 gather 写出文章。"
        )
    )


def gather(
    parts: Annotated[str, typer.Argument(help="What `shuzhai scale` wrote.")],
    folder: Annotated[Path, typer.Argument(help="A new folder for the articles.")],
    *,
    only: Annotated[str, typer.Option("--only", metavar="PATTERN", help="Only articles of these names, such as '*2024*'.")] = "",
) -> None:
    """Write the articles of a scaled run into a folder, for `shuzhai run` and review."""
    from pipeline.scale.taken import gather as gathered  # noqa: PLC0415

    done = gathered(parts, folder, only=only)
    out.print(Text(f"articles 文章 {done.articles:,}\n\nWritten 已写入: {folder}"))
    for doc in done.twice[:_SHOWN]:
        err.print(Text(f"  {doc} stands twice in the parts; the first was taken 重名，取第一篇", style="yellow"))
    if len(done.twice) > _SHOWN:
        err.print(Text(f"  … and {len(done.twice) - _SHOWN} more 另有", style="yellow"))
    out.print(Text(f"Next 下一步: shuzhai run {folder} --from-parts {parts}"))
    raise typer.Exit(1 if done.twice else 0)

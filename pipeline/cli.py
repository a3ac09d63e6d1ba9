"""The command `shuzhai`: arguments, exit codes, progress; the only module that prints."""

from __future__ import annotations

import json
import re
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline import __version__
from pipeline.commands.console import err as _err
from pipeline.commands.console import out as _out
from pipeline.commands.review import review
from pipeline.errors import ShuzhaiError, UsageError

app = typer.Typer(
    name="shuzhai",
    help="数摘: Chinese news articles into tables of amounts, counts, dates, places and facts.\n\n把中文新闻变成可核对的金额、数量、日期、地名和事实表格。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(help="Rule files.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

_COLOURS = {"amounts": "green", "counts": "cyan", "dates": "magenta", "places": "yellow"}
_SHOWN_ERRORS = 10
_SHOWN_TOTALS = 60

RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="A folder of rule files laid over the built-in ones.")
]
NerOption = Annotated[
    str,
    typer.Option(
        "--ner",
        metavar="off|doubtful|all|NAME",
        help="When to ask the model of names for places that no list has: never, where the rules are in doubt, about every "
        "sentence; or the package or folder of another Chinese spaCy model, asked where in doubt.",
    ),
]
PublishedOption = Annotated[
    str, typer.Option("--published", metavar="DATE", help="The date (2024-01-30) of articles that carry none.")
]


@app.command()
def run(
    corpus: Annotated[Path, typer.Argument(help="Folder of articles (.txt, .md), with sub-folders.")] = Path("corpus"),
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Folder for the CSV files.")] = Path("outputs"),
    rules: RulesOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, metavar="N", help="Processes; default: all cores.")] = None,
    published: PublishedOption = "",
    ner: NerOption = "doubtful",
) -> None:
    """Extract a folder of articles into CSV tables."""
    from pipeline.run import run_corpus  # noqa: PLC0415  `shuzhai --help` needs none of it

    _check_date(published)
    with _progress() as progress:
        report = run_corpus(
            corpus,
            outputs,
            rules=[rules] if rules else (),
            workers=workers,
            published=published,
            ner=ner,
            progress=progress,
        )
    table = Table(title="数摘 shuzhai", title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_row("articles 文章", f"{report.files:,}")
    table.add_row("characters 字数", f"{report.chars:,}")
    for kind, label in (
        ("amounts", "amounts 金额"),
        ("counts", "counts 数量"),
        ("dates", "dates 日期"),
        ("places", "places 地名"),
        ("facts", "facts 事实"),
    ):
        table.add_row(f"{label}", f"{report.mentions[kind]:,}")
    table.add_row("projects 项目", f"{report.projects:,}")
    table.add_row("files with errors 出错文件", f"{len(report.errors):,}", style="red" if report.errors else "")
    _out.print(table)
    for doc, error in report.errors[:_SHOWN_ERRORS]:
        _err.print(Text(f"  {doc}: {error}", style="red"))
    if len(report.errors) > _SHOWN_ERRORS:
        _err.print(Text(f"  … and {len(report.errors) - _SHOWN_ERRORS} more; see documents.csv", style="red"))
    _next_step(report.files, report.outputs, corpus)
    raise typer.Exit(1 if report.errors else 0)


def _next_step(files: int, outputs: Path, corpus: Path) -> None:
    if not files:
        _out.print(
            Text(
                f"\nNo articles found. Put .txt or .md files into {corpus}/ and run again. 没有文章：请把 .txt 或 .md 文件放进 {corpus}/ 再运行。"
            )
        )
        return
    _out.print(Text(f"\nTables 表格: {outputs}/ (facts, projects, amounts, counts, dates, places, documents .csv)"))
    _out.print(
        Text(
            "Next 下一步: open facts.csv and projects.csv in a spreadsheet, `confidence` low and `check` first; `shuzhai totals` adds up. "
            "用表格软件打开，先看 confidence 为 low 和 check 列有内容的行；shuzhai totals 汇总。"
        )
    )


@app.command()
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
    _out.print(table)
    if len(sums) > _SHOWN_TOTALS:
        _out.print(Text(f"… {len(sums) - _SHOWN_TOTALS} more in totals.csv 其余见 totals.csv"))
    _out.print(Text(f"\nLeft out 未计入: {len(left_out):,}"))
    for reason, count in reasons(left_out).items():
        _out.print(Text(f"  {count:>7,}  {reason}"))
    _out.print(Text(f"\nWritten 已写入: {outputs}/totals.csv, {outputs}/totals_left_out.csv"))


@app.command()
def text(
    passage: Annotated[str | None, typer.Argument(help="The passage; standard input when left out.")] = None,
    published: PublishedOption = "",
    rules: RulesOption = None,
    ner: NerOption = "doubtful",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show which rule read which piece, and which readings lost.")] = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Also list numerals that are no figures, with the reason.")
    ] = False,
) -> None:
    """Show what is found in one passage."""
    from pipeline.article import Pipeline  # noqa: PLC0415
    from pipeline.writers.rows import KINDS, fact_rows, figure_rows, mention_rows  # noqa: PLC0415

    _check_date(published)
    if passage is None:
        passage = _standard_input()
    pipeline = Pipeline(rules, ner=ner)
    extraction = pipeline.extract(passage, published)
    rows = {kind: list(mention_rows(extraction, kind, guarded=False)) for kind in KINDS}
    facts = list(fact_rows(extraction, figure_rows(extraction), guarded=False))
    if as_json:
        _print_json(extraction, {**rows, "facts": facts}, rejected)
        return
    spans = [(m.span.start, m.span.end, _COLOURS[kind]) for kind in KINDS for m in getattr(extraction, kind)]
    marked = Text(passage)
    for start, end, colour in spans:
        marked.stylize(f"bold {colour}", start, end)
    _out.print(marked if _out.is_terminal else Text(_bracketed(passage, spans)))
    _out.print()
    _print_mentions(rows)
    if facts:
        _print_facts(facts)
    if trace:
        _print_trace(pipeline, extraction)
    if rejected:
        _print_rejected(extraction)


def _print_trace(pipeline: Any, extraction: Any) -> None:
    from pipeline.explain import explain  # noqa: PLC0415

    for explanation in explain(pipeline, extraction):
        mention = explanation.mention
        _out.print()
        _out.print(Text(f"{mention.surface}  {mention.kind}  {mention.rule}", style="bold"))
        for piece in explanation.pieces:
            _out.print(Text(f"  {piece.surface:　<6} {piece.role:10} {piece.reading}".rstrip()))
        for reading in explanation.lost:
            _out.print(Text(f"  lost 落选: {reading}", style="dim"))


def _standard_input() -> str:
    if sys.stdin.isatty():
        _err.print("Paste the passage, then Ctrl-D. 粘贴文字后按 Ctrl-D。")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("standard input is not UTF-8") from error


def _bracketed(passage: str, spans: list[tuple[int, int, str]]) -> str:
    """Marks for where there are no colours: 总投资[26.17亿元]的项目."""
    for start, end, _ in sorted(spans, reverse=True):
        passage = f"{passage[:start]}[{passage[start:end]}]{passage[end:]}"
    return passage


def _print_json(extraction: Any, rows: dict[str, list[dict[str, str]]], rejected: bool) -> None:
    review = ("verdict", "correction", "note", "doc", "named")
    shown: dict[str, Any] = {
        "published": extraction.document.published,
        "published_from": extraction.document.published_from,
        **{
            kind: [{k: int(v) if k in ("start", "end") else v for k, v in row.items() if k not in review} for row in rows[kind]]
            for kind in rows
        },
    }
    if rejected:
        shown["rejected"] = [
            {"start": r.span.start, "end": r.span.end, "text": r.surface, "reason": r.reason, "rule": r.rule}
            for r in extraction.rejected
        ]
    print(json.dumps(shown, ensure_ascii=False, indent=2))


def _print_mentions(rows: dict[str, list[dict[str, str]]]) -> None:
    if not any(rows.values()):
        _out.print("No mentions found. 没有找到金额、数量、日期或地名。")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("kind", "text", "value", "bound", "low … high", "more", "rule", "check"):
        table.add_column(column, overflow="fold")
    everything = sorted(((int(row["start"]), kind, row) for kind in rows for row in rows[kind]), key=lambda item: item[:2])
    for _, kind, row in everything:
        table.add_row(Text(kind[:-1], style=_COLOURS[kind]), *(Text(cell) for cell in _mention_cells(kind, row)))
    _out.print(table)


def _mention_cells(kind: str, row: dict[str, str]) -> tuple[str, ...]:
    if kind == "places":
        where = " ".join(part for part in (row["adcode"], row["country"], row["level"]) if part)
        return row["text"], row["name"], "", "", where, row["rule"], row["check"]
    if kind == "dates":
        days = f"{row['start_date']} … {row['end_date']}" if row["start_date"] or row["end_date"] else ""
        return row["text"], row["value"], row["mod"], days, row["resolved_by"], row["rule"], row["check"]
    unit = row.get("currency") or row.get("unit", "")
    per = f" / {row['per']}" if row["per"] else ""
    thing = f" {row['object']}" if row.get("object") else ""
    span = f"{row['low']} … {row['high']}" if row["bound"] != "exact" else ""
    return row["text"], row["value"], row["bound"], span, f"{unit}{per}{thing}", row["rule"], row["check"]


def _print_facts(facts: list[dict[str, str]]) -> None:
    """What each figure says; parts and repetitions by the text of the figure that they belong to."""
    _out.print()
    table = Table(title="facts 事实", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("text", "subject", "indicator", "time", "place", "status", "more", "confidence"):
        table.add_column(column, overflow="fold")
    texts = {fact["id"]: fact["text"] for fact in facts}
    for fact in facts:
        more = [fact["change"]]
        more += [f"{word} {texts[fact[word]]}" for word in ("part_of", "repeats") if fact[word]]
        more += [f"{word} {fact[word]}" for word in ("donor",) if fact[word]] + ["cumulative"] * bool(fact["cumulative"])
        days = dict.fromkeys(day for day in (fact["date_start"], fact["date_end"]) if day)
        cells = (
            fact["text"], fact["subject"], fact["indicator"], " … ".join(days), f"{fact['place']} {fact['adcode']}".strip(),
            fact["status"], ", ".join(filter(None, more)), fact["confidence"],
        )  # fmt: skip
        table.add_row(*(Text(cell) for cell in cells))
    _out.print(table)


def _print_rejected(extraction: Any) -> None:
    _out.print()
    table = Table(title="seen and rejected 见到但不算", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("text", "reason", "rule"):
        table.add_column(column)
    for refusal in extraction.rejected:
        table.add_row(Text(refusal.surface), refusal.reason, refusal.rule)
    _out.print(table)


@rules_app.command("check")
def rules_check(
    folder: Annotated[Path | None, typer.Argument(help="Your folder of rule files; the built-in rules when left out.")] = None,
) -> None:
    """Validate rule files: file, line and what to do."""
    from pipeline.rulebook import check_rules  # noqa: PLC0415

    faults = list(check_rules((folder,) if folder else ()))
    for fault in faults:
        _err.print(Text(str(fault), style="red"))
    if faults:
        raise typer.Exit(2)
    _out.print(Text(f"The rules are sound 规则无误: {folder or 'built-in'}"))


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


app.command()(review)


def _check_date(published: str) -> None:
    if not published:
        return
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
            raise ValueError
        date.fromisoformat(published)
    except ValueError as error:
        raise UsageError(f"--published {published!r} is no date; write it as 2024-01-30") from error


class _progress:  # noqa: N801  reads as a function: `with _progress() as progress`
    """A progress bar on a terminal, nothing in a pipe."""

    def __enter__(self) -> Any:
        if not _err.is_terminal:
            return None
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

        self._bar = Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=_err, transient=True)
        self._bar.start()
        task = self._bar.add_task("", total=None)
        return lambda done, total: self._bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "_bar"):
            self._bar.stop()


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    _err.print(Text(f"shuzhai: {message} 只用规则继续", style="yellow"))


def main() -> None:
    """Entry point: what a user caused is told in one line, without a traceback."""
    warnings.showwarning = _show_warning
    try:
        app(standalone_mode=True)
    except ShuzhaiError as error:
        _err.print(Text(f"shuzhai: {error}", style="red"))
        sys.exit(2)
    except KeyboardInterrupt:
        _err.print("shuzhai: stopped; the previous tables are untouched. 已停止，原有表格未改动。")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _err.print(Text(f"shuzhai: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", style="red"))
        sys.exit(2)


if __name__ == "__main__":
    main()

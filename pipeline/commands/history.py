"""`shuzhai runs` and `shuzhai diff`: what was run, and what changed between two runs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import err, out
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.changes import Change
    from pipeline.store import RunRecord, Store

_COLOURS = {"added": "green", "removed": "red", "changed": "yellow"}
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_SHOWN = 200
_COLUMNS = ("how", "table", "id", "doc", "text", "cause", "column", "then", "now")
OutputsArgument = Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")]


def runs(outputs: OutputsArgument = Path("outputs")) -> None:
    """List the runs of a folder: when, what they changed, rules, code and versions."""
    with _opened(outputs) as store:
        table = Table(title="runs 运行", title_justify="left", box=None, pad_edge=False, header_style="bold")
        for column in (
            "run",
            "at 时间 (UTC)",
            "articles",
            "facts",
            "reviews",
            "added",
            "removed",
            "changed",
            "rules",
            "code",
            "versions",
        ):
            table.add_column(column, overflow="fold")
        for run in store.runs():
            libraries = " ".join(f"{name} {told}" for name, told in run.versions.items() if name in ("python", "jieba", "rjieba"))
            table.add_row(
                str(run.id), run.at, *(f"{run.counts.get(name, 0):,}" for name in ("articles", "facts", "reviews")),
                *(f"{run.changes.get(name, 0):,}" for name in _COLOURS), run.versions["rules"], run.versions["code"], libraries,
            )  # fmt: skip
        out.print(table)


def diff(
    outputs: OutputsArgument = Path("outputs"),
    start: Annotated[
        int | None, typer.Option("--from", metavar="RUN", help="Number of a run; default: the one before --to.")
    ] = None,
    end: Annotated[int | None, typer.Option("--to", metavar="RUN", help="Number of a run; default: the last.")] = None,
    to_csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write a CSV file instead; - for standard output.")
    ] = None,
) -> None:
    """List the rows that were added, removed and changed between two runs, with the cause."""
    from pipeline.changes import changes_between  # noqa: PLC0415

    with _opened(outputs) as store:
        first, last = _between(store.runs(), start, end)
        changes = changes_between(store, first, last)
        if to_csv is not None:
            _write(changes, to_csv)
        else:
            _show(changes, first, last)


def _opened(outputs: Path) -> Store:
    from pipeline.store import Store  # noqa: PLC0415

    store = Store(outputs)
    if not store.exists():
        raise UsageError(f"{outputs} has no runs; run `shuzhai run` first, or name its folder of outputs")
    return store


def _between(known: list[RunRecord], start: int | None, end: int | None) -> tuple[int, int]:
    """The two runs asked for; 0 stands for before the first."""
    numbers = [record.id for record in known]
    if not numbers:
        raise UsageError("no run has finished yet; run `shuzhai run` first")
    last = end if end is not None else numbers[-1]
    first = start if start is not None else max((number for number in numbers if number < last), default=0)
    for number in (first, last):
        if number not in (0, *numbers):
            raise UsageError(f"there is no run {number}; `shuzhai runs` lists them: {numbers[0]} to {numbers[-1]}")
    if first > last:
        raise UsageError(f"run {first} came after run {last}; swap --from and --to")
    return first, last


def _cells(change: Change) -> Iterable[tuple[str, str, str]]:
    """Column, then and now of every cell that changed; one line for a row that came or went."""
    if change.then is None or change.now is None:
        return [("", "", "")]
    return [(name, change.then[name], change.now[name]) for name in change.columns]


def _write(changes: Iterable[Change], path: Path) -> None:
    from pipeline.writers.whole import whole_file  # noqa: PLC0415

    lines = [
        (change.how, change.table, change.id, change.doc, change.text, change.cause, *cells)
        for change in changes
        for cells in _cells(change)
    ]
    if str(path) == "-":
        csv.writer(sys.stdout, lineterminator="\n").writerows([_COLUMNS, *lines])
        return
    with whole_file(path) as file:
        file.write("\ufeff")
        csv.writer(file, lineterminator="\n").writerows([_COLUMNS, *lines])
    err.print(Text(f"Written 已写入: {path} ({len(lines):,} lines 行)"))


def _show(changes: Iterable[Change], first: int, last: int) -> None:
    """Coloured text, with a sign in front for where there are no colours."""
    count = 0
    for change in changes:
        count += 1
        if count > _SHOWN:
            continue
        line = Text(f"{_SIGNS[change.how]} {change.table:9} {change.text}", style=_COLOURS[change.how])
        line.append(f"  {change.doc}  [{change.cause}]", style="dim")
        out.print(line)
        for name, then, now in _cells(change):
            if name:
                out.print(Text(f"    {name}: {then or '∅'} → {now or '∅'}"))
    between = f"between run {first} and run {last} 第 {first} 次与第 {last} 次运行之间"
    if not count:
        out.print(Text(f"No row changed {between}，没有变化"))
    elif count > _SHOWN:
        out.print(Text(f"… and {count - _SHOWN:,} more 其余: shuzhai diff --csv changes.csv"))
    else:
        out.print(Text(f"\n{count:,} rows {between}: {count:,} 行"))

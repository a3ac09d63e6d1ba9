"""The command `shuzhai`: exit codes and plain words for errors. Its commands stand in `commands`; nothing else prints."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from pipeline import __version__
from pipeline.commands import evaluate, export, history, importing, report, review, run, sample, scale, text, totals
from pipeline.commands.console import err as _err
from pipeline.commands.console import out as _out
from pipeline.errors import ShuzhaiError

_STOPPED = 130
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


for _command in (
    run.run,
    review.review,
    totals.totals,
    report.report,
    sample.sample,
    evaluate.evaluate,
    text.text,
    history.runs,
    history.diff,
    scale.scale,
    scale.gather,
):
    app.command()(_command)
app.command("export")(export.export_run)
app.command("import")(importing.import_file)


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


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
    except (KeyboardInterrupt, SystemExit) as end:  # Typer makes an exit of Ctrl-C
        if isinstance(end, SystemExit) and end.code != _STOPPED:
            raise
        _err.print(
            "shuzhai: stopped; the tables are as they were, and the next run goes on. 已停止，表格未改动，再次运行时接着做。"
        )
        sys.exit(_STOPPED)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        _err.print(Text(f"shuzhai: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", style="red"))
        sys.exit(2)


if __name__ == "__main__":
    main()

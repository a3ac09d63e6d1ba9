"""Where commands print: `out` for results, `err` for what went wrong and for progress."""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.table import Table

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, io.TextIOWrapper):
        _stream.reconfigure(encoding="utf-8", errors="replace")
_PIPE_WIDTH = 200
#: what the rows of articles are called in a summary
LABELS = {
    "amounts": "amounts 金额",
    "counts": "counts 数量",
    "dates": "dates 日期",
    "places": "places 地名",
    "facts": "facts 事实",
}
out = Console(highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else _PIPE_WIDTH)


def summary(title: str) -> Table:
    """An empty table of two columns: what was counted, and how many there are."""
    table = Table(title=title, title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    return table

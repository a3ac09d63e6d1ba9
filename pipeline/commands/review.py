"""`shuzhai review`: the review page of a run, on this machine."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipeline.commands.console import err, out
from pipeline.commands.options import RulesOption, current_user
from pipeline.errors import ShuzhaiError, UsageError

if TYPE_CHECKING:
    from pipeline.reviews.corrections import Corrections

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def review(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    *,
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="Folder of the articles of that run.")] = Path("corpus"),
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, metavar="N", help="Port; default 8765, or a free one.")
    ] = None,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Address to serve at; others than 127.0.0.1 open it to the network.")
    ] = "127.0.0.1",
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="NAME", help="Who reviews; default: the name of this user.")
    ] = "",
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    reviews: Annotated[
        Path | None, typer.Option("--reviews", metavar="FILE", help="The file of reviews; default: <outputs>.reviews.jsonl.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Review a run in the browser: articles, facts, projects and totals. 在浏览器里核对。"""
    from pipeline.page.choice import Choice  # noqa: PLC0415
    from pipeline.page.desk import Desk  # noqa: PLC0415
    from pipeline.page.server import bound, serve  # noqa: PLC0415
    from pipeline.page.sums import Sums  # noqa: PLC0415

    for folder in (corpus, *([rules] if rules else [])):
        if not folder.is_dir():
            raise UsageError(f"no folder {folder}; name the one that the run had 没有这个文件夹，请写运行时用的")
    understanding = _Understanding(rules)
    desk = Desk(outputs, corpus, understanding.corrections, journal=reviews, reviewer=reviewer or current_user())
    sums = Sums(desk, [rules] if rules else [])
    listening = bound(host, port)
    if host not in _LOOPBACK:
        err.print(
            Text(f"{host}: whoever has the address with its token can review 得到该地址（含 token）的人都能核对", style="yellow")
        )
    # neither the first page nor the first correction shall wait; no daemons, as native code must not outlive the interpreter
    for work in (lambda: desk.articles(Choice()), understanding.corrections):
        threading.Thread(target=_ahead, args=(work,)).start()

    def opened(address: str) -> None:
        out.print(Text(f"Review page 核对页面: {address}"), soft_wrap=True)
        out.print(
            Text(f"Reviews are kept in 核对结果保存在: {desk.journal.path}. Ctrl-C closes the page 按 Ctrl-C 结束。"),
            soft_wrap=True,
        )
        if not no_open and _has_screen():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(desk, sums, listening, host, opened)
    out.print(
        Text("\nClosed. Next: `shuzhai run` puts the reviews into the tables. 已结束；再运行 shuzhai run，核对结果就写进表格。")
    )


def _ahead(work: Callable[[], object]) -> None:
    """Does what will be asked for; what is wrong is told when it is asked for."""
    with suppress(ShuzhaiError):
        work()


class _Understanding:
    """The reader of corrections with the rules of the run, loaded when first asked."""

    def __init__(self, rules: Path | None) -> None:
        self._rules = [rules] if rules else []
        self._lock = threading.Lock()
        self._corrections: Corrections | None = None

    def corrections(self) -> Corrections:
        """Raises `RuleError`."""
        from pipeline.article import Pipeline  # noqa: PLC0415
        from pipeline.reviews.corrections import Corrections  # noqa: PLC0415

        with self._lock:
            if self._corrections is None:
                self._corrections = Corrections(Pipeline(self._rules, ner="off"))
            return self._corrections


def _has_screen() -> bool:
    """Whether a browser would open a window of its own, not take over the terminal."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

"""The report as one HTML file that needs nothing else: no network, no other file, and a policy that forbids them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.errors import UsageError
from pipeline.report import charts, wording
from pipeline.report.gather import Report, gather
from pipeline.writers.whole import whole_file

NAME = "report.html"
_SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Written:
    """The file, its size in bytes, and how many facts its sums count."""

    path: Path
    size: int
    counted: int


def write_report(
    outputs: Path | str = "outputs",
    to: Path | str | None = None,
    *,
    confidence: str = "medium",
    rules: Sequence[Path | str] = (),
) -> Written:
    """Writes the report of a run to `to`, `report.html` in the folder of outputs when None.

    `confidence` and `rules` are those of `write_totals`, whose sums are shown. The same tables and reviews give the same
    bytes. Raises `UsageError` and `RuleError`.
    """
    path = Path(to) if to is not None else Path(outputs) / NAME
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{path} is no name of a page; let it end in .html 报告的文件名要以 .html 结尾")
    report = gather(Path(outputs), confidence=confidence, rules=rules)
    page = render(report)
    with whole_file(path) as file:
        file.write(page)
    return Written(path, len(page.encode()), len(report.sums.ids))


def render(report: Report) -> str:
    """The HTML; whatever the articles hold is escaped."""
    pages = Environment(
        loader=PackageLoader("pipeline.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    assert pages.loader is not None
    style, script = (pages.loader.get_source(pages, name)[0] for name in ("report.css", "report.js"))
    pages.globals.update(
        bars=charts.bars, shares=charts.shares, columns=charts.columns, strip=charts.strip, statuses=wording.STATUSES,
        levels=wording.CONFIDENCES, base=charts.BASE,
    )  # fmt: skip
    return pages.get_template("report.html").render(
        report=report, style=Markup(style), script=Markup(script), style_hash=_hash(style), script_hash=_hash(script)
    )  # fmt: skip


def _hash(source: str) -> str:
    """What the page's policy allows by its checksum."""
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"

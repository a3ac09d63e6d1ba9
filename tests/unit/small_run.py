"""A small real run for the tests of what goes out of a run and comes back: two samples and one article full of traps."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from helpers import SAMPLES, written
from pipeline import run_corpus

#: two UTF-16 code units in one character, Windows line ends, markup, a formula, a control character
TRAPS = (
    "=HYPERLINK(1)\r\n发布日期:2024-05-17\r\n\r\n"
    "😀伊宁县𠮷祥村投入700万元，带动1500多户增收。<script>alert(1)</script>\r\n"
    "-5℃的严寒里，=总投资\x071.5亿元的项目去年11月开工。\r\n"
)


@dataclass(frozen=True)
class Run:
    """The folders of a run."""

    corpus: Path
    outputs: Path


def small_run(folder: Path) -> Run:
    """The run in `folder`, one worker, rules only."""
    samples = {name: (SAMPLES / "samples" / name).read_bytes() for name in ("03_县域招商签约.txt", "10_外事访问与经贸.txt")}
    corpus = written(folder / "articles", {**samples, "陷阱.txt": TRAPS})
    run_corpus(corpus, folder / "outputs", workers=1, ner="off")
    return Run(corpus, folder / "outputs")


def rows_of(run: Run, table: str) -> list[dict[str, str]]:
    with (run.outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

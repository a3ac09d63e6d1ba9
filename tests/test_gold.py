"""The sample corpus against its annotation, which was made by reading. Raise a floor whenever it is passed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from helpers import ROOT, SAMPLES
from pipeline import run_corpus
from pipeline.evaluation.agreement import Score
from pipeline.readers import read_document
from pipeline.writers.rows import KINDS, Row, readable

GOLD = ROOT / "tests" / "gold"
#: lowest F1 of mentions that are right in span and values
FLOORS = {"amounts": 0.98, "counts": 0.98, "dates": 0.97, "places": 0.97}
SHOWN = 25


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_corpus(SAMPLES, tmp_path_factory.mktemp("gold"), workers=1).outputs


def gold_files() -> list[Path]:
    return sorted(GOLD.glob("*.json"))


def rows_by_doc(table: Path) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["doc"], []).append(row)
    return rows


@pytest.mark.parametrize("kind", KINDS)
def test_samples_reach_the_floor(tables: Path, kind: str) -> None:
    rows = rows_by_doc(tables / f"{kind}.csv")
    score = Score()
    for path in gold_files():
        gold = json.loads(path.read_text(encoding="utf-8"))
        score.add(kind, gold["doc"], gold["mentions"], rows.get(gold["doc"], []))
    if score.right_f1 < FLOORS[kind]:
        faults = "\n  ".join(score.faults[:SHOWN])
        pytest.fail(f"{kind}: right {score.right_f1:.3f}, found {score.found_f1:.3f}\n  {faults}", pytrace=False)


def test_every_sample_is_annotated(tables: Path) -> None:
    with (tables / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        published = {row["doc"]: row["published"] for row in csv.DictReader(file) if row["doc"].startswith("samples/")}
    gold = [json.loads(path.read_text(encoding="utf-8")) for path in gold_files()]
    assert {article["doc"]: article["published"] for article in gold} == published


def test_annotation_spans_fit_their_articles() -> None:
    for path in gold_files():
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = read_document(SAMPLES, gold["doc"], None).text
        wrong = [m["text"] for m in gold["mentions"] if readable(text[m["start"] : m["end"]]) != readable(m["text"])]
        assert not wrong, gold["doc"]

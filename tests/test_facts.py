"""What figures say: the cases of `cases/facts.jsonl`, and the sample corpus against its annotation.

A case lists every fact of a passage in order, with the fields that it tells; a field that it leaves out is not looked at.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers import ROOT, SAMPLES
from pipeline import Pipeline, run_corpus
from pipeline.evaluation.agreement import FactScore
from pipeline.model.fact import Fact

CASES = ROOT / "tests" / "cases" / "facts.jsonl"
GOLD = ROOT / "tests" / "gold"
FEWEST_CASES = 50
#: least precision and recall of the fields, on the samples
FLOORS = {
    "subject": (0.94, 0.78), "indicator": (0.93, 0.81), "date": (0.92, 0.82), "place": (0.94, 0.87), "status": (0.95, 0.90),
    "change": (0.98, 0.74),
}  # fmt: skip
LEAST_OF_HIGH = 0.95


def parameters() -> Iterator[Any]:
    for line, text in enumerate(CASES.read_text(encoding="utf-8").splitlines(), 1):
        case = json.loads(text)
        marks = [pytest.mark.xfail(reason=case["gap"], strict=True)] if "gap" in case else []
        yield pytest.param(case, id=f"facts:{line}", marks=marks)


@pytest.mark.parametrize("case", list(parameters()))
def test_case(pipeline: Pipeline, case: dict[str, Any]) -> None:
    facts = pipeline.extract(case["text"], case["published"]).facts
    assert [fact.figure.surface for fact in facts] == [wanted["text"] for wanted in case["facts"]]
    for fact, wanted in zip(facts, case["facts"], strict=True):
        got = {name: said(fact, name) for name in wanted if name != "text"}
        assert got == {name: value for name, value in wanted.items() if name != "text"}, fact.figure.surface


def said(fact: Fact, name: str) -> str:
    value = getattr(fact, name)
    return value.surface if name in ("part_of", "repeats") and value is not None else value or ""


def test_enough_cases() -> None:
    assert len(list(parameters())) >= FEWEST_CASES


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> FactScore:
    outputs = run_corpus(SAMPLES, tmp_path_factory.mktemp("facts"), workers=1).outputs
    with (outputs / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    score = FactScore()
    for path in sorted(GOLD.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        score.add(gold["doc"], gold["mentions"], [row for row in rows if row["doc"] == gold["doc"]])
    return score


@pytest.mark.parametrize("name", FLOORS)
def test_samples_reach_the_floor(score: FactScore, name: str) -> None:
    precision, recall = FLOORS[name]
    if score.precision(name) < precision or score.recall(name) < recall:
        faults = "\n  ".join(score.faults[name][:30])
        pytest.fail(f"{name}: precision {score.precision(name):.3f}, recall {score.recall(name):.3f}\n  {faults}", pytrace=False)


def test_high_confidence_is_earned(score: FactScore) -> None:
    assert score.right_of("high") >= LEAST_OF_HIGH
    assert score.right_of("high") > score.right_of("medium")


def test_every_fact_rests_on_its_figure(tmp_path: Path) -> None:
    outputs = run_corpus(SAMPLES, tmp_path, workers=1).outputs
    figures: dict[str, dict[str, str]] = {}
    for table in ("amounts", "counts"):
        with (outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            figures |= {row["id"]: row for row in csv.DictReader(file)}
    with (outputs / "facts.csv").open(encoding="utf-8-sig", newline="") as file:
        facts = {row["id"]: row for row in csv.DictReader(file)}
    assert list(facts) == sorted(figures, key=lambda key: (figures[key]["doc"], int(figures[key]["start"])))
    for key, fact in facts.items():
        assert {name: fact[name] for name in ("text", "value", "low", "high", "sentence")} == {
            name: figures[key][name] for name in ("text", "value", "low", "high", "sentence")
        }
        for column in ("part_of", "repeats"):
            assert not fact[column] or (fact[column] in facts and fact[column] != key)

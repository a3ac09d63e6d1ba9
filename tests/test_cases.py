"""The cases in `cases/<kind>.jsonl`: what must be found in a passage, with which values, and nothing beside it.

A case names the columns that matter to it. `gap` marks one that is known not to work yet, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline import Pipeline
from pipeline.writers.rows import KINDS, Row, all_rows

CASES = Path(__file__).parent / "cases"
PUBLISHED = "2023-07-15"
FEWEST_CASES, FEWEST_NEAR_MISSES = 120, 40
Case = dict[str, Any]


def load(kind: str) -> list[Case]:
    return [json.loads(line) for line in (CASES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()]


def parameters() -> Iterator[Any]:
    """Every case under the name `<kind>:<line of its file>`."""
    for kind in KINDS:
        for line, case in enumerate(load(kind), 1):
            marks = [pytest.mark.xfail(reason=case["gap"], strict=True)] if "gap" in case else []
            yield pytest.param(kind, case, id=f"{kind}:{line}", marks=marks)


@pytest.mark.parametrize(("kind", "case"), list(parameters()))
def test_case(pipeline: Pipeline, kind: str, case: Case) -> None:
    found = rows(pipeline, kind, case)
    wanted = case["find"]
    if kind == "places":
        found, wanted = without_nested(found, wanted)
    if faults := differences(wanted, found):
        pytest.fail(f"{case['text']!r}: {'; '.join(faults)}", pytrace=False)


def rows(pipeline: Pipeline, kind: str, case: Case) -> list[Row]:
    extraction = pipeline.extract(case["text"], case.get("published", PUBLISHED))
    return all_rows(extraction, guarded=False)[kind]


def without_nested(found: list[Row], wanted: list[Case]) -> tuple[list[Row], list[Case]]:
    """Places inside a longer name are free to be found or not; those found and listed must still be right."""
    listed = {place["text"] for place in wanted}
    kept = [row for row in found if not row["within"] or row["text"] in listed]
    got = [row["text"] for row in kept]
    return kept, [place for place in wanted if not place.get("within") or place["text"] in got]


def differences(wanted: list[Case], found: list[Row]) -> list[str]:
    texts, got = [mention["text"] for mention in wanted], [row["text"] for row in found]
    if texts != got:
        return [f"wanted {texts or 'nothing'}, got {got or 'nothing'}"]
    return [
        f"{row['text']}: {column} wanted {value!r}, got {row[column]!r}"
        for mention, row in zip(wanted, found, strict=True)
        for column, value in mention.items()
        if column != "text" and row[column] != value
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_enough_cases_and_near_misses(kind: str) -> None:
    cases = load(kind)
    passages = [(case["text"], case.get("published")) for case in cases]
    assert len(set(passages)) == len(passages) >= FEWEST_CASES
    assert sum(not case["find"] for case in cases) >= FEWEST_NEAR_MISSES
    assert all(case["why"] for case in cases)

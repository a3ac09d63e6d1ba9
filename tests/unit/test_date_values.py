"""Every date value is valid EDTF, ISO 8601 or a TIMEX3 reference; its interval is a pair of days in order."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from edtf import parse_edtf

from pipeline import Pipeline
from pipeline.extractors.dates.grammar import Patterns

CASES = Path(__file__).parents[1] / "cases" / "dates.jsonl"
DURATION = re.compile(r"P(?:[\dX.]+[YMWD])*(?:T(?:[\dX.]+[HMS])+)?")
REFERENCES = {"PAST_REF", "PRESENT_REF", "FUTURE_REF"}


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [(case["text"], case.get("published", "2023-07-15")) for case in cases]


def test_values(pipeline: Pipeline, texts: list[tuple[str, str]]) -> None:
    found = [mention for text, published in texts for mention in pipeline.extract(text, published).dates]
    assert len(found) > 350
    for mention in found:
        for day in (mention.start_date, mention.end_date):
            assert not day or date.fromisoformat(day)
        if mention.type == "DATE" and mention.value and mention.value not in REFERENCES:
            assert parse_edtf(mention.value), mention
        elif mention.type != "DATE":
            assert all(DURATION.fullmatch(part) for part in mention.value.split("/")), mention


def test_every_pattern_compiles(pipeline: Pipeline) -> None:
    patterns = Patterns(pipeline.rules.calendar.traps, pipeline.rules.lists)
    names = [name for name in vars(Patterns) if not name.startswith("_")]
    assert len(names) > 30
    assert all(isinstance(getattr(patterns, name), re.Pattern) for name in names)

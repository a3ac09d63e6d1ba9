"""What lies in a division, by its code."""

from __future__ import annotations

import pytest

from pipeline.model.place import lies_within


@pytest.mark.parametrize(
    ("adcode", "outer"),
    [("654023", "654000"), ("654023", "650000"), ("654023", "654023"), ("341002", "341000"), ("500101", "500000")],
)
def test_a_division_lies_in_those_above_it(adcode: str, outer: str) -> None:
    assert lies_within(adcode, outer)


@pytest.mark.parametrize(
    ("adcode", "outer"),
    [("510000", "500000"), ("341102", "341000"), ("130631", "130630"), ("650000", "654000"), ("", "650000")],
)
def test_a_division_lies_in_no_other(adcode: str, outer: str) -> None:
    assert not lies_within(adcode, outer)

"""Records that check themselves: what cannot be true cannot be built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from decimal import Decimal
from typing import Any

import pytest

from pipeline.model import Amount, Count, Date, Document, Place, Span

SHARED = {"span": Span(0, 3), "surface": "3万元", "rule": "test"}
THREE = dict.fromkeys(("value", "low", "high"), Decimal(30000))
FIGURE = {**SHARED, **THREE, "bound": "exact"}
Maker = Callable[..., Any]


def amount(**changes: Any) -> Amount:
    return Amount(**{**FIGURE, "currency": "CNY", **changes})


def count(**changes: Any) -> Count:
    return Count(**{**FIGURE, "unit": "户", "dimension": "count", **changes})


def date(**changes: Any) -> Date:
    return Date(**{**SHARED, "type": "DATE", "value": "2023", **changes})


def place(**changes: Any) -> Place:
    return Place(**{**SHARED, "name": "江苏省", "level": "province", "adcode": "320000", **changes})


def document(**changes: Any) -> Document:
    return Document(**{"doc": "a.txt", "text": "文", **changes})


@pytest.mark.parametrize("make", [amount, count, date, place, document])
def test_sound_records_are_frozen(make: Maker) -> None:
    record = make()
    with pytest.raises(FrozenInstanceError):
        setattr(record, fields(record)[0].name, None)


@pytest.mark.parametrize(("start", "end"), [(5, 3), (3, 3), (-1, 2), (-3, -1)])
def test_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_span() -> None:
    span = Span(2, 5)
    assert len(span) == 3
    assert span.overlaps(Span(4, 9))
    assert not span.overlaps(Span(5, 9))
    assert Span(1, 5).covers(span)
    assert not span.covers(Span(1, 5))
    assert sorted([Span(2, 5), Span(1, 9), Span(2, 3)]) == [Span(1, 9), Span(2, 3), Span(2, 5)]


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (amount, {"surface": "3万元整"}),
        (amount, {"rule": ""}),
        (amount, {"bound": "roughly"}),
        (amount, {"value": None}),
        (amount, {"high": Decimal(1)}),
        (amount, {"bound": "range", "value": None, "low": Decimal(5), "high": Decimal(3)}),
        (amount, {"currency": "yuan"}),
        (amount, {"currency": ""}),
        (count, {"bound": "exact", "low": Decimal(1)}),
        (date, {"start_date": "2023-05-08", "end_date": "2023-05-07"}),
        (place, {"level": "planet"}),
        (place, {"adcode": "3200"}),
        (place, {"adcode": "江苏省份代码"}),
        (document, {"status": "bad"}),
        (document, {"status": "error"}),
        (document, {"error": "unreadable"}),
    ],
)
def test_unsound_records(make: Maker, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        make(**changes)

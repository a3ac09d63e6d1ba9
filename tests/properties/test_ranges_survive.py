"""A range written in any way, with one unit or two, is read back with both its ends; so are elided and paired numerals."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from pipeline import Pipeline
from pipeline.model.mention import Amount, Count

SEPARATORS = ("至", "到", "-", "—", "~", "～", "–", "——")
UNITS = {"元": "CNY", "美元": "USD", "港元": "HKD", "亩": "亩", "公里": "公里", "人次": "人次", "家": "家", "%": "%", "吨": "吨"}
#: lower end, upper end, magnitude → written with the magnitude once and twice
ENDS = [(2, 3), (20, 30), (15, 18), (100, 120), (1.5, 2.5), (300, 500), (8, 12), (45, 60)]
MAGNITUDES = {"": 1, "万": 10**4, "亿": 10**8}
CHINESE = {"二": 2, "三": 3, "二十": 20, "三十": 30, "一百": 100, "三百": 300}
#: speech drops the last magnitude, or says two neighbouring digits
SPOKEN = {
    "一万六": (16_000, 16_000), "三千五": (3500, 3500), "百二十": (120, 120), "两万三": (23_000, 23_000), "一亿五": (150_000_000, 150_000_000),
    "两千八": (2800, 2800), "三五百": (300, 500), "二三十": (20, 30), "两三百万": (2_000_000, 3_000_000), "四十五六": (45, 46),
    "一万六七": (16_000, 17_000), "八九亿": (800_000_000, 900_000_000), "七八千": (7000, 8000), "十七八": (17, 18), "五六万": (50_000, 60_000),
    "三四十万": (300_000, 400_000), "两三": (2, 3), "六七百": (600, 700),
}  # fmt: skip


def figures(pipeline: Pipeline, lines: list[str]) -> list[list[Amount | Count]]:
    """The figures of every line of one text."""
    text = "".join(f"记者看到，这里登记的是{line}。\n" for line in lines)
    extraction = pipeline.extract(text, "2024-01-30")
    found: list[list[Amount | Count]] = [[] for _ in lines]
    for figure in sorted((*extraction.amounts, *extraction.counts), key=lambda mention: mention.span):
        found[text.count("\n", 0, figure.span.start)].append(figure)
    return found


def faults(pipeline: Pipeline, wanted: dict[str, tuple[Decimal, Decimal, str]]) -> list[str]:
    bad = []
    for (surface, (low, high, unit)), found in zip(wanted.items(), figures(pipeline, list(wanted)), strict=True):
        got = [(f.surface, f.low, f.high, f.currency if isinstance(f, Amount) else f.unit) for f in found]
        if got != [(surface, low, high, unit)]:
            bad.append(f"{surface}: {got}")
    return bad


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_ranges(pipeline: Pipeline, separator: str, unit: str) -> None:
    wanted = {}
    for (low, high), (name, times) in product(ENDS, MAGNITUDES.items()):
        if unit in ("人次", "家") and low != int(low) and not name:
            continue
        ends = Decimal(str(low)) * times, Decimal(str(high)) * times, UNITS[unit]
        wanted[f"{low}{separator}{high}{name}{unit}"] = ends
        wanted[f"{low}{name}{separator}{high}{name}{unit}"] = ends
        wanted[f"{low}{name}{unit}{separator}{high}{name}{unit}"] = ends
    bad = faults(pipeline, wanted)
    assert not bad, bad[:10]


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "%"])
def test_spoken(pipeline: Pipeline, unit: str) -> None:
    wanted = {f"{words}{unit}": (Decimal(low), Decimal(high), UNITS[unit]) for words, (low, high) in SPOKEN.items()}
    pairs = [(a, b) for (a, x), (b, y) in product(CHINESE.items(), repeat=2) if x < y and (x < 10) == (y < 10)]
    for first, second in pairs:
        wanted[f"{first}至{second}{unit}"] = (Decimal(CHINESE[first]), Decimal(CHINESE[second]), UNITS[unit])
    bad = faults(pipeline, wanted)
    assert not bad, bad[:10]

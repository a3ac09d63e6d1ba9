"""Numerals to exact values."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from pipeline.numerals import NumeralSystem
from pipeline.rulebook import load_rules

ROWS = load_rules().figures.numerals
VALUES = """
    0 0 | 7 7 | 26.17 26.17 | 1,234,567.80 1234567.80 | 007 7
    三 3 | 两 2 | 十 10 | 十五 15 | 二十 20 | 九十九 99 | 廿三 23
    一百 100 | 一百零一 101 | 一百一 110 | 一百一十 110 | 百二十 120
    三千 3000 | 三千零五 3005 | 三千五 3500 | 三千零五十 3050 | 一千二百三十四 1234
    一万六 16000 | 三万五 35000 | 三万零五 30005 | 十万 100000 | 十二万三千 123000
    一千万 10000000 | 两千三百万 23000000 | 九千九百九十九万九千九百九十九 99999999
    一亿 100000000 | 一亿二 120000000 | 一亿零三百万 103000000
    一万亿 1000000000000 | 三千五百六十七亿八千万 356780000000
    二〇二三 2023 | 一九四九 1949 | 〇五 5
    3万 30000 | 3.5万 35000 | 3万5千 35000 | 3千 3000 | 5百 500 | 2千万 20000000
    1.2万亿 1200000000000 | 12亿3400万 1234000000 | 1亿2千万 120000000 | 26.17亿 2617000000
    壹佰贰拾 120 | 叁仟伍佰万 35000000 | 玖万零伍 90005 | 壹拾贰 12
    三点一四 3.14 | 零点五 0.5 | 十二点零八 12.08 | 一点二亿 120000000 | 五点五万 55000
"""


@pytest.fixture(scope="module")
def numbers() -> NumeralSystem:
    digits, tens, myriads, both = (
        {row.char: row.value for row in ROWS if row.role == role} for role in ("digit", "ten", "myriad", "both")
    )
    return NumeralSystem(digits, tens, myriads, both, frozenset(row.char for row in ROWS if row.capital))


@pytest.mark.parametrize(("numeral", "value"), [pair.split() for pair in re.split(r"[|\n]", VALUES) if pair.strip()])
def test_value(numbers: NumeralSystem, numeral: str, value: str) -> None:
    assert numbers.value(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "numeral",
    ["", ",", ".", "1.2.3", "二三", "十十", "百千", "三百五百", "万点", "点五", "三点", "元"],
)
def test_no_number(numbers: NumeralSystem, numeral: str) -> None:
    assert numbers.value(numeral) is None


def test_values_are_exact(numbers: NumeralSystem) -> None:
    assert str(numbers.value("0.1亿")) == "10000000.0"
    assert numbers.value("99999999999999999999.01") == Decimal("99999999999999999999.01")


@pytest.mark.parametrize("marks", ["万", "亿", "一万", "百万千亿", "十", "一"])
def test_endless_numerals_are_refused_or_read(numbers: NumeralSystem, marks: str) -> None:
    value = numbers.value(marks * 5000)
    assert value is None or value > 0

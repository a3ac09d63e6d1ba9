"""A number written in any style, with a unit and a bound, is read back as that number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipeline import Pipeline
from pipeline.model.mention import Amount, Count

_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_TO_TRADITIONAL = OpenCC("s2t")
LEAST_COMBINATIONS = 20_000
SHOWN = 12

INTEGERS = (
    *(3, 8, 10, 12, 15, 20, 47, 99, 100, 101, 105, 110, 118, 120, 208, 350, 999, 1000, 1001, 1010, 1203, 3500, 9999),
    *(10_000, 10_001, 10_500, 12_000, 35_000, 50_300, 100_000, 105_000, 2_000_000, 12_345_678, 20_000_000, 99_999_999),
    *(100_000_000, 123_456_789, 350_000_000, 1_000_000_000, 1_234_000_000, 56_000_000_000, 1_200_000_000_000),
)
DECIMALS = ("0.5", "0.08", "1.5", "3.14", "12.08", "26.17", "99.9", "103.25", "1234.56", "20000.5")
VALUES = tuple(Decimal(value) for value in (*INTEGERS, *DECIMALS))
#: words before and after the numeral and unit, and the bound that they make
BOUNDS = {
    "exact": ("", ""),
    "about": ("约", ""),
    "about, behind": ("", "左右"),
    "nearly": ("近", ""),
    "over": ("超过", ""),
    "at_least": ("至少", ""),
    "at_least, behind": ("", "以上"),
    "at_most": ("不超过", ""),
    "under": ("不足", ""),
}
#: unit → what the mention says of it
UNITS = {
    "元": "CNY", "美元": "USD", "港元": "HKD", "日元": "JPY", "户": "户", "人次": "人次", "家企业": "家", "亩": "亩",
    "平方公里": "平方公里", "万千瓦时": "千瓦时", "公里": "公里", "吨": "吨", "%": "%", "个百分点": "百分点", "倍": "倍",
}  # fmt: skip
WHOLE = ("户", "人次", "家企业")
MYRIADS = {"万千瓦时": 10_000}
Style = Callable[[Decimal], str | None]


def arabic(value: Decimal) -> str:
    return f"{value:f}"


def thousands(value: Decimal) -> str | None:
    return f"{value:,f}" if value >= 1000 else None


def full_width(value: Decimal) -> str:
    return f"{value:,f}".translate(_FULL_WIDTH)


@cache
def chinese(value: Decimal) -> str:
    return str(cn2an.an2cn(f"{value:f}", "low"))


@cache
def financial(value: Decimal) -> str | None:
    written = str(cn2an.an2cn(f"{value:f}", "up"))
    return written if len(written) > 1 and "点" not in written else None


def traditional(value: Decimal) -> str:
    return str(_TO_TRADITIONAL.convert(chinese(value)))


def financial_traditional(value: Decimal) -> str | None:
    written = financial(value)
    return str(_TO_TRADITIONAL.convert(written)) if written else None


def with_magnitude(value: Decimal) -> str | None:
    """1.36亿, 3500万, 1.2万亿; three digits after the point at most."""
    for magnitude, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        share = value / magnitude
        if share >= 1 and share == round(share, 3):
            return f"{share.normalize():f}{name}"
    return None


def stepped(value: Decimal) -> str | None:
    """12亿3400万, 1亿2345万6789."""
    if value < 10**8 or value >= 10**12 or (value % 10**4 // 1000 == 0 and value % 10**4):
        return None
    hundred_millions, rest = divmod(int(value), 10**8)
    myriads, ones = divmod(rest, 10**4)
    if not myriads >= 1000:
        return None
    return f"{hundred_millions}亿{myriads}万{ones or ''}"


STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        *(arabic, thousands, full_width, chinese, traditional),
        *(financial, financial_traditional, with_magnitude, stepped),
    )
}


@dataclass(frozen=True)
class Written:
    """A figure in a sentence, and what should be read from it."""

    value: Decimal
    style: str
    unit: str
    bound: str

    @property
    def surface(self) -> str | None:
        numeral = STYLES[self.style](self.value)
        if numeral == "二" and self.unit in WHOLE:
            numeral = "两"  # 二户 is the second household
        before, after = BOUNDS[self.bound]
        return None if numeral is None else f"{before}{numeral}{self.unit.removesuffix('企业')}{after}"

    @property
    def possible(self) -> bool:
        """Whole things only where whole ones are counted; and a style may have no way to write a value."""
        if self.unit in WHOLE and self.value != int(self.value):
            return False
        if self.unit in MYRIADS and (self.value > 9999 or not self.style.startswith(("arabic", "full_width"))):
            return False
        if self.style in ("chinese", "traditional") and self.value < 24 and self.value != int(self.value):
            return False  # a known gap: 二点一一元 begins like a time of day, and hardly anybody writes it
        return self.surface is not None

    @property
    def line(self) -> str:
        tail = "企业" if self.unit == "家企业" and not BOUNDS[self.bound][1] else ""
        return f"记者看到，这里登记的是{self.surface}{tail}。"

    def fault(self, figures: Sequence[Amount | Count]) -> str:
        """What goes wrong when it is read back; empty when nothing does."""
        if [figure.surface for figure in figures] != [self.surface]:
            return f"{self.surface}: got {[figure.surface for figure in figures]}"
        figure = figures[0]
        unit = figure.currency if isinstance(figure, Amount) else figure.unit
        got = (figure.value, figure.bound, unit)
        wanted = (self.value * MYRIADS.get(self.unit, 1), self.bound.partition(",")[0], UNITS[self.unit])
        return "" if got == wanted else f"{self.surface}: wanted {wanted}, got {got}"


def faults(pipeline: Pipeline, everything: Sequence[Written]) -> list[str]:
    """Reads all of them back from one text, a line each."""
    text = "".join(f"{written.line}\n" for written in everything)
    extraction = pipeline.extract(text, "2024-01-30")
    by_line: dict[int, list[Amount | Count]] = {}
    for figure in sorted((*extraction.amounts, *extraction.counts), key=lambda mention: mention.span):
        by_line.setdefault(text.count("\n", 0, figure.span.start), []).append(figure)
    found = (written.fault(by_line.get(line, [])) for line, written in enumerate(everything))
    return [fault for fault in found if fault]


@cache
def grid(style: str, unit: str) -> tuple[Written, ...]:
    everything = (Written(value, style, unit, bound) for value in VALUES for bound in BOUNDS)
    return tuple(written for written in everything if written.possible)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("style", STYLES)
def test_grid(pipeline: Pipeline, style: str, unit: str) -> None:
    found = faults(pipeline, grid(style, unit))
    if found:
        pytest.fail(f"{len(found)} faults\n  " + "\n  ".join(found[:SHOWN]), pytrace=False)


def test_grid_is_large() -> None:
    assert sum(len(grid(style, unit)) for style in STYLES for unit in UNITS) >= LEAST_COMBINATIONS


numbers = st.integers(2, 10**12 - 1).map(Decimal) | st.decimals("0.01", "9999.99", places=2)
written_numbers = st.builds(
    Written, numbers, st.sampled_from(list(STYLES)), st.sampled_from(list(UNITS)), st.sampled_from(list(BOUNDS))
).filter(lambda written: written.possible)


@given(written=written_numbers)
def test_any_number(pipeline: Pipeline, written: Written) -> None:
    assert not faults(pipeline, [written])


@given(cents=st.integers(100, 10**9))
def test_sum_in_capitals(pipeline: Pipeline, cents: int) -> None:
    """壹拾贰元叁角整 and the like: 元, 角 and 分 are one amount."""
    value = Decimal(cents) / 100
    surface = str(cn2an.an2cn(f"{value:f}", "rmb"))
    amounts = pipeline.extract(f"收据金额：{surface}。", "2024-01-30").amounts
    assert [(a.surface, a.value) for a in amounts] == [(surface, value)]

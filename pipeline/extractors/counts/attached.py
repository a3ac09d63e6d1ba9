"""What belongs to a quantity behind its unit: 七成五, 3斤半, 1米75, 300米2, 30万套(间), 28微克/立方米, 2×66万千瓦."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from pipeline.numerals import ParsedFigure
from pipeline.numerals.parts import CountPart, Refusal
from pipeline.rulebook.figures import MeasureUnit

_BRACKET = re.compile(r"\(([^()0-9]{1,8})\)")
_TENTHS = re.compile(
    r"([一二三四五六七八九])(?![十百千万亿个名])|([1-9])(?![\d.,%十百千万亿个名家人户位件项次年月日号天周时分秒点元米成至到~—-])|半"
)
_SPOKEN = re.compile(r"([一二三四五六七八九]{1,2})(?![十百千万亿个名位家只次分秒米点时年月日户人条])")
_CENTIMETRES = re.compile(r"(\d{1,2})(?![\d.,%万亿千百年月日个名人家只次分秒])")
SEVERAL = re.compile(r"(?<![\d.A-Za-z])([2-9]|1\d)\s?[×xX*✕]$")
_SUMMED = frozenset(("power", "energy", "mass", "volume"))
_POWER = re.compile(r"[23](?![\d.,%万亿千百多余来分人名个户家项座栋处口])")
_BOUND_AFTER = re.compile("左右|以上|以下|以内")
_AFTER = {"左右": "about", "以上": "at_least"}
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
#: several of one size: 2|×66万千瓦
TIMES = tuple("×xX*✕")


def tenths(figure: ParsedFigure, unit: MeasureUnit, text: str) -> CountPart:
    """七成五 and 7成5 are 75 %."""
    scale = Decimal(10)
    if (
        figure.value is not None
        and figure.bound in ("exact", "nearly", "about", "over")
        and (match := _TENTHS.match(text, figure.end))
    ):
        digit = _DIGITS[match[1]] if match[1] else match[2] or 5
        tenth = Decimal(digit) / 10
        figure = figure.worth(figure.value + tenth, match.end())
        if after := _BOUND_AFTER.match(text, figure.end):
            figure = figure._replace(bound=_AFTER.get(after[0], "at_most"), end=after.end())  # type: ignore[arg-type]
    return CountPart(figure, "%", unit, "", "count.tenths", scale=scale)


def several_together(part: CountPart, several: re.Match[str], text: str) -> CountPart | Refusal:
    """2×66万千瓦 are two of 66万千瓦; 12×8米 are the sides of a thing, 2×1000吨级 two of a class."""
    figure, start = part.figure, several.start()
    summed = part.measure is not None and part.measure.dimension in _SUMMED and not text.startswith("级", figure.end)
    if not summed or figure.value is None or figure.bound != "exact":
        return Refusal(start, figure.end, "model", "count.times")
    together = figure.worth(figure.value * int(several[1]), figure.end)._replace(start=start, numeral=start)
    return part._replace(figure=together, check=f"{several[1]} of them together")


def bracketed(part: CountPart, text: str, units: Mapping[str, MeasureUnit]) -> CountPart:
    """54.9万余箱(件), 30万套(间): a bracket of further units belongs to the unit."""
    unit = part.figure.unit
    if unit is None or unit.end != part.figure.end or not (match := _BRACKET.match(text, unit.end)):
        return part
    if not all(piece in units for piece in re.split("[、,，/]", match[1])):
        return part
    figure = part.figure._replace(end=match.end())
    return part._replace(figure=figure, unit=part.unit + match.group())


def half_behind(part: CountPart, text: str, units: Mapping[str, MeasureUnit]) -> CountPart:
    """3斤半, 两米半, 1米75; 300米2 is an area."""
    figure = part.figure
    if part.unit == "米" and (power := _POWER.match(text, figure.end)) and _no_height(figure):
        surface = "米" + power[0]
        measure = units["平方米" if power[0] == "2" else "立方米"]
        return part._replace(
            figure=figure._replace(end=power.end()), unit=surface, measure=measure, rule=f"count.{measure.dimension}"
        )
    if part.unit in ("米", "度") and figure.value is not None and figure.bound == "exact":
        if match := _CENTIMETRES.match(text, figure.end) or _SPOKEN.match(text, figure.end):
            value = figure.value + Decimal("0." + "".join(str(_DIGITS.get(c, c)) for c in match[1]))
            return part._replace(figure=figure.worth(value, match.end()))
    if not text.startswith("半", figure.end) or part.measure is None or part.measure.discrete or figure.value is None:
        return part
    if text[figure.end + 1 : figure.end + 2] in tuple("径年月天小数个成导决"):
        return part
    return part._replace(figure=figure.worth(figure.value + Decimal("0.5"), figure.end + 1))


def _no_height(figure: ParsedFigure) -> bool:
    """Whether 米2 behind the figure cannot be metres and 20 centimetres: 1米2, but 300米2, 12.5米2."""
    return figure.value is not None and (figure.value >= 100 or figure.value % 1 != 0)

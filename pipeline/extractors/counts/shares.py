"""Quantities without a numeral of their own (一半, 过半, 翻两番), and ratios (师生比1:15.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline.numerals import ParsedFigure
from pipeline.numerals.parsed import UnitAt
from pipeline.numerals.parts import CountPart
from pipeline.rulebook.figures import MeasureUnit
from pipeline.text.scanner import Scanner

_DOUBLES = re.compile(r"翻[了上]?(?:([一两二三四五2345])番|番|倍)(?P<more>还多|多)?")
_HALF = Scanner(
    re.compile(
        r"(?P<mod>超过|接近|将近|不到|不足|近|过|超|逾|约|大约)?(?P<half>一半|半数|(?<=[过近超逾])半(?!成)(?=[的以,，。;；、来人数户村企业成游客是为都]|$))(?P<after>以上|左右|以下|还多|多)?"
    )
)
_HALF_BOUND = {"超过": "over", "接近": "nearly", "将近": "nearly", "不到": "under", "不足": "under", "近": "nearly", "过": "over",
               "超": "over", "逾": "over", "约": "about", "大约": "about", "以上": "at_least", "左右": "about", "以下": "at_most", "多": "over", "还多": "over"}  # fmt: skip
_HALVES = Scanner(
    re.compile(r"(?<![一两二三四五六七八九十大个折多另前后下上])半(个百分点|公里|公斤|斤|亩|吨|升|里地|公顷|瓶|碗|车)(?!八两)")
)
_HALF_TENTH = Scanner(
    re.compile(r"(?<![一两二三四五六七八九十多])(?P<mod>近|逾|超|约|不到|不足)?半成(?![品员型熟立为])(?P<after>以上|左右|多)?")
)
_PROPORTION = Scanner(re.compile(r"(?<![\d.:A-Za-z])(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?(?![\d:.]|时|分)"))
_PROPORTIONED = re.compile(
    r"比(?:例|率|为|约|达|是|值|重|由|从)?(?:上年的|去年的)?[^，,。；\n]{0,3}$|(?:按照?|缩小|降至|扩大)[^，,。；\n]{0,3}$"
)
_TIMES = {c: i for i, c in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def shares(text: str, units: Mapping[str, MeasureUnit]) -> Iterator[CountPart]:
    """一半, 过半, 翻番: quantities without a numeral of their own."""
    if "翻" in text:
        for match in _DOUBLES.finditer(text):
            times = 2 ** (_TIMES.get(match[1]) or int(match[1])) if match[1] else 2
            bound = "over" if match["more"] else "exact"
            yield _fixed(match.start(), match.end(), Decimal(times), "倍", "multiple", bound)
    for match in _HALVES.finditer(text) if "半" in text else ():
        unit = match[1].removeprefix("个").removesuffix("地")
        measure = units.get(unit)
        if measure is not None:
            part = _fixed(match.start(), match.end(), Decimal("0.5"), unit, measure.dimension, "exact")
            yield part._replace(measure=measure)
    for match in _HALF_TENTH.finditer(text) if "半成" in text else ():
        word = match["mod"] or match["after"]
        yield _fixed(match.start(), match.end(), Decimal(5), "%", "percent", _HALF_BOUND[word] if word else "exact")
    if ":" in text:
        yield from _proportions(text)
    if "半" in text:
        for match in _HALF.finditer(text):
            word = match["mod"] or match["after"]
            bound = _HALF_BOUND[word] if word else _HALF_BOUND.get(text[match.start() - 1 : match.start()], "exact")
            start = match.start() - (1 if match["half"] == "半" and not match["mod"] else 0)
            yield _fixed(start, match.end(), Decimal("0.5"), "ratio", "ratio", bound)


def _proportions(text: str) -> Iterator[CountPart]:
    """师生比1:15.5, 按3:4:3的比例: one ratio; a clock or a score is none."""
    for match in _PROPORTION.finditer(text):
        spoken = _PROPORTIONED.search(text[max(0, match.start() - 8) : match.start()]) or text.startswith(
            ("的比", "比例"), match.end()
        )
        below = Decimal(match[2])
        if not below or not (spoken or "." in match[0]):
            continue
        value = None if match[3] else round(Decimal(match[1]) / below, 6).normalize()
        part = _fixed(match.start(), match.end(), value or Decimal(0), "ratio", "ratio", "exact")
        if value is None:
            figure = part.figure._replace(value=None, low=None, high=None, bound="about")
            part = part._replace(figure=figure, check="a ratio of three has no single value")
        yield part


def _fixed(start: int, end: int, value: Decimal, unit: str, dimension: str, bound: str) -> CountPart:
    measure = MeasureUnit(unit, dimension, None, "", "unit", False)
    figure = ParsedFigure(
        start=start, end=end, numeral=start, value=value, low=value, high=value, bound=bound,  # type: ignore[arg-type]
        unit=UnitAt(measure, unit, end), style="chinese",
    )  # fmt: skip
    return CountPart(figure, unit, measure, "", f"count.{dimension}")

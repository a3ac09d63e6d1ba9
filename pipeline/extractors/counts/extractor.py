"""Quantities that are not money: 1500多户, 5万平方米, 近三成, 三分之二, 翻两番; never 第十一批, 5G or 一心一意."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.extractors.counts.attached import SEVERAL, TIMES, bracketed, half_behind, several_together, tenths
from pipeline.extractors.counts.objects import CountedNouns
from pipeline.extractors.counts.refusals import Refusals, noun_follows
from pipeline.extractors.counts.shares import shares
from pipeline.numerals import ParsedFigure, PerReader
from pipeline.numerals.parsed import MARKS, UnitAt, before_mark
from pipeline.numerals.parts import CountPart, Refusal
from pipeline.rulebook.figures import FigureRules, MeasureUnit
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.senses import UnitSenses
from pipeline.text import WordMap

#: behind a stroke, another word for the unit
_TWINS = frozenset(("套", "组", "件"))
_SHARES = frozenset(("%", "百分点"))
#: what a share may be per: 年均增长6.5%
_PERIODS = frozenset("年月周日季天")
_VOLUMES = frozenset(("立方米", "升", "毫升", "标准立方米"))
_POPULATION = re.compile(r"人口(?:总?数量?)?(?:约为|[为达是有共约近超逾]|达到|超过)?$")
_CLOSED = re.compile(r"(?:余|多)?(?:[，。；、;)\n]|,(?!\d)|$)")
_NO_END = frozenset("%/-—~至到里一")
#: 分别下降0.2个、|提高0.8个百分点
_NEXT_POINTS = "(?:[、和及与，]|以及)(?:提高|下降|上升|回落|回升|增加|减少|降低|提升)?了?"
_POINTS = r"(?:约|近|超)?\d+(?:\.\d+)?个"
_OF_POINTS = re.compile(rf"{_NEXT_POINTS}(?:{_POINTS}{_NEXT_POINTS})*+{_POINTS}百分点")
_QUAKE = re.compile(r"(芮氏|里氏|地震)?规模(?:为|达|是)?$")
_QUAKE_ENDS = frozenset("模为达是")
_MAGNITUDE = re.compile(r"[1-9]\.\d(?![\d.万亿%级])")
_SHAKES = re.compile(r"的?(?:有感)?(?:地震|余震|强震|浅震)")
#: in the order in which 度 is asked for them
_OF_DEGREES = ("heat", "angle", "grade", "energy")

_Measured = tuple[ParsedFigure, MeasureUnit, str]


class CountExtractor:
    """Takes up the figures that a unit or measure word follows, and shares that carry no numeral (一半, 翻番)."""

    def __init__(self, per: PerReader, figures: FigureRules, senses: UnitSenses, lists: WordLists) -> None:
        self._per, self._units, self._senses = per, figures.units, senses
        self._refusals = Refusals(figures, senses, lists)
        self._people = lists["unit.person"]
        self._nouns = CountedNouns(figures.word_classes, lists)

    def take(self, figure: ParsedFigure, text: str, words: WordMap) -> CountPart | Refusal | None:
        """The figure as a quantity, or why it is none; None where no unit follows."""
        if text[figure.numeral - 1 : figure.numeral] in _QUAKE_ENDS and (magnitude := _quake(figure, text)) is not None:
            return magnitude
        if (passed := before_mark(figure, text)) is not None:
            figure = passed
        if figure.unit is None:
            return self._unwritten(figure, text, words)
        measured = self._measured(figure, figure.unit, text)
        if measured is None:
            return None
        figure, unit, surface = measured
        if surface == "个" and _OF_POINTS.match(text, figure.unit.end if figure.unit else figure.end):
            unit, surface = self._units.entries["百分点"], "百分点"  # 分别拉低约1个、13个、25个百分点
        if surface == "个点" and not self._is_of_index(figure, text):
            figure, unit, surface = self._shorter(figure, surface, 1)  # 全县设3个|点
        if reason := self._refusals.reason(figure, unit, surface, text, words):
            return Refusal(figure.start, figure.end, reason, "count.word")
        if surface.startswith("个") and len(surface) > 1:
            surface = surface[1:]
        else:
            figure, unit, surface = self._shortened(figure, unit, surface, words, text)
        if surface == "大":
            return Refusal(figure.start, figure.end, "collective", "count.word")  # 三大指数, 五大学府
        if surface == "成":
            return tenths(figure, unit, text)
        if surface == "度":
            unit = self._degrees(figure, unit, text)
        part = CountPart(figure, surface, unit, "", f"count.{unit.dimension}")
        if text[figure.start - 1 : figure.start] in TIMES and (
            several := SEVERAL.search(text, max(0, figure.start - 4), figure.start)
        ):
            return several_together(part, several, text)
        part = half_behind(bracketed(part, text, self._units.entries), text, self._units.entries)
        part = self._with_per(part, text, words)
        counted = self._nouns.behind(part, text, words)
        return part._replace(object=counted) if counted else part

    def _measured(self, figure: ParsedFigure, at: UnitAt, text: str) -> _Measured | None:
        """The figure with its measure unit; 分 and 块 were read as money and are measure words too."""
        if isinstance(at.unit, MeasureUnit):
            return figure, at.unit, at.surface
        begin = at.end - len(at.surface)
        found = self._units.longest_at(text, begin)
        if found is None:
            return None
        end = begin + len(found[0])
        moved = figure._replace(unit=UnitAt(found[1], found[0], end), end=end if figure.end == at.end else figure.end)
        return moved, found[1], found[0]

    def _unwritten(self, figure: ParsedFigure, text: str, words: WordMap) -> CountPart | None:
        """不到40万, 突破2000万: a magnitude with no unit at all, where a clause ends behind it or a bound stands at it."""
        least = figure.value if figure.value is not None else figure.low
        if not figure.magnitude and _is_population(figure, text):
            return CountPart(figure, "", None, "", "count.no-unit", check="no unit is written")
        if not figure.magnitude or least is None or least < 10_000 or (figure.bare and figure.bound == "exact") or figure.prefix:
            return None
        following = text[figure.end : figure.end + 1]
        if following and ((following.isascii() and following.isalnum()) or following in _NO_END):
            return None
        marked = text.startswith(MARKS, figure.end)
        if following and "\u4e00" <= following <= "\u9fff" and not marked and not self._stands_alone(figure, text, words):
            return None
        start, end = words.covering(figure.numeral)
        if (start < figure.start or end > figure.end) and words.segmenter.is_word(text[start:end]):
            return None
        return CountPart(figure, "", None, "", "count.no-unit", check="no unit is written")

    def _stands_alone(self, figure: ParsedFigure, text: str, words: WordMap) -> bool:
        """Whether a number may be followed by Han without a unit: 13万产业工人, 不少于20万慢病患者."""
        if text.startswith(("之间", "不等", "的"), figure.end) and figure.bound == "range":
            return True
        if figure.style == "arabic":
            tagged = words.segmenter.tagged(text[figure.end : figure.end + 6])
            noun = bool(tagged) and tagged[0][1].startswith(("n", "vn")) and len(tagged[0][0]) > 1
            return noun or figure.bound not in ("exact", "range")
        return figure.bound not in ("exact", "range") and words.is_boundary(figure.end)

    def shares(self, text: str) -> Iterator[CountPart]:
        """一半, 过半, 翻番, 3:4:3: quantities without a numeral and a unit."""
        return shares(text, self._units.entries)

    def _shortened(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, words: WordMap, text: str) -> _Measured:
        """7支队伍 counts 支, not 支队: the longest unit gives way where its end runs into another word."""
        end = figure.unit.end if figure.unit else figure.end
        start, stop = words.covering(end - 1)
        begin = end - len(surface)
        if stop <= end or start <= begin or not words.segmenter.is_word(text[start:stop]):
            return figure, unit, surface
        for length in range(len(surface) - 1, 0, -1):
            if surface[:length] in self._units.entries:
                return self._shorter(figure, surface, length)
        return figure, unit, surface

    def _shorter(self, figure: ParsedFigure, surface: str, length: int) -> _Measured:
        """The figure with only the first characters of its unit."""
        end = figure.unit.end if figure.unit else figure.end
        unit = self._units.entries[surface[:length]]
        at = UnitAt(unit, surface[:length], end - len(surface) + length)
        return figure._replace(unit=at, end=at.end if figure.end == end else figure.end), unit, surface[:length]

    def _is_of_index(self, figure: ParsedFigure, text: str) -> bool:
        """0.85个点 and 上涨3个点 are points of an index, 3个点 places."""
        whole = figure.value is None or figure.value == int(figure.value)
        return not whole or self._senses.before("点", "score", text, figure.start)

    def _degrees(self, figure: ParsedFigure, unit: MeasureUnit, text: str) -> MeasureUnit:
        """用电1200度 is energy, 转90度 an angle, 近视300度 and 烈度8度 are grades; other degrees are of heat."""
        end = figure.unit.end if figure.unit else figure.end
        sense = self._senses.first("度", _OF_DEGREES, text, figure.start, end)
        if sense == "angle":
            return replace(unit, dimension="angle", si_unit="")
        if sense == "grade":
            return replace(unit, dimension="count", si_unit="")
        if sense == "energy" or (figure.magnitude and not sense):
            energy = self._units.entries["千瓦时"]
            return replace(unit, dimension="energy", factor=energy.factor, si_unit=energy.si_unit)
        return unit

    def _with_per(self, part: CountPart, text: str, words: WordMap) -> CountPart:
        if after := self._per.after(text, part.figure.end):
            per, end = after
            acting = part.unit in self._people and _ACTS.match(text, end) is not None  # 4.5万人|每周往来两座城市
            if text[part.figure.end] == "每" and (acting or noun_follows(end, text, words)):
                return part  # 7亿人|每天生活费不足2.15美元
            twins = per in _TWINS and part.measure is not None and part.measure.discrete
            if text[part.figure.end] == "/" and (per in _VOLUMES or twins):  # 28微克/立方米, 107件/套: not per anything
                return part._replace(unit=part.unit + text[part.figure.end : end], figure=part.figure._replace(end=end))
            if text[part.figure.end] in "/每":
                return part._replace(per=per, figure=part.figure._replace(end=end))
        before = self._per.before(text, part.figure.start)
        if part.unit in _SHARES and before not in _PERIODS:
            return part  # 单位GDP能耗下降|13.5%
        return part._replace(per=before) if before else part


#: goes on behind 每天
_ACTS = re.compile("[\u4e00-\u9fff]")


def _is_population(figure: ParsedFigure, text: str) -> bool:
    """常住人口|766579，: people counted without 人."""
    whole = figure.value is not None and figure.value >= 1000 and figure.value == int(figure.value)
    return (
        whole
        and _POPULATION.search(text, max(0, figure.start - 8), figure.start) is not None
        and bool(_CLOSED.match(text, figure.end))
    )


def _quake(figure: ParsedFigure, text: str) -> CountPart | None:
    """芮氏规模|6.4|地震, 规模5.1|余震: a magnitude as Taiwan writes it."""
    number = _MAGNITUDE.match(text, figure.numeral)
    named = _QUAKE.search(text, max(0, figure.numeral - 8), figure.numeral) if number is not None else None
    if number is None or named is None or not (named[1] or _SHAKES.match(text, number.end())):
        return None
    plain = figure.worth(Decimal(number[0]), number.end())._replace(unit=None, bound="exact")
    return CountPart(plain, "", None, "", "count.no-unit", check="no unit is written")

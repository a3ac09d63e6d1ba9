"""Whole time expressions to days: points, ranges, what runs until now, and lengths counted from an anchor (三年前, 近五年)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.model.time import Granularity, Interval, Point, ResolvedTime, TimeExpression
from pipeline.resolve.dates.narrative import Narrative
from pipeline.resolve.dates.points import PointResolver
from pipeline.resolve.dates.stretches import month_on, moved, whole_unit
from pipeline.resolve.dates.wording import DateWords, Wording
from pipeline.text import Mask

#: so many years ago is no year
_AGES = 500
_SHIFT = re.compile(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(T.+)?")


class Resolver:
    """Resolves the expressions of one article in their order; a past year in the title is what the article is about, and 今天
    is the day of the dateline."""

    def __init__(
        self, text: str, published: date | None, sentences: Sequence[int], words: DateWords, title: str = "",
        datelines: Mask | None = None,
    ) -> None:  # fmt: skip
        self.wording, self._published = Wording(text, sentences, words), published
        self._narrative = Narrative(self.wording, words, published, title, datelines or Mask(()))
        self._points = PointResolver(self._narrative, self.wording, published)

    def resolve(self, expressions: Sequence[TimeExpression]) -> list[ResolvedTime]:
        """Every expression with its interval, in the given order."""
        found = []
        for expression in expressions:
            self._narrative.enter(self.wording.paragraph(expression))
            resolved = self._one(expression)
            self._narrative.remember(resolved)
            found.append(resolved)
        return found

    def _one(self, expression: TimeExpression) -> ResolvedTime:
        try:
            if expression.shift is not None:
                return self._shifted(expression)
            if expression.first is None:
                return ResolvedTime(expression)
            return self._dated(expression, expression.first)
        except (ValueError, OverflowError):
            return ResolvedTime(expression, check="no such day in the calendar")

    def _dated(self, expression: TimeExpression, first: Point) -> ResolvedTime:
        if expression.second is not None and expression.second.school_year:
            first, expression = expression.second, expression._replace(second=None)  # 2022-2023学年 is one stretch
        interval = self._points.interval(first, expression)
        if interval is None:
            return ResolvedTime(expression, check="no anchor to resolve it by")
        if expression.second is not None:
            interval = self._range(interval, expression.second, expression)
            if interval is None:
                return ResolvedTime(expression, check="the range ends before it begins")
        if expression.open in ("since", "now"):
            return self._since(expression, interval)
        if expression.open in ("before", "until"):
            return ResolvedTime(expression, _outside(interval, expression), open_start=True)
        if expression.open == "after":
            return ResolvedTime(expression, _outside(interval, expression), open_end=True)
        return ResolvedTime(expression, interval)

    def _since(self, expression: TimeExpression, interval: Interval) -> ResolvedTime:
        end = self._published
        if end is None or end < interval.start:
            return ResolvedTime(expression, interval._replace(end=None), open_end=True)
        return ResolvedTime(expression, interval._replace(end=end))

    def _range(self, first: Interval, second: Point, expression: TimeExpression) -> Interval | None:
        told = second.relative
        if told is not None and told.unit == "day" and told.anchor == "narrative" and first.granularity == "day":
            return first._replace(end=first.start + timedelta(told.offset))  # 5月30日18时至次日6时
        if not second.has_year and second.relative is None and second.weekday is None:
            second = second._replace(year=first.start.year)
            if second.month is None and second.day is not None and second.lunar is None:
                year, month = month_on(first.start, second.day < first.start.day)  # 31日至2日
                second = second._replace(year=year, month=month)
        last = self._points.interval(second, expression)
        if last is not None and last.end is not None and last.end < first.start and second.weekday is not None:
            last = last._replace(start=last.start + timedelta(7), end=last.end + timedelta(7))
        if last is None or last.end is None:
            return None
        if last.end < first.start and expression.second is not None and not expression.second.has_year:
            last = self._points.interval(second._replace(year=first.start.year + 1), expression)
        if last is None or last.end is None or last.end < first.start:
            return None
        grain: Granularity = first.granularity if first.granularity == last.granularity else "span"
        return Interval(first.start, last.end, grain, first.by)

    def _shifted(self, expression: TimeExpression) -> ResolvedTime:
        assert expression.shift is not None
        sign, length = expression.shift
        match = _SHIFT.fullmatch(length)
        anchor, by = self._published, "published"
        if sign == "later" and self._narrative.told is not None and not self.wording.looks_ahead(expression):
            anchor, by = self._narrative.told.interval.end or self._narrative.told.interval.start, "context"
        elif sign == "later" and not self.wording.looks_ahead(expression):
            anchor = None  # 三天后，他去世: told of the past, and nobody knows from when on
        if match is None or anchor is None or (match[5] and not any(match.group(1, 2, 3, 4))):
            return ResolvedTime(expression, check="" if match and match[5] else "no anchor to resolve it by")
        years, months, weeks, days = (float(group) if group else 0.0 for group in match.group(1, 2, 3, 4))
        if sign == "ago" and years >= _AGES:
            return ResolvedTime(expression, check="a round number of years")
        step = round(months + 12 * years), round(7 * weeks + days)
        if sign == "since" and years and (span := self._years_told(years)) is not None:
            return ResolvedTime(expression, span)
        if sign == "since":
            start = moved(anchor, -step[0], -step[1]) + timedelta(1)
            return ResolvedTime(expression, Interval(min(start, anchor), anchor, "span", by))
        if sign == "next":
            return ResolvedTime(expression, Interval(anchor, moved(anchor, *step), "span", by))
        direction = -1 if sign == "ago" else 1
        day = moved(anchor, direction * step[0], direction * step[1])
        return ResolvedTime(expression, whole_unit(day, years, months, weeks, by))

    def _years_told(self, years: float) -> Interval | None:
        """2012年—2015年派出医疗队。4年来: the years that the paragraph told of, where they are over and that many."""
        told = self._narrative.here.interval if self._narrative.here is not None else None
        if told is None or told.end is None or self._published is None or told.end.year >= self._published.year:
            return None
        whole = (told.start.month, told.start.day, told.end.month, told.end.day) == (1, 1, 12, 31)
        counted = told.end.year - told.start.year + 1
        return Interval(told.start, told.end, "span", "context") if whole and 1 < counted == years else None


def _outside(interval: Interval, expression: TimeExpression) -> Interval:
    """抗战前 ends where the named period begins, 抗战后 begins where it ends; 2019年前 is told to the end of the year."""
    point = expression.first
    if point is None or point.fixed is None or point.part or "period" not in expression.rule:
        return interval
    begin, end = point.fixed
    if expression.open == "before":
        return interval._replace(start=begin, end=begin)
    return interval._replace(start=end) if expression.open == "after" and end is not None else interval

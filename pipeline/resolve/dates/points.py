"""One point of the calendar to its days: 去年6月底, 周三, 次日, 农历正月十五, by the narrative and the article's date."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.model.time import Interval, Point, Relative, TimeExpression
from pipeline.resolve.dates.narrative import Narrative
from pipeline.resolve.dates.stretches import Stretch, hinted_day, in_month, in_year, month_end, month_on, nearest_day, years_on
from pipeline.resolve.dates.wording import Wording

#: a month more than so many away from the article's date lies in another year
_AHEAD = 6


class PointResolver:
    """Asks narrative and wording what a point leaves out."""

    def __init__(self, narrative: Narrative, wording: Wording, published: date | None) -> None:
        self._narrative, self._wording, self._published = narrative, wording, published

    def interval(self, point: Point, expression: TimeExpression) -> Interval | None:
        """The days meant; None where nothing tells what is left out."""
        if point.fixed is not None:
            return self._fixed(point)
        if point.years is not None:
            if self._published is None:
                return None
            low, high = (self._published.year + offset for offset in point.years)
            return Interval(date(low, 1, 1), date(high, 12, 31), "span", "published")
        if point.spread is not None:
            if self._published is None:
                return None
            first, last = (self._published + timedelta(offset) for offset in point.spread)
            return Interval(first, last, "day", "published")
        if point.school_year and point.year is not None:  # 2022-2023学年 is named by both its years
            return Interval(date(point.year - 1, 9, 1), date(point.year, 8, 31), "span", "explicit")
        unit = point.relative.unit if point.relative is not None else ""
        if point.relative is not None and unit == "day":
            return self._day_told_twice(point, point.relative, expression)
        if unit == "week" or point.weekday is not None or point.days is not None:
            return self._weekday(point, expression)
        if point.relative is not None and unit == "quarter":
            return self._relative_quarter(point, point.relative.offset, expression)
        year, by = self._year_of(point, expression)
        if point.same and point.month is None:  # 8月同期 is August
            said = point.year is not None or point.relative is not None
            monthly = self._wording.text.endswith("同月", 0, expression.end)
            return self._same_period(year if said else None, by, monthly=monthly)
        if point.relative is not None and unit == "month":
            return self._relative_month(point, point.relative, expression)
        return self._calendar(point, year, by, expression)

    def _fixed(self, point: Point) -> Interval:
        assert point.fixed is not None
        start, end = point.fixed
        if point.part == "start":
            end = date(start.year, 12, 31)
        elif point.part in ("end", "third") and end is not None:
            start = date(end.year, 1, 1)
        elif point.part == "mid" and end is not None:
            middle = (start.year + end.year) // 2
            start, end = date(middle, 1, 1), date(middle, 12, 31)
        return Interval(start, end or self._published, "span", "explicit")

    def _year_of(self, point: Point, expression: TimeExpression) -> tuple[int | None, str]:
        if point.year is not None:
            return point.year, "explicit"
        if point.relative is not None and point.relative.unit == "year":
            if point.relative.anchor == "published":
                return (self._published.year + point.relative.offset, "published") if self._published else (None, "none")
            if point.relative.anchor == "subject":
                return self._narrative.subject_year(point.relative.offset)
            if point.relative.offset and (self._narrative.told is None or self._wording.numbers(expression)):
                return None, "none"  # 票面利率第一年0.3%、|第二年|0.5%; 今年是…入疆|第二年|。
            told = self._narrative.last_year()
            return (told + point.relative.offset, "context") if told is not None else (None, "none")
        told = self._narrative.year_of(point, expression)
        if told is not None:
            return told, self._narrative.told_by()
        if self._published is None:
            return (self._narrative.year_told, "context") if self._narrative.year_told else (None, "none")
        return None, "published"

    def _calendar(self, point: Point, year: int | None, by: str, expression: TimeExpression) -> Interval | None:
        """Everything that lies within one year; without a year, the nearest one to the article's date."""
        if point.day is not None and point.month is None and year is not None and by != "explicit":
            return self._bare_day(point, expression)
        if year is not None:
            found = in_year(point, year)
            return Interval(found[0], found[1], found[2], by) if found else None
        if by == "none" or self._published is None:
            return None
        if point.day is not None and point.month is None:
            return self._bare_day(point, expression)
        this = in_year(point, self._published.year)
        if this is None:
            return None
        running = self._wording.looks_ahead(expression) or self._wording.opens_event(expression)
        if this[2] in ("quarter", "half", "month", "year") and self._unfinished(this, point) and not running:
            this = in_year(point, self._published.year - 1) or this
        ahead = (this[0].year - self._published.year) * 12 + this[0].month - self._published.month
        if (
            this[0] > self._published
            and not self._wording.looks_ahead(expression)
            and ahead > _AHEAD
            and (earlier := in_year(point, self._published.year - 1))
        ):
            this = earlier
        elif (
            this[1] < self._published
            and ahead < -_AHEAD
            and (self._wording.announced(expression) or (point.holiday and self._wording.looks_ahead(expression)))
            and (later := in_year(point, self._published.year + 1))
        ):
            this = later
        return Interval(this[0], this[1], this[2], "published")

    def _unfinished(self, stretch: Stretch, point: Point) -> bool:
        """A half, quarter or row of months that ends well after the article's date: last year's is meant."""
        assert self._published is not None
        if point.month is not None or (stretch[2] == "year" and point.months is None):
            return False
        return stretch[0] <= self._published and (stretch[1] - self._published).days > 31

    def _bare_day(self, point: Point, expression: TimeExpression) -> Interval | None:
        assert point.day is not None
        here = self._narrative.here
        elsewhere = (
            here is not None
            and here.until
            and here.interval.granularity == "month"
            and self._narrative.told_elsewhere(expression)
        )
        if here is not None and not elsewhere and here.interval.granularity in ("day", "month", "week"):
            start = here.interval.end if here.interval.granularity == "week" else here.interval.start
            base = start or here.interval.start
            if point.day <= month_end(base.year, base.month).day:
                day = date(base.year, base.month, point.day)
                return Interval(day, day, "day", "context")
        if self._published is None:
            return None
        found = nearest_day(point.day, self._published, ahead=self._wording.is_planned(expression))
        return Interval(found, found, "day", "published")

    def _day_told_twice(self, point: Point, relative: Relative, expression: TimeExpression) -> Interval | None:
        """今(17)日: the day that the word means, else the nearest one of that number."""
        found = self._relative_day(relative, expression)
        if point.day is None or self._published is None or (found is not None and found.start.day == point.day):
            return found
        nearest = nearest_day(point.day, self._published, ahead=relative.offset > 0)
        return Interval(nearest, nearest, "day", "published")

    def _relative_day(self, relative: Relative, expression: TimeExpression) -> Interval | None:
        anchor, by = self._narrative.yesterday if relative.offset < 0 else self._narrative.today, "published"
        if relative.anchor == "narrative":
            told = self._narrative.told.interval if self._narrative.told is not None else None
            day = self._narrative.day_told
            if told and day and told.granularity == "year" and told.start <= day.start <= (told.end or day.start):
                told = day  # 3月21日，2024年推介会举行。当天
            told = self._narrative.day_gone(expression) or told
            anchor, by = (told.end if told and told.granularity == "day" else None), "context"
            if anchor is None and relative.offset == 0:
                anchor, by = self._narrative.today, "published"
        if anchor is None:
            return None
        meant = anchor + timedelta(relative.offset)
        return Interval(meant, meant, "day", by)

    def _relative_month(self, point: Point, relative: Relative, expression: TimeExpression) -> Interval | None:
        anchor, by = self._published, "published"
        compared = relative.offset == -1 and self._wording.compares(expression) and self._narrative.here is not None
        if self._narrative.theme_month is not None and relative.offset == -1:
            anchor, by = self._narrative.theme_month, "context"
        elif relative.anchor == "narrative" or compared:
            told = self._narrative.told
            if told is not None and told.interval.granularity not in ("year", "span"):
                anchor, by = told.interval.start, "context"
                if told.interval.granularity in ("month", "quarter", "half"):
                    anchor = told.interval.end or anchor  # 1—4月累计138万辆，当月38万辆
        elif (
            point.part
            and relative.offset == 0
            and self._narrative.here
            and self._narrative.here.interval.granularity in ("month", "day")
        ):
            anchor, by = self._narrative.here.interval.start, "context"
        if anchor is None:
            return None
        found = _month(anchor, point, relative.offset, by)
        before = self._narrative.one_before(found, expression) if by == "published" and relative.offset == -1 else None
        return found if before is None else _month(before.start, point, relative.offset, "context")

    def _relative_quarter(self, point: Point, offset: int, expression: TimeExpression) -> Interval | None:
        if self._published is None:
            return None
        found = _quarter(self._published, point, offset, "published")
        told = self._narrative.one_before(found, expression) if offset == -1 else None
        if not offset and (same := self._narrative.quarter_told(expression)) is not None:
            return same  # Q2营收9亿元，但|本季度|净利润1亿元
        return found if told is None else _quarter(told.start, point, offset, "context")

    def _weekday(self, point: Point, expression: TimeExpression) -> Interval | None:
        published = self._published
        if published is None:
            return None
        if point.hint is not None:
            hinted = hinted_day(point.hint, published, point.weekday)
            if hinted is not None:
                return Interval(hinted, hinted, "day", "published")
        told = self._narrative.told.interval.start if self._narrative.told is not None else None
        counted = point.relative is not None and point.relative.anchor == "narrative"  # 上周…，比前一周下降
        anchor = told if counted and told is not None else published
        monday = anchor - timedelta(anchor.weekday())
        if point.relative is not None:
            monday += timedelta(7 * point.relative.offset)
            if point.weekday is None and point.days is None:
                return Interval(monday, monday + timedelta(6), "week", "context" if counted and told else "published")
        low, high = point.days or (point.weekday or 1, point.weekday or 1)
        start, end = monday + timedelta(low - 1), monday + timedelta(high - 1)
        if point.relative is None:
            ahead = self._wording.looks_ahead(expression)
            shift = 7 * ((ahead and end < published) - (not ahead and start > published))
            start, end = start + timedelta(shift), end + timedelta(shift)
        return Interval(start, end, "day", "published")

    def _same_period(self, year: int | None, by: str, *, monthly: bool) -> Interval | None:
        """同期: the period said last, in the year said here (the year before where none is); 同月 the month that it begins in."""
        period = self._narrative.period
        if year is None:
            year = period.start.year if period is not None else None
        if year is None:
            return None
        if period is None or period.end is None or period.granularity == "year":
            return Interval(date(year, 1, 1), date(year, 12, 31), "year", by)
        moved = year - period.start.year
        if monthly and period.granularity in ("day", "month"):
            return Interval(date(year, period.start.month, 1), month_end(year, period.start.month), "month", by)
        return Interval(years_on(period.start, moved), years_on(period.end, moved), period.granularity, by)


def _month(anchor: date, point: Point, offset: int, by: str) -> Interval:
    """The month so many from the anchor's."""
    start, end, granularity = in_month(point, *month_on(anchor, offset))
    return Interval(start, end, granularity, by)


def _quarter(anchor: date, point: Point, offset: int, by: str) -> Interval:
    """The quarter so many from the anchor's."""
    index = anchor.year * 4 + (anchor.month - 1) // 3 + offset
    year, first = index // 4, index % 4 * 3 + 1
    low, high = {"start": (first, first), "end": (first + 2, first + 2)}.get(point.part, (first, first + 2))
    return Interval(date(year, low, 1), month_end(year, high), "quarter", by)
